'use client';

import { useEffect, useReducer, useRef, useSyncExternalStore } from 'react';
import type { ReviewSession } from '@/components/review/review-session';
import { Button } from '@/components/ui/button';
import { formatCounted } from '@/components/ui/format';
import type { ReviewQueue } from '@/lib/groups/group';

/**
 * Keeps the review at the run that is being reviewed: when a newer one is there, the open group and the queue around it
 * stay, until the person goes to the newer one or nothing is open. Answers the queue to show, and the newer one, if any.
 */
export function useRunPin(session: ReviewSession, newest: ReviewQueue | undefined) {
  const openId = useSyncExternalStore(
    session.subscribe,
    () => session.getState().openId,
    () => null,
  );
  const shown = useRef<ReviewQueue | undefined>(undefined);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const before = shown.current;
  const isNewer = before?.run != null && newest?.run != null && before.run.id !== newest.run.id;
  const isPinned = isNewer && openId !== null;
  if (!isPinned) shown.current = newest;
  const pinned = isPinned ? (before ?? null) : null;
  // Commands read the queue of the session, at any time: it must be the one on the screen.
  session.pinned = pinned;
  useEffect(() => {
    if (isNewer && !isPinned) redraw();
  }, [isNewer, isPinned]);
  const goToNewest = () => {
    shown.current = newest;
    session.pinned = null;
    session.open(session.queue.open[0]?.id ?? null);
    redraw();
  };
  return { queue: pinned ?? newest, newer: isPinned ? (newest ?? null) : null, goToNewest };
}

/** Says that newer clusters are there, above a group of an older run. */
export function RunNotice({ newer, onGo }: { newer: ReviewQueue | null; onGo: () => void }) {
  if (newer?.run == null) return null;
  return (
    <div role="status" className="flex items-center gap-3 border-b border-line bg-accent-weak px-4 py-1.5">
      <p className="min-w-0 flex-1">
        Run {newer.run.number} is there, with {formatCounted(newer.clusters.length, 'group')}. You review an older one:
        what you decide here counts all the same.
      </p>
      <Button size="s" onClick={onGo}>
        Go to run {newer.run.number}
      </Button>
    </div>
  );
}
