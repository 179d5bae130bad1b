'use client';

import { useQueries } from '@tanstack/react-query';
import clsx from 'clsx';
import { CloudOff, TriangleAlert } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { OutboxAct } from '@/components/outbox/outbox-acts';
import { useOutbox } from '@/components/outbox/outbox-notice';
import { pageOutbox } from '@/components/outbox/outbox-page';
import { OutboxPanel } from '@/components/outbox/outbox-panel';
import { useLasting } from '@/components/outbox/use-lasting';
import { readPlace } from '@/components/shell/place';
import { datasetQuery } from '@/components/shell/queries';
import { Dialog } from '@/components/ui/dialog';
import { formatCount } from '@/components/ui/format';

/** Warns before the page goes over decisions that would go with it. */
function useUnsafeWarning(): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (!pageOutbox().isSafe) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, []);
}

/** Reads what the list will say of other datasets while the server is there: the list is opened when it is away. */
function useOtherDatasets(acts: readonly OutboxAct[]): void {
  const here = readPlace(usePathname()).datasetId;
  const others = new Set(acts.map(({ datasetId }) => datasetId).filter((id) => id !== here));
  useQueries({ queries: [...others].map((id) => datasetQuery(id)) });
}

/** "3 unsent": what waits in the outbox, on every screen, until it is in; a click lists it. */
export function OutboxBadge() {
  const { acts, waitingCount, refusedCount, problem } = useOutbox();
  useOtherDatasets(acts);
  const [isOpen, setIsOpen] = useState(false);
  const isSlow = useLasting(waitingCount > 0);
  useUnsafeWarning();
  const says = [
    isSlow || (problem !== null && waitingCount > 0) ? `${formatCount(waitingCount)} unsent` : '',
    refusedCount > 0 ? `${formatCount(refusedCount)} refused` : '',
  ].filter((part) => part !== '');
  const isShown = says.length > 0;
  const Icon = refusedCount > 0 ? TriangleAlert : CloudOff;
  return (
    <>
      <span role="status" className="sr-only">
        {isShown ? says.join(', ') : ''}
      </span>
      {isShown && (
        <button
          type="button"
          data-testid="outbox-badge"
          aria-haspopup="dialog"
          aria-label={says.join(' · ')}
          title={says.join(' · ')}
          onClick={() => setIsOpen(true)}
          className={clsx(
            'figures flex h-7 flex-none items-center gap-1.5 rounded-control px-2 text-12 font-[510] whitespace-nowrap',
            refusedCount > 0 || problem !== null ? 'bg-danger-weak text-danger' : 'bg-warn-weak text-warn',
          )}
        >
          <Icon size={14} aria-hidden className="flex-none" />
          {/* Where there is little room, the count alone; the button's name says it all. */}
          <span
            data-count={formatCount(waitingCount + refusedCount)}
            className="narrow:before:content-[attr(data-count)]"
          >
            <span className="narrow:hidden">{says.join(' · ')}</span>
          </span>
        </button>
      )}
      <Dialog open={isOpen} onClose={() => setIsOpen(false)} title="Unsent decisions" className="w-150">
        <OutboxPanel onClose={() => setIsOpen(false)} />
      </Dialog>
    </>
  );
}
