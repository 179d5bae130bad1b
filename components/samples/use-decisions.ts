'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { makeKey, pageOutbox } from '@/components/outbox/outbox-page';
import type { ListAhead } from '@/components/samples/list-ahead';
import type { SampleAct } from '@/components/samples/screen-acts';
import { ScreenDecisions } from '@/components/samples/screen-decisions';
import type { ScreenEdit, ScreenRevert } from '@/components/samples/screen-reverts';
import { useKeysOf } from '@/components/shell/commands';
import { useToast } from '@/components/ui/toast';

/**
 * Labels, clears and excludes chosen samples, and takes one's own newest act back. Acts wait in the outbox until the
 * server has them, so that they outlast the page and a server that is away; every act says what it did at once, with a
 * way back. When a sample was decided by someone else meanwhile nothing is applied; the message offers the rest.
 */
export function useDecisions(datasetId: string, list?: ListAhead) {
  const client = useQueryClient();
  const showToast = useToast();
  const undoKeys = useKeysOf('undo');
  const shown = useRef({ list, undoKeys });
  shown.current = { list, undoKeys };
  const decisions = useMemo(
    () => new ScreenDecisions({ datasetId, client, showToast, makeKey, read: () => shown.current }),
    [client, datasetId, showToast],
  );
  useEffect(
    () =>
      pageOutbox().follow((event) => {
        if ('act' in event) decisions.take(event, pageOutbox());
      }),
    [decisions],
  );
  return {
    decide: useCallback((act: SampleAct) => decisions.decide(act, pageOutbox()), [decisions]),
    revert: useCallback((revert: ScreenRevert) => decisions.revert(revert, pageOutbox()), [decisions]),
    edit: useCallback((edit: ScreenEdit) => decisions.edit(edit, pageOutbox()), [decisions]),
    undo: useCallback(() => decisions.turn('undo', pageOutbox()), [decisions]),
    redo: useCallback(() => decisions.turn('redo', pageOutbox()), [decisions]),
  };
}
