'use client';

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { livePage } from '@/components/live/live-page';
import { Pace } from '@/components/live/pace';
import { isWaiting } from '@/components/outbox/outbox-acts';
import { pageOutbox } from '@/components/outbox/outbox-page';
import { datasetKey, datasetQuery } from '@/components/shell/queries';
import type { LiveEvent } from '@/lib/live/change';

/** What is read again at once when it is on the screen; lists that a person works in are marked as old only. */
const AT_ONCE = ['summary', 'progress', 'classes', 'clusters', 'cluster-runs', 'operations', 'audits', 'jobs'];
/** Has rules of its own: a desk is never changed under a person's hands. */
const APART = 'group';

async function refresh(client: QueryClient, datasetId: string): Promise<void> {
  const isOwn = (key: readonly unknown[]) => key[0] === datasetKey(datasetId)[0] && key[1] === datasetId;
  void client.invalidateQueries({
    refetchType: 'none',
    predicate: ({ queryKey }) => isOwn(queryKey) && queryKey[2] !== APART,
  });
  await client.refetchQueries({
    type: 'active',
    predicate: ({ queryKey }) => isOwn(queryKey) && AT_ONCE.includes(String(queryKey[2])),
  });
}

/** Whether the page knows already what an event tells. */
function isNews(client: QueryClient, datasetId: string, event: LiveEvent): boolean {
  if (event.type === 'presence') return false;
  const known = client.getQueryData(datasetQuery(datasetId).queryKey)?.revision;
  if (event.type === 'hello') return known !== undefined && event.revision > known;
  return event.change.of === 'job' || known === undefined || event.change.revision > known;
}

/** Listens to what happens to the dataset of this page, and reads again what that changed. */
export function LiveUpdates({ datasetId }: { datasetId: string }) {
  const client = useQueryClient();
  useEffect(() => {
    const page = livePage(datasetId);
    // What this browser sends itself is read again when all of it is in.
    const isBusy = () =>
      pageOutbox()
        .getState()
        .acts.some((act) => act.datasetId === datasetId && isWaiting(act));
    let missed: LiveEvent | null = null;
    const pace = new Pace(async () => {
      if (isBusy()) return;
      missed = null;
      await refresh(client, datasetId);
    });
    const leave = page.follow((event) => {
      if (!isNews(client, datasetId, event)) return;
      if (isBusy()) missed = event;
      pace.ask();
    });
    const endBusy = pageOutbox().follow(() => {
      if (missed !== null && !isBusy() && isNews(client, datasetId, missed)) pace.ask();
    });
    const close = page.open();
    return () => {
      leave();
      endBusy();
      close();
      pace.end();
    };
  }, [client, datasetId]);
  return null;
}
