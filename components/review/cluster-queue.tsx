'use client';

import clsx from 'clsx';
import { ChevronDown, ChevronRight, Sparkle } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import { ClassMarker } from '@/components/ui/class-marker';
import { formatCount, formatCounted } from '@/components/ui/format';
import { Menu, MenuChoice } from '@/components/ui/menu';
import type { Modality } from '@/lib/datasets/dataset';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { QueueItem, QueueSort } from '@/lib/review/queue-order';

const SORTS: Record<QueueSort, string> = { worthwhile: 'Worthwhile', largest: 'Largest', tightest: 'Most alike' };
const SORT_ORDER: readonly QueueSort[] = ['worthwhile', 'largest', 'tightest'];
const PICTURE_COUNT = 4;

type QueueProps = {
  open: readonly QueueItem[];
  done: readonly QueueItem[];
  openId: string | null;
  sort: QueueSort;
  modality: Modality;
  classes: ReadonlyMap<string, LabelClass>;
  putIds: readonly string[];
  onOpen: (clusterId: string) => void;
  onSort: (sort: QueueSort) => void;
};

/** The clusters that wait for a decision, most worthwhile first; the done ones fold at the bottom. A strip on narrow screens. */
export function ClusterQueue({ open, done, openId, sort, modality, classes, putIds, onOpen, onSort }: QueueProps) {
  const [isUnfolded, setIsUnfolded] = useState(false);
  const card = (item: QueueItem) => (
    <QueueCard
      key={item.id}
      item={item}
      isOpen={item.id === openId}
      isPut={putIds.includes(item.id)}
      isText={modality === 'text'}
      suggested={classes.get(item.suggestion?.labelClassId ?? '') ?? null}
      labeledAs={classes.get(item.labeledAs[0]?.labelClassId ?? '') ?? null}
      onOpen={onOpen}
    />
  );
  return (
    <aside
      aria-label="Clusters"
      className="flex min-h-0 min-w-0 flex-col border-r border-line bg-canvas narrow:border-r-0 narrow:border-b"
    >
      <div className="flex flex-wrap items-center justify-between px-3.5 pt-3 pb-2 narrow:hidden">
        <div className="flex items-baseline gap-2">
          <h2>Clusters</h2>
          <span className="figures text-12 whitespace-nowrap text-ink-3">{formatCount(open.length)} left</span>
        </div>
        <SortMenu sort={sort} onSort={onSort} />
      </div>
      <ul className="min-h-0 flex-1 overflow-y-auto px-2 pt-px pb-2 narrow:flex narrow:gap-1 narrow:overflow-x-auto narrow:overflow-y-hidden narrow:p-2 narrow:[scrollbar-width:none]">
        {open.map(card)}
        {isUnfolded && done.map(card)}
      </ul>
      {done.length > 0 && (
        <button
          type="button"
          aria-expanded={isUnfolded}
          onClick={() => setIsUnfolded(!isUnfolded)}
          className="flex items-center gap-1.5 border-t border-line px-3.5 py-2.5 text-12 text-ink-2 -outline-offset-2 hover:text-ink narrow:hidden"
        >
          {isUnfolded ? <ChevronDown size={12} aria-hidden /> : <ChevronRight size={12} aria-hidden />}
          <span className="flex-1 text-left">Done</span>
          <span className="figures">{formatCounted(done.length, 'cluster')}</span>
        </button>
      )}
    </aside>
  );
}

function SortMenu({ sort, onSort }: Pick<QueueProps, 'sort' | 'onSort'>) {
  const trigger = (
    <button
      type="button"
      className="flex h-6.5 items-center gap-1.5 rounded-control px-2 text-12 font-[510] text-ink-2 hover:bg-sunken hover:text-ink"
    >
      {SORTS[sort]}
      <ChevronDown size={12} aria-hidden />
    </button>
  );
  return (
    <Menu trigger={trigger} label="Order of the clusters">
      {SORT_ORDER.map((each) => (
        <MenuChoice key={each} chosen={each === sort} onPick={() => onSort(each)}>
          {SORTS[each]}
        </MenuChoice>
      ))}
    </Menu>
  );
}

