'use client';

import { useEffect, useRef } from 'react';
import { dayOf, sayDay } from '@/components/operations/day-words';
import { OperationRow } from '@/components/operations/operation-row';
import { Button } from '@/components/ui/button';
import type { LoggedOperation } from '@/lib/operations/operation-log';

type ListProps = {
  operations: readonly LoggedOperation[];
  openId: string | null;
  /** Operations whose reverts wait to be sent. */
  waitingIds: ReadonlySet<string>;
  isText: boolean;
  hasMore: boolean;
  isFetching: boolean;
  onMore: () => void;
  onOpen: (operationId: string) => void;
};

/** The operations under the days on which they were done. More are read before the end is seen. */
export function OperationList(props: ListProps) {
  const { operations, openId, waitingIds, isText, hasMore, isFetching, onMore, onOpen } = props;
  const now = new Date();
  const days = Object.entries(groupByDay(operations));
  return (
    <>
      {days.map(([day, ofDay]) => (
        <section key={day} aria-label={sayDay(day, now)}>
          <h3 className="px-4 pt-3 pb-1.5">{sayDay(day, now)}</h3>
          <ol>
            {ofDay.map((operation) => (
              <OperationRow
                key={operation.id}
                {...{ operation, isText, now, onOpen }}
                isOpen={operation.id === openId}
                isRevertWaiting={waitingIds.has(operation.id)}
              />
            ))}
          </ol>
        </section>
      ))}
      {hasMore && <More isFetching={isFetching} onMore={onMore} />}
    </>
  );
}

/** By day, in the order in which they come; keys of a record keep it, as no day is a whole number. */
function groupByDay(operations: readonly LoggedOperation[]): Record<string, LoggedOperation[]> {
  const days: Record<string, LoggedOperation[]> = {};
  for (const operation of operations) {
    const day = dayOf(operation.createdAt);
    const ofDay = days[day] ?? [];
    days[day] = ofDay;
    ofDay.push(operation);
  }
  return days;
}

/** Reads the next page when it comes near; a button for whoever does not scroll. */
function More({ isFetching, onMore }: { isFetching: boolean; onMore: () => void }) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = end;
    if (current === null || isFetching) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onMore(), { rootMargin: '600px' });
    observer.observe(current);
    return () => observer.disconnect();
  }, [isFetching, onMore]);
  return (
    <div ref={end} className="grid place-items-center py-3">
      <Button size="s" disabled={isFetching} onClick={onMore}>
        {isFetching ? 'Reading older operations' : 'Show older operations'}
      </Button>
    </div>
  );
}
