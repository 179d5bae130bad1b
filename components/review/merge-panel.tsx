'use client';

import { useQuery } from '@tanstack/react-query';
import { Check, Search, X } from 'lucide-react';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { LabeledAlready } from '@/components/review/group-labels';
import { sayMembers } from '@/components/review/regroup';
import { nearestQuery } from '@/components/review/review-queries';
import type { ClassNames } from '@/components/review/wording';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';
import { ScrollArea } from '@/components/ui/scroll-area';
import { SkeletonLines } from '@/components/ui/skeleton-tiles';
import type { GroupHead } from '@/lib/groups/group';
import { listCandidates, type MergeCandidate } from '@/lib/review/merge-candidates';
import type { QueueItem } from '@/lib/review/queue-order';

type MergeProps = {
  datasetId: string;
  head: GroupHead;
  items: readonly QueueItem[];
  classes: ClassNames;
  isText: boolean;
  /** Whether it was done; the panel stays when not. */
  onMerge: (groups: readonly Pick<GroupHead, 'id' | 'source' | 'title'>[]) => void;
  onClose: () => void;
};

function useMerge({ datasetId, head, items }: MergeProps) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [activeId, setActiveId] = useState<string | null>(null);
  const { data, isPending } = useQuery(nearestQuery(datasetId, head.id));
  const nearest = useMemo(() => new Map(data?.nearest.map(({ id, similarity }) => [id, similarity])), [data]);
  // The order changes once the nearest are known: nothing is offered before that, so that Enter takes what is read.
  const isOrdering = isPending && typed === '' && chosen.size === 0;
  const candidates = isOrdering ? [] : listCandidates(items, { openId: head.id, typed, chosen, nearest });
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  // The cursor stays on its group, wherever choosing takes that: Enter twice chooses and gives back the same one.
  const activeIndex = Math.max(
    0,
    candidates.findIndex(({ item }) => item.id === activeId),
  );
  const moveTo = (index: number) => setActiveId(candidates[index]?.item.id ?? null);
  return { typed, setTyped, chosen, toggle, candidates, isOrdering, activeIndex, moveTo };
}

/** Which groups the open one is merged with, and what comes of it: in the place of the classes, with the counts on the button. */
export function MergePanel(props: MergeProps) {
  const { datasetId, head, items, classes, onMerge, onClose } = props;
  const { typed, setTyped, chosen, toggle, candidates, isOrdering, activeIndex, moveTo } = useMerge(props);
  const merged = [head, ...items.filter(({ id }) => chosen.has(id))];
  const sizeOfAll = merged.reduce((sum, { size }) => sum + size, 0);
  const labeledOfAll = merged.reduce((sum, { labeledCount }) => sum + labeledCount, 0);
  const merge = () => {
    if (chosen.size === 0) return;
    onMerge(merged);
    onClose();
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const current = candidates[activeIndex];
    if (event.key === 'ArrowDown') moveTo(Math.min(candidates.length - 1, activeIndex + 1));
    else if (event.key === 'ArrowUp') moveTo(Math.max(0, activeIndex - 1));
    else if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey && current !== undefined) {
      moveTo(activeIndex);
      toggle(current.item.id);
    } else return;
    event.preventDefault();
  };
  // From the field and from every row alike.
  const pressAnywhere = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) merge();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <aside
      aria-label="Merge groups"
      className="flex min-h-0 min-w-0 flex-col gap-3 border-l border-line bg-canvas p-3 narrow:max-h-[60dvh] narrow:border-t narrow:border-l-0"
    >
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h2 className="line-clamp-2">Merge {head.title} with …</h2>
          <p className="mt-1 text-12 text-ink-2">One group takes the place of all. No label changes.</p>
        </div>
        <IconButton label="Close without merging" keys="Escape" onClick={onClose}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      <TextField
        label="Find a group by its title"
        hideLabel
        placeholder="Nearest first, or type a title"
        icon={<Search size={14} aria-hidden />}
        value={typed}
        autoFocus
        onChange={(event) => {
          setTyped(event.target.value);
          moveTo(-1);
        }}
        onKeyDown={(event) => {
          press(event);
          pressAnywhere(event);
        }}
      />
      <ScrollArea name="Groups to merge with" className="min-h-0 flex-1">
        {isOrdering ? (
          <SkeletonLines count={8} />
        ) : (
          <Candidates {...{ candidates, chosen, activeIndex, toggle }} isText={props.isText} onPress={pressAnywhere} />
        )}
      </ScrollArea>
      <Counts
        {...{ datasetId, classes }}
        groupIds={merged.map(({ id }) => id)}
        says={sayMembers(sizeOfAll, labeledOfAll)}
      />
      <Button
        variant="primary"
        onClick={merge}
        onKeyDown={pressAnywhere}
        keys="Mod+Enter"
        aria-disabled={chosen.size === 0 || undefined}
      >
        {chosen.size === 0 ? 'Choose groups' : `Merge ${formatCount(merged.length)} groups · ${formatCount(sizeOfAll)}`}
      </Button>
    </aside>
  );
}

