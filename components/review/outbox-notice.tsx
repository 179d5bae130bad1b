'use client';

import { useSyncExternalStore } from 'react';
import type { Outbox } from '@/components/review/outbox';
import { Button } from '@/components/ui/button';
import { formatCounted } from '@/components/ui/format';

/** Decisions that wait because the server cannot be reached: nothing is lost, and they go out by themselves. */
export function OutboxNotice({ outbox }: { outbox: Outbox }) {
  const { waitingCount, problem } = useSyncExternalStore(outbox.subscribe, outbox.getState, outbox.getState);
  if (problem === null || waitingCount === 0) return null;
  return (
    <div role="alert" className="flex items-center gap-3 border-b border-line bg-danger-weak px-4 py-1.5">
      <p className="min-w-0 flex-1">
        The server cannot be reached. {formatCounted(waitingCount, 'decision')} {waitingCount === 1 ? 'waits' : 'wait'}{' '}
        here and {waitingCount === 1 ? 'goes' : 'go'} out as soon as it answers.
      </p>
      <Button size="s" onClick={() => outbox.retry()}>
        Try again
      </Button>
    </div>
  );
}
