'use client';

import { ChevronDown, ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { formatCount, formatCounted } from '@/components/ui/format';
import type { CoarseClusterSummary } from '@/lib/clusters/cluster';
import { groupByCoarse, type QueueItem } from '@/lib/review/queue-order';

type GroupsProps = {
  open: readonly QueueItem[];
  coarse: readonly CoarseClusterSummary[];
  openId: string | null;
  card: (item: QueueItem) => ReactNode;
};

/** Coarse clusters that open into their clusters. The one that holds the open cluster opens by itself when one comes to it. */
export function QueueGroups({ open, coarse, openId, card }: GroupsProps) {
  const [folded, setFolded] = useState<ReadonlyMap<number | null, boolean>>(new Map());
  const openNumber = open.find(({ id }) => id === openId)?.coarseNumber;
  useEffect(() => {
    setFolded((before) => new Map([...before].filter(([number]) => number !== openNumber)));
  }, [openNumber]);
  const titles = new Map<number | null, string>(coarse.map(({ number, title }) => [number, title]));
  return groupByCoarse(open).map(({ number, items }) => {
    const isOpen = folded.get(number) ?? items.some(({ id }) => id === openId);
    return (
      <QueueGroup
        key={number}
        title={titles.get(number) ?? 'Other clusters'}
        items={items}
        isOpen={isOpen}
        card={card}
        onToggle={() => setFolded(new Map(folded).set(number, !isOpen))}
      />
    );
  });
}

type GroupProps = Pick<GroupsProps, 'card'> & {
  title: string;
  items: readonly QueueItem[];
  isOpen: boolean;
  onToggle: () => void;
};

function QueueGroup({ title, items, isOpen, card, onToggle }: GroupProps) {
  const sampleCount = items.reduce((sum, { size }) => sum + size, 0);
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <li className="narrow:contents">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onToggle}
        className="mb-0.5 flex w-full items-start gap-1.5 rounded-card px-1 py-1.5 text-left -outline-offset-2 hover:bg-sunken narrow:w-40 narrow:flex-none"
      >
        <Chevron size={14} aria-hidden className="mt-0.5 flex-none text-ink-3" />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-[560]">{title}</span>
          <span className="figures block text-12 text-ink-3">
            {formatCounted(items.length, 'cluster')} · {formatCount(sampleCount)}
          </span>
        </span>
      </button>
      {isOpen && (
        <ul aria-label={title} className="mb-1 ml-2 border-l border-line pl-1.5 narrow:contents">
          {items.map(card)}
        </ul>
      )}
    </li>
  );
}
