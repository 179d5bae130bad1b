'use client';

import { useSyncExternalStore } from 'react';
import { nothingWaits, pageOutbox } from '@/components/outbox/outbox-page';
import { Button } from '@/components/ui/button';
import { formatCounted } from '@/components/ui/format';

const subscribe = (listener: () => void) => pageOutbox().subscribe(listener);
const read = () => pageOutbox().getState();

/** What waits in the outbox of this browser, as components read it. */
export const useOutbox = () => useSyncExternalStore(subscribe, read, nothingWaits);

/** Decisions that wait because the server cannot be reached: nothing is lost, and they go out by themselves. */
export function OutboxNotice() {
  const { waitingCount, problem, isLasting } = useOutbox();
  if (problem === null || waitingCount === 0) return null;
  const isOne = waitingCount === 1;
  return (
    <div
      role="alert"
      className="flex items-center gap-3 border-b border-line bg-danger-weak px-4 py-1.5 narrow:order-last narrow:border-t narrow:border-b-0"
    >
      <p className="min-w-0 flex-1">
        The server cannot be reached. {formatCounted(waitingCount, 'decision')} {isOne ? 'waits' : 'wait'} here and{' '}
        {isOne ? 'goes' : 'go'} out as soon as it answers.{' '}
        {isLasting
          ? `You can go on, and close this tab: ${isOne ? 'it is' : 'they are'} kept in this browser.`
          : 'This browser lets nothing be stored: keep this tab open until then.'}
      </p>
      <Button size="s" onClick={() => pageOutbox().retry()}>
        Try now
      </Button>
    </div>
  );
}