type CandidatesProps = {
  candidates: readonly MergeCandidate[];
  chosen: ReadonlySet<string>;
  activeIndex: number;
  isText: boolean;
  toggle: (id: string) => void;
  onPress: (event: KeyboardEvent) => void;
};

function Candidates({ candidates, chosen, activeIndex, isText, toggle, onPress }: CandidatesProps) {
  if (candidates.length === 0) return <p className="text-12 text-ink-2">No other group has this title.</p>;
  return (
    <ul className="flex flex-col gap-0.5 p-px">
      {candidates.map(({ item, similarity }, index) => (
        <li key={item.id}>
          <button
            type="button"
            aria-pressed={chosen.has(item.id)}
            data-active={index === activeIndex || undefined}
            onClick={() => toggle(item.id)}
            onKeyDown={onPress}
            className="grid w-full grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-x-2 rounded-control px-2 py-1.5 text-left -outline-offset-2 hover:bg-sunken aria-pressed:bg-accent-weak data-active:shadow-[inset_0_0_0_1px_var(--control)]"
          >
            <span
              aria-hidden
              className={`grid size-4 place-items-center rounded-key border ${chosen.has(item.id) ? 'border-accent bg-accent text-on-accent' : 'border-control'}`}
            >
              {chosen.has(item.id) && <Check size={12} strokeWidth={2.5} />}
            </span>
            <span className="truncate font-[540]">{item.title}</span>
            <span className="figures text-right text-12 text-ink-2">{formatCount(item.size)}</span>
            {!isText && (
              <span className="col-start-2 mt-1 flex gap-[3px]" aria-hidden>
                {item.representatives.slice(0, 4).map(({ sampleId }) => (
                  <img
                    key={sampleId}
                    alt=""
                    loading="lazy"
                    src={`/api/samples/${sampleId}/thumb`}
                    className="size-8 rounded-key bg-sunken object-cover"
                  />
                ))}
              </span>
            )}
            {similarity !== null && (
              <span
                className="figures col-start-3 text-right text-11 text-ink-3"
                title="How alike the centres are, 1 at most"
              >
                <span className="sr-only">similarity </span>
                {similarity.toFixed(2).replace('-', '−')}
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Counts({
  datasetId,
  groupIds,
  classes,
  says,
}: {
  datasetId: string;
  groupIds: string[];
  classes: ClassNames;
  says: string;
}) {
  return (
    <div className="border-t border-line pt-2 text-12 text-ink-2" role="status">
      <p className="figures font-[540] text-ink">{says}</p>
      <p className="line-clamp-3">
        <LabeledAlready {...{ datasetId, groupIds, classes }} />
      </p>
    </div>
  );
}
