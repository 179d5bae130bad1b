'use client';

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { v4 as randomId } from 'uuid';
import { sayOperation } from '@/components/datasets/operation-words';
import { sayReverted } from '@/components/review/wording';
import { sayDone, sayRefused } from '@/components/samples/decision-words';
import { samplesKey } from '@/components/samples/queries';
import { api, isApiError } from '@/components/shell/api';
import { useKeysOf } from '@/components/shell/commands';
import { datasetKey, datasetQuery } from '@/components/shell/queries';
import { type ToastMessage, useToast } from '@/components/ui/toast';
import type { Progress } from '@/lib/datasets/dataset';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { ChangedSample, DecisionAnswer, UndoAnswer } from '@/lib/labels/decision';
import { OPERATION_SAMPLE_LIMIT } from '@/lib/operations/operation';

/** An act on chosen samples. `revision` is the dataset revision at which the person saw them. */
export type SampleAct = { sampleIds: readonly string[]; revision: number } & (
  | { kind: 'label' | 'exclude'; labelClass: Pick<LabelClass, 'id' | 'name'> }
  /** All labels, or only that of one class. */
  | { kind: 'clear'; labelClass?: Pick<LabelClass, 'id' | 'name'> }
);

/** Told after the server agreed, before anything is read again. */
type OnDone = (act: SampleAct, answer: DecisionAnswer) => void;

function bodyOf(act: SampleAct, sampleIds: readonly string[]) {
  const common = { idempotencyKey: randomId(), revision: act.revision, sampleIds };
  const group = { source: 'filter' };
  if (act.kind === 'clear') {
    const one = act.labelClass === undefined ? {} : { labelClassId: act.labelClass.id };
    return { ...common, group, kind: act.kind, ...one };
  }
  return { ...common, group, kind: act.kind, labelClassId: act.labelClass.id };
}

/** Sends an act; more samples than one operation takes go as several. Answers the last one. */
async function send(datasetId: string, act: SampleAct): Promise<DecisionAnswer> {
  const parts = Math.ceil(act.sampleIds.length / OPERATION_SAMPLE_LIMIT);
  let answer: DecisionAnswer | null = null;
  for (let part = 0; part < parts; part += 1) {
    const sampleIds = act.sampleIds.slice(part * OPERATION_SAMPLE_LIMIT, (part + 1) * OPERATION_SAMPLE_LIMIT);
    answer = await api.post<DecisionAnswer>(`/api/datasets/${datasetId}/operations`, bodyOf(act, sampleIds));
  }
  if (answer === null) throw new Error('An act needs at least one sample.');
  return answer;
}

/** Puts the counts of an answer in place at once and reads the rest again; lists of samples are the caller's. */
function settle(client: QueryClient, datasetId: string, progress: Progress, withLists: boolean): void {
  client.setQueryData(datasetQuery(datasetId).queryKey, (summary) => summary && { ...summary, ...progress });
  const lists = samplesKey(datasetId);
  const isList = (key: readonly unknown[]) => key[0] === lists[0] && key[2] === lists[2];
  void client.invalidateQueries({
    predicate: ({ queryKey }) =>
      queryKey[0] === 'sample' ||
      (queryKey[0] === datasetKey(datasetId)[0] && queryKey[1] === datasetId && (withLists || !isList(queryKey))),
  });
}

function changedOf(details: unknown): { revision: number; changed: ChangedSample[] } | null {
  if (typeof details !== 'object' || details === null || !('changed' in details) || !('revision' in details))
    return null;
  return details as { revision: number; changed: ChangedSample[] };
}

/**
 * Labels, clears and excludes chosen samples, and takes one's own newest act back. Every act says what it did, with a
 * way back. When a sample was decided by someone else meanwhile nothing is applied; the message offers the rest.
 */
export function useDecisions(datasetId: string, onDone?: OnDone) {
  const client = useQueryClient();
  const showToast = useToast();
  const undoKeys = useKeysOf('undo');
  const busy = useRef<boolean>(false);

  const once = useCallback(
    async (run: () => Promise<ToastMessage>) => {
      if (busy.current) return;
      busy.current = true;
      try {
        showToast(await run());
      } catch (error) {
        showToast({ says: error instanceof Error ? error.message : String(error), tone: 'error' });
      } finally {
        busy.current = false;
      }
    },
    [showToast],
  );

  const turn = useCallback(
    (which: 'undo' | 'redo'): Promise<void> =>
      once(async () => {
        const answer = await api.post<UndoAnswer>(`/api/datasets/${datasetId}/${which}`, {
          idempotencyKey: randomId(),
        });
        settle(client, datasetId, answer.progress, true);
        const says =
          answer.reverted.kind === 'revert'
            ? sayReverted(answer.operation, answer.operation.original?.sampleCount ?? answer.sampleIds.length, 0)
            : `Undone: ${sayOperation(answer.reverted)}`;
        const kept = answer.keptSampleIds.length;
        const later = kept === 0 ? '' : ` · ${kept} keep what was decided later`;
        return which === 'undo'
          ? { says: says + later, action: { says: 'Redo', run: () => void turn('redo') } }
          : { says: says + later };
      }),
    [client, datasetId, once],
  );

  const decide = useCallback(
    (act: SampleAct): Promise<void> =>
      once(async () => {
        try {
          const answer = await send(datasetId, act);
          onDone?.(act, answer);
          settle(client, datasetId, answer.progress, onDone === undefined);
          const action = { says: 'Undo', ...(undoKeys && { keys: undoKeys }), run: () => void turn('undo') };
          return { says: sayDone(act), action };
        } catch (error) {
          const conflict = isApiError(error, 'conflict') ? changedOf(error.details) : null;
          if (conflict === null) throw error;
          void client.invalidateQueries({ queryKey: datasetKey(datasetId) });
          return refusal(act, conflict, (rest) => void decide(rest));
        }
      }),
    [client, datasetId, once, onDone, turn, undoKeys],
  );

  return { decide, undo: useCallback(() => turn('undo'), [turn]), redo: useCallback(() => turn('redo'), [turn]) };
}

/** The message of a refused act; where samples are left that nobody touched, it offers the act on those. */
function refusal(
  act: SampleAct,
  conflict: { revision: number; changed: readonly ChangedSample[] },
  decide: (rest: SampleAct) => void,
): ToastMessage {
  const changed = new Set(conflict.changed.map(({ sampleId }) => sampleId));
  const sampleIds = act.sampleIds.filter((id) => !changed.has(id));
  const says = sayRefused(conflict.changed);
  if (sampleIds.length === 0) return { says, tone: 'error' };
  const rest: SampleAct = { ...act, sampleIds, revision: conflict.revision };
  return { says, tone: 'error', action: { says: `Go on with ${sampleIds.length}`, run: () => decide(rest) } };
}
