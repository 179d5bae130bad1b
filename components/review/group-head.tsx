'use client';

import { Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { useKeysOf } from '@/components/shell/commands';
import { formatCount, formatCounted } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';
import { Segmented } from '@/components/ui/segmented';
import { GROUP_SAMPLE_LIMIT, type GroupHead as GroupHeadFacts } from '@/lib/groups/group';
import type { GroupSource } from '@/lib/operations/operation';
import { type Desk, sizeOf, visibleRanks, type WordFilter } from '@/lib/review/desk';
import { TILE_SIZES, type TileSize } from '@/lib/review/tile-layout';

const KINDS: Record<GroupSource, string> = {
  cluster: 'Cluster',
  part: 'Part of a split',
  merged: 'Merged',
  search: 'Search',
  similar: 'Similar samples',
  lasso: 'From the map',
  duplicates: 'Near-duplicates',
  filter: 'Filter',
  rule: 'Rule',
  classifier: 'Classifier',
};

/** What proposed the group, where its title does not say it. */
function sayKind({ source, number, title }: GroupHeadFacts): string {
  const kind = number === null ? KINDS[source] : `Cluster ${number}`;
  return title === kind ? '' : kind;
}

function saySize({ size, matchedCount }: GroupHeadFacts): string {
  if (matchedCount <= GROUP_SAMPLE_LIMIT) return formatCounted(size, 'sample');
  return `the ${formatCount(size)} most typical of ${formatCount(matchedCount)} samples`;
}

/** "One of each: 87 of 312 shown"; null while all are. */
function sayFold(desk: Desk): string | null {
  if (desk.fold === null) return null;
  const shownCount = visibleRanks(desk).length;
  return `one of each: ${formatCount(shownCount)} of ${formatCount(sizeOf(desk) - desk.gone.size)} shown`;
}

/** What group is open, and how its members are shown. */
export function GroupHead({ desk, labeledCount, children }: { desk: Desk; labeledCount: number; children: ReactNode }) {
  const { head, run } = desk.group;
  const facts = [
    sayKind(head),
    head.cohesion === null ? '' : `cohesion ${head.cohesion.toFixed(2)}`,
    labeledCount > 0 ? `${formatCount(labeledCount)} labeled` : '',
    sayFold(desk) ?? '',
    run === null ? '' : `run ${run.number}, k = ${run.k}`,
  ].filter((fact) => fact !== '');
  return (
    <div className="flex h-8 items-center justify-between gap-4">
      <div className="flex min-w-0 items-baseline gap-2.5">
        <h1 className="truncate text-17">{head.title}</h1>
        <span className="figures whitespace-nowrap text-ink-2">{saySize(head)}</span>
        <span className="figures truncate text-12 text-ink-3 narrow:hidden">{facts.join(' · ')}</span>
      </div>
      <div className="flex flex-none items-center gap-2">{children}</div>
    </div>
  );
}

/** Smaller and larger tiles. */
export function TileSizeControl({ size, onStep }: { size: TileSize; onStep: (by: -1 | 1) => void }) {
  const smaller = useKeysOf('tiles.smaller');
  const larger = useKeysOf('tiles.larger');
  return (
    <div className="flex flex-none items-center gap-0.5">
      <IconButton
        label="Smaller tiles"
        {...(smaller === undefined ? {} : { keys: smaller })}
        disabled={size === TILE_SIZES[0]}
        onClick={() => onStep(-1)}
      >
        <Minus size={14} aria-hidden />
      </IconButton>
      <span className="w-6 text-center text-12 text-ink-2" aria-live="polite">
        <span className="sr-only">Tile size </span>
        {size}
      </span>
      <IconButton
        label="Larger tiles"
        {...(larger === undefined ? {} : { keys: larger })}
        disabled={size === TILE_SIZES.at(-1)}
        onClick={() => onStep(1)}
      >
        <Plus size={14} aria-hidden />
      </IconButton>
    </div>
  );
}

/** One line of each text, or all of it. */
export function TextLookControl({ look, onPick }: { look: 'line' | 'full'; onPick: (look: 'line' | 'full') => void }) {
  return (
    <Segmented
      label="How much of each text"
      value={look}
      options={[
        { value: 'line', says: 'One line' },
        { value: 'full', says: 'Full text' },
      ]}
      onPick={onPick}
      className="flex-none"
    />
  );
}

type WordBarProps = {
  words: readonly { word: string; count: number }[];
  filter: WordFilter | null;
  onPick: (word: string | null) => void;
};

/** The words that tell this cluster apart, with how many members contain them; a click shows only those. What does not fit in the line is left out. */
export function WordBar({ words, filter, onPick }: WordBarProps) {
  if (words.length === 0) return null;
  return (
    <div className="flex items-center gap-1.5 text-12 narrow:hidden">
      <span className="flex-none text-ink-3">Distinguishing words</span>
      <div className="flex h-6 min-w-0 flex-1 flex-wrap gap-1.5 overflow-hidden p-0.5">
        {words.map(({ word, count }) => (
          <button
            key={word}
            type="button"
            aria-pressed={filter?.word === word}
            onClick={() => onPick(filter?.word === word ? null : word)}
            className="flex h-5 flex-none items-center gap-1.5 rounded-full bg-sunken px-2 text-12 font-medium hover:shadow-[inset_0_0_0_1px_var(--control)] aria-pressed:shadow-[inset_0_0_0_2px_var(--accent)]"
          >
            <mark className="m-0">{word}</mark>
            <span className="figures text-11 text-ink-3">{formatCount(count)}×</span>
          </button>
        ))}
      </div>
    </div>
  );
}
