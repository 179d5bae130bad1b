'use client';

import clsx from 'clsx';
import { ChevronDown, ChevronRight, ListTree } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { QueueCard } from '@/components/review/queue-card';
import { QueueGroups } from '@/components/review/queue-groups';
import { FOLD_LOOK, QueueParked } from '@/components/review/queue-parked';
import { formatCount, formatCounted } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuChoice } from '@/components/ui/menu';
import type { CoarseClusterSummary } from '@/lib/clusters/cluster';
import type { Modality } from '@/lib/datasets/dataset';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { QueueItem, QueueSort } from '@/lib/review/queue-order';

const SORTS: Record<QueueSort, string> = { worthwhile: 'Worthwhile', largest: 'Largest', tightest: 'Most alike' };
const SORT_ORDER: readonly QueueSort[] = ['worthwhile', 'largest', 'tightest'];

type QueueProps = {
  open: readonly QueueItem[];
  done: readonly QueueItem[];
  /** Put aside with a note. */
  parked: readonly QueueItem[];
  openId: string | null;
  sort: QueueSort;
  /** Coarse clusters of the run; empty where the clusters are few. */
  coarse: readonly CoarseClusterSummary[];
  isGrouped: boolean;
  modality: Modality;
  classes: ReadonlyMap<string, LabelClass>;
  putIds: readonly string[];
  onOpen: (groupId: string) => void;
  onUnpark: (item: QueueItem) => void;
  onSort: (sort: QueueSort) => void;
  onGroup: (isGrouped: boolean) => void;
};

/**
 * The clusters that wait for a decision, most worthwhile first, or under their coarse clusters; the done ones fold at the
 * bottom. A strip on narrow screens.
 */
export function ClusterQueue(props: QueueProps) {
  const { open, done, openId, coarse, isGrouped, modality, classes, putIds, onOpen } = props;
  const [isUnfolded, setIsUnfolded] = useState(false);
  const list = useDoneInView(isUnfolded, done.length);
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
      className="flex min-h-0 min-w-0 flex-col border-r border-line bg-canvas narrow:flex-row narrow:flex-wrap narrow:border-r-0 narrow:border-b"
    >
      <QueueHead {...props} />
      <ul
        ref={list}
        className="min-h-0 flex-1 overflow-y-auto px-2 pt-px pb-2 narrow:flex narrow:gap-1 narrow:overflow-x-auto narrow:overflow-y-hidden narrow:p-2 narrow:[scrollbar-width:none]"
      >
        {isGrouped && coarse.length > 0 ? (
          <QueueGroups open={open} coarse={coarse} openId={openId} card={card} />
        ) : (
          open.map(card)
        )}
        {isUnfolded && done.map(card)}
      </ul>
      <QueueParked parked={props.parked} openId={openId} onOpen={onOpen} onUnpark={props.onUnpark} />
      {done.length > 0 && (
        <button
          type="button"
          aria-expanded={isUnfolded}
          onClick={() => setIsUnfolded(!isUnfolded)}
          className={clsx(FOLD_LOOK, 'border-t border-line narrow:border-t-0')}
        >
          {isUnfolded ? <ChevronDown size={12} aria-hidden /> : <ChevronRight size={12} aria-hidden />}
          <span className="flex-1 text-left">Done</span>
          <span className="figures">{formatCounted(done.length, 'cluster')}</span>
        </button>
      )}
    </aside>
  );
}

/** Unfolding the done ones shows the first of them: they stand after all that wait. */
function useDoneInView(isUnfolded: boolean, doneCount: number) {
  const list = useRef<HTMLUListElement>(null);
  const count = useRef(doneCount);
  count.current = doneCount;
  useEffect(() => {
    const { current } = list;
    const first = current?.children[current.children.length - count.current];
    if (!isUnfolded || current === null || !(first instanceof HTMLElement)) return;
    current.scrollTo({ top: first.offsetTop - current.offsetTop, left: first.offsetLeft - current.offsetLeft });
  }, [isUnfolded]);
  return list;
}

function QueueHead({ open, sort, coarse, isGrouped, onSort, onGroup }: QueueProps) {
  return (
    <div className="flex flex-wrap items-center justify-between px-3.5 pt-3 pb-2 narrow:hidden">
      <div className="flex items-baseline gap-2">
        <h2>Clusters</h2>
        <span className="figures text-12 whitespace-nowrap text-ink-3">{formatCount(open.length)} left</span>
      </div>
      <div className="-mr-2 flex items-center">
        <SortMenu sort={sort} onSort={onSort} />
        {coarse.length > 0 && (
          <IconButton
            label="Show coarse clusters"
            aria-pressed={isGrouped}
            className={
              isGrouped
                ? 'bg-accent-weak text-accent-text enabled:hover:bg-accent-weak enabled:hover:text-accent-text'
                : undefined
            }
            onClick={() => onGroup(!isGrouped)}
          >
            <ListTree size={14} aria-hidden />
          </IconButton>
        )}
      </div>
    </div>
  );
}

function SortMenu({ sort, onSort }: Pick<QueueProps, 'sort' | 'onSort'>) {
  const trigger = (
    <button
      type="button"
      className="flex h-6.5 items-center gap-1 rounded-control px-1.5 text-12 font-[510] text-ink-2 hover:bg-sunken hover:text-ink"
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
