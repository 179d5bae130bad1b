'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import { sayOperation } from '@/components/datasets/operation-words';
import { type LogSearch, parseLogSearch } from '@/components/operations/log-search';
import { revertQuery } from '@/components/operations/operation-queries';
import { focusRow } from '@/components/operations/operation-row';
import { isWaiting } from '@/components/outbox/outbox-acts';
import { useOutbox } from '@/components/outbox/outbox-notice';
import { useLasting } from '@/components/outbox/use-lasting';
import type { useDecisions } from '@/components/samples/use-decisions';
import type { RevertPreview } from '@/lib/labels/revert-preview';

/** Reverts of a dataset that are on their way to the server, by the operation that each is about. */
export function useWaitingReverts(datasetId: string): {
  ids: ReadonlySet<string>;
  /** Whether they have been so for long enough to say it. */
  isSlow: boolean;
} {
  const { acts, problem } = useOutbox();
  const ids = useMemo(() => {
    const own = acts.filter((act) => act.datasetId === datasetId && act.kind === 'revert' && isWaiting(act));
    return new Set(own.flatMap(({ operationId }) => operationId ?? []));
  }, [acts, datasetId]);
  const isLasting = useLasting(ids.size > 0);
  return { ids, isSlow: ids.size > 0 && (isLasting || problem !== null) };
}

const readShown = () => parseLogSearch(new URLSearchParams(window.location.search));

type Parts = {
  datasetId: string;
  revert: ReturnType<typeof useDecisions>['revert'];
  change: (part: Partial<LogSearch>) => void;
};

/**
 * Reverts what a preview showed: through the outbox, after what waits there. Once it is done the operation that it made is
 * opened; when something changed since the preview nothing is applied, the reason is said and the preview is made anew.
 */
export function useRevert({ datasetId, revert, change }: Parts): (preview: RevertPreview) => Promise<void> {
  const client = useQueryClient();
  /** Operations whose reverts are being put into the outbox. */
  const taken = useRef(new Set<string>());
  return async ({ operation, revision }) => {
    const { id } = operation;
    if (taken.current.has(id)) return;
    taken.current.add(id);
    // The button goes with the preview; the focus must not go with it.
    focusRow(id);
    const isShown = () => readShown().operation === id;
    await revert({
      operationId: id,
      revision,
      says: `Revert of “${sayOperation(operation)}”`,
      onDone: (answer) => isShown() && change({ operation: answer.operation.id, revert: undefined }),
      onRefused: () => {
        void client.invalidateQueries({ queryKey: revertQuery(datasetId, id).queryKey });
        if (isShown()) change({ revert: true });
      },
    }).finally(() => taken.current.delete(id));
  };
}
