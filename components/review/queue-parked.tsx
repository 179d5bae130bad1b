'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { formatCount, formatCounted } from '@/components/ui/format';
import { RelativeTime } from '@/components/ui/relative-time';
import type { QueueItem } from '@/lib/review/queue-order';

/** A fold at the foot of the queue; on narrow screens at the end of the strip. */
export const FOLD_LOOK =
  'flex w-full flex-none items-center gap-1.5 px-3.5 py-2.5 text-12 text-ink-2 -outline-offset-2 hover:text-ink narrow:w-auto narrow:border-l narrow:border-line';

type ParkedProps = {
  parked: readonly QueueItem[];
  openId: string | null;
  onOpen: (groupId: string) => void;
  onUnpark: (item: QueueItem) => void;
};

/** Groups that were put aside, with who did it and why; each can be opened, and comes back into the queue. Nothing when none is. */
export function QueueParked({ parked, openId, onOpen, onUnpark }: ParkedProps) {
  const [isUnfolded, setIsUnfolded] = useState(false);
  if (parked.length === 0) return null;
  return (
    <div className="flex-none border-t border-line narrow:contents">
      <button type="button" aria-expanded={isUnfolded} onClick={() => setIsUnfolded(!isUnfolded)} className={FOLD_LOOK}>
        {isUnfolded ? <ChevronDown size={12} aria-hidden /> : <ChevronRight size={12} aria-hidden />}
        <span className="flex-1 text-left">Parked</span>
        <span className="figures">{formatCounted(parked.length, 'group')}</span>
      </button>
      {isUnfolded && (
        <ul
          aria-label="Parked groups"
          className="max-h-60 overflow-y-auto px-2 pb-2 narrow:order-last narrow:flex narrow:w-full narrow:gap-1 narrow:overflow-x-auto narrow:border-t narrow:border-line narrow:p-2"
        >
          {parked.map((item) => (
            <ParkedItem key={item.id} {...{ item, onOpen, onUnpark }} isOpen={item.id === openId} />
          ))}
        </ul>
      )}
    </div>
  );
}

type ItemProps = Pick<ParkedProps, 'onOpen' | 'onUnpark'> & { item: QueueItem; isOpen: boolean };

function ParkedItem({ item, isOpen, onOpen, onUnpark }: ItemProps) {
  const { parked } = item;
  if (parked === null) return null;
  return (
    <li className="rounded-card px-1.5 py-1.5 hover:bg-sunken narrow:w-60 narrow:flex-none">
      <button
        type="button"
        aria-current={isOpen ? 'true' : undefined}
        onClick={() => onOpen(item.id)}
        className="flex w-full items-baseline justify-between gap-2 rounded-key text-left"
      >
        <span className="truncate font-[560]">{item.title}</span>
        <span className="figures text-12 text-ink-2">{formatCount(item.size)}</span>
      </button>
      {parked.note !== '' && <p className="mt-0.5 line-clamp-3 text-12 wrap-anywhere text-ink-2">{parked.note}</p>}
      <div className="mt-1 flex items-center justify-between gap-2 text-11 text-ink-3">
        <span className="truncate">
          {parked.personName}, <RelativeTime at={parked.at} />
        </span>
        <Button size="s" variant="ghost" onClick={() => onUnpark(item)} aria-label={`Take ${item.title} back`}>
          Take back
        </Button>
      </div>
    </li>
  );
}