type CardProps = {
  item: QueueItem;
  isOpen: boolean;
  isPut: boolean;
  isText: boolean;
  suggested: LabelClass | null;
  labeledAs: LabelClass | null;
  onOpen: (clusterId: string) => void;
};

const QueueCard = memo(function QueueCard({ item, isOpen, isPut, isText, suggested, labeledAs, onOpen }: CardProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isOpen) button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isOpen]);
  return (
    <li className="narrow:w-44 narrow:flex-none">
      <button
        ref={button}
        type="button"
        aria-current={isOpen ? 'true' : undefined}
        onClick={() => onOpen(item.id)}
        className={clsx(
          'relative mb-0.5 block w-full rounded-card p-2 text-left -outline-offset-2',
          isOpen
            ? 'bg-surface shadow-[0_0_0_1px_var(--line-2),var(--e1)] before:absolute before:top-2.5 before:bottom-2.5 before:-left-2 before:w-[3px] before:rounded-r-[3px] before:bg-accent dark:bg-raised narrow:before:top-auto narrow:before:right-3 narrow:before:bottom-0 narrow:before:left-3 narrow:before:h-[3px] narrow:before:w-auto narrow:before:rounded-t-[3px]'
            : 'hover:bg-sunken',
        )}
      >
        <span className="flex items-baseline justify-between gap-2">
          <span className="truncate font-[560]">{item.title}</span>
          <span className="figures text-12 text-ink-2">{formatCount(item.size)}</span>
        </span>
        <CardState item={item} isPut={isPut} suggested={suggested} labeledAs={labeledAs} />
        {isText ? <CardText item={item} /> : <CardPictures item={item} />}
      </button>
    </li>
  );
});

function CardState({
  item,
  isPut,
  suggested,
  labeledAs,
}: Pick<CardProps, 'item' | 'isPut' | 'suggested' | 'labeledAs'>) {
  return (
    <span className="mt-0.5 flex h-4 items-center gap-1.5 text-12 text-ink-2 narrow:hidden">
      {item.done && labeledAs !== null ? (
        <>
          <ClassMarker slot={labeledAs.slot} />
          <span className="truncate">{labeledAs.name}</span>
        </>
      ) : suggested === null ? (
        <span className="truncate text-ink-3">No suggestion</span>
      ) : (
        <>
          <span className="text-ink-3">
            <Sparkle size={12} aria-hidden className="flex-none" />
          </span>
          <ClassMarker slot={suggested.slot} />
          <span className="truncate">{suggested.name}</span>
          <span className="figures text-11 text-ink-3">{(item.suggestion?.share ?? 0).toFixed(2)}</span>
        </>
      )}
      <span className="flex-1" />
      {item.labeledCount > 0 && (
        <span className="figures text-11 whitespace-nowrap text-ink-3">{formatCount(item.labeledCount)} labeled</span>
      )}
      {isPut && item.labeledCount === 0 && <span className="text-11 text-ink-3">skipped</span>}
    </span>
  );
}

function CardPictures({ item }: { item: QueueItem }) {
  return (
    <span className="mt-1.5 grid grid-cols-4 gap-[3px]">
      {item.representatives.slice(0, PICTURE_COUNT).map(({ sampleId }) => (
        <img
          key={sampleId}
          alt=""
          loading="lazy"
          src={`/api/samples/${sampleId}/thumb`}
          className="aspect-square w-full rounded-key bg-sunken object-cover"
        />
      ))}
    </span>
  );
}

function CardText({ item }: { item: QueueItem }) {
  const first = item.representatives[0]?.preview ?? '';
  return <span className="mt-1.5 line-clamp-2 text-12 wrap-anywhere text-ink-3">“{first}”</span>;
}
