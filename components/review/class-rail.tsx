'use client';

import clsx from 'clsx';
import { Check, Sparkle } from 'lucide-react';
import Link from 'next/link';
import { type KeyboardEvent, memo, type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { Guideline } from '@/components/classes/guideline';
import { ClassFinder } from '@/components/review/class-finder';
import { RecentOperations } from '@/components/review/recent-operations';
import { useKeysOf, useRegistry } from '@/components/shell/commands';
import { ClassMarker } from '@/components/ui/class-marker';
import { formatCount, formatCounted } from '@/components/ui/format';
import { Keys, useIsMac } from '@/components/ui/kbd';
import { describeKeys } from '@/components/ui/key-names';
import { depthsOf, rollUpCounts } from '@/lib/datasets/class-tree';
import type { Modality } from '@/lib/datasets/dataset';
import { classesByKey, type LabelClass } from '@/lib/datasets/label-class';
import type { GroupSuggestion } from '@/lib/groups/group';

type RailProps = {
  datasetId: string;
  /** A sample may carry several classes. */
  isMultiLabel: boolean;
  classes: readonly LabelClass[];
  chosenClassId: string | null;
  chosenBy: 'suggestion' | 'person' | null;
  suggestion: GroupSuggestion | null;
  selectedCount: number;
  field: RefObject<HTMLInputElement | null>;
  onPick: (labelClassId: string) => void;
  onCreate: (name: string) => void;
  onLeave: () => void;
  modality: Modality;
  /** Makes the sample under the cursor an example of the chosen class; null without one. */
  onExample: (() => void) | null;
};

/** The keys in force for the classes: 1–9, 0, ⇧1–⇧0, by the order of the classes or as a person gave them. */
function useClassKeys(classes: readonly LabelClass[]): ReadonlyMap<string, string> {
  const { keymap } = useRegistry();
  return useMemo(
    () =>
      new Map(
        classesByKey(classes).flatMap((one, place) => {
          const keys = keymap[`class.choose.${place + 1}`]?.keys[0];
          return one === null || keys === undefined ? [] : [[one.id, keys] as const];
        }),
      ),
    [classes, keymap],
  );
}

/**
 * The classes with their keys. Without a selection a class is chosen for the group; with one, the same key labels the
 * selected samples, and the field, the keys and the foot of the page say so.
 */
export function ClassRail(props: RailProps) {
  const { datasetId, classes, chosenClassId, selectedCount, field, onPick, onCreate, onLeave } = props;
  const [typed, setTyped] = useState('');
  const guideline = classes.find(({ id }) => id === chosenClassId);
  return (
    <aside
      aria-label="Classes"
      className="flex min-h-0 flex-col gap-2 border-l border-line bg-canvas p-3 narrow:max-h-46 narrow:border-t narrow:border-l-0 narrow:px-3 narrow:py-2"
    >
      <ClassFinder
        classes={classes}
        typed={typed}
        field={field}
        suggestion={props.suggestion}
        selectedCount={selectedCount}
        onType={setTyped}
        onPick={onPick}
        onCreate={onCreate}
        onLeave={onLeave}
      />
      <RailHeading datasetId={datasetId} classCount={classes.length} />
      {props.isMultiLabel && (
        <p className="-mt-1 text-12 text-ink-3 narrow:hidden">
          A sample may carry several classes: accepting adds one.
        </p>
      )}
      <ClassList {...props} />
      {guideline !== undefined && (
        <Guideline datasetId={datasetId} modality={props.modality} labelClass={guideline} onExample={props.onExample} />
      )}
      <RecentOperations datasetId={datasetId} />
    </aside>
  );
}

function RailHeading({ datasetId, classCount }: { datasetId: string; classCount: number }) {
  return (
    <div className="flex items-center justify-between pt-1 narrow:hidden">
      <h2 className="text-12 font-[540] text-ink-3">
        <Link href={`/datasets/${datasetId}/classes`} className="rounded-key hover:underline">
          Classes
        </Link>
      </h2>
      <span className="figures flex items-center gap-1 text-11 text-ink-3">
        {formatCounted(classCount, 'class', 'classes')}
        {classCount > 10 && (
          <>
            {' · '}
            <Keys keys="Shift" /> for 11–20
          </>
        )}
      </span>
    </div>
  );
}

function stepInList(event: KeyboardEvent, count: number, position: number): number | null {
  if (event.key === 'ArrowDown' || event.key === 'ArrowRight') return (position + 1) % count;
  if (event.key === 'ArrowUp' || event.key === 'ArrowLeft') return (position - 1 + count) % count;
  return null;
}

function ClassList({ classes, chosenClassId, chosenBy, suggestion, selectedCount, onPick, field }: RailProps) {
  const keys = useClassKeys(classes);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosenClassId === null) return;
    list.current?.querySelector('[role=radio][aria-checked=true]')?.scrollIntoView({ block: 'nearest' });
  }, [chosenClassId]);
  const depths = useMemo(() => depthsOf(classes), [classes]);
  const totals = useMemo(() => rollUpCounts(classes), [classes]);
  const isLabeling = selectedCount > 0;
  const focusedIndex = Math.max(
    0,
    classes.findIndex(({ id }) => id === chosenClassId),
  );
  const press = (event: KeyboardEvent<HTMLDivElement>, position: number) => {
    if (event.key === ' ') {
      event.preventDefault();
      const picked = classes[position];
      if (picked !== undefined) onPick(picked.id);
    }
    const target = stepInList(event, classes.length, position);
    if (target === null) return;
    event.preventDefault();
    event.currentTarget.querySelectorAll<HTMLElement>('[role=radio]')[target]?.focus();
  };
  const label = isLabeling ? `Label ${formatCounted(selectedCount, 'selected sample')} as` : 'Class of this cluster';
  return (
    <div
      ref={list}
      role="radiogroup"
      aria-label={label}
      data-keys="pass"
      onKeyDown={(event) => press(event, positionOf(event.target))}
      className="min-h-16 flex-1 overflow-y-auto p-0.5 -m-0.5 narrow:grid narrow:min-h-0 narrow:grid-cols-3 narrow:content-start narrow:gap-x-1.5 narrow:gap-y-0.5"
    >
      {classes.map((labelClass, position) => (
        <ClassRow
          key={labelClass.id}
          labelClass={labelClass}
          position={position}
          keys={keys.get(labelClass.id)}
          depth={depths.get(labelClass.id) ?? 0}
          totalCount={totals.get(labelClass.id) ?? 0}
          isChosen={labelClass.id === chosenClassId}
          isProposed={labelClass.id === chosenClassId && chosenBy === 'suggestion'}
          isQuiet={isLabeling}
          isTabStop={position === focusedIndex}
          share={suggestion?.labelClassId === labelClass.id ? suggestion.share : null}
          onPick={onPick}
        />
      ))}
      <FindCell field={field} selectedCount={selectedCount} />
      {classes.length === 0 && (
        <p className="px-1 text-12 text-ink-3 narrow:hidden">No classes yet. Type a name above to create the first.</p>
      )}
    </div>
  );
}

function positionOf(target: EventTarget): number {
  return target instanceof Element ? Number(target.closest('[data-position]')?.getAttribute('data-position') ?? 0) : 0;
}

/** On narrow screens the field hides until it is wanted. */
function FindCell({ field, selectedCount }: Pick<RailProps, 'field' | 'selectedCount'>) {
  const keys = useKeysOf('class.find');
  return (
    <button
      type="button"
      onClick={() => field.current?.focus()}
      className="hidden h-8 items-center gap-1.5 rounded-control px-1.5 text-ink-2 narrow:flex"
    >
      {keys !== undefined && <Keys keys={keys} />}
      <span className="truncate">
        {selectedCount > 0 ? `Label ${formatCount(selectedCount)} as …` : 'Find or create'}
      </span>
    </button>
  );
}

/** The key of a class as one cap, "⇧1", so that names stand in one line. */
function ClassKey({ keys, isLabeling }: { keys: string | undefined; isLabeling: boolean }) {
  const mac = useIsMac();
  if (keys === undefined) return <span />;
  return (
    <kbd
      className={clsx(
        'figures inline-grid h-4.5 min-w-4.5 place-items-center justify-self-start rounded-key px-1 font-sans text-11 leading-none font-medium',
        isLabeling
          ? 'bg-accent-weak text-accent-text shadow-[inset_0_0_0_1px_var(--accent)]'
          : 'bg-sunken text-ink-2 shadow-[inset_0_0_0_1px_var(--line),inset_0_-1px_0_var(--line-2)]',
      )}
    >
      {describeKeys(keys, mac)
        .flatMap(({ caps }) => caps)
        .join('')}
    </kbd>
  );
}

type RowProps = {
  labelClass: LabelClass;
  position: number;
  keys: string | undefined;
  depth: number;
  /** Labels of the class and of all below it. */
  totalCount: number;
  isChosen: boolean;
  /** Chosen by a suggestion alone: drawn with a dashed edge until the person says so. */
  isProposed: boolean;
  isQuiet: boolean;
  isTabStop: boolean;
  share: number | null;
  onPick: (labelClassId: string) => void;
};

function edgeOf({ isChosen, isProposed, isQuiet }: Pick<RowProps, 'isChosen' | 'isProposed' | 'isQuiet'>): string {
  if (!isChosen) return 'hover:bg-sunken';
  const edge = isProposed ? 'outline-dashed outline-[1.5px]' : 'outline-solid outline-2';
  return `bg-surface font-[560] ${edge} -outline-offset-2 ${isQuiet ? 'outline-control' : 'outline-accent'}`;
}

// Rows off the screen are neither laid out nor painted, so that 500 classes cost as much as 20.
const ClassRow = memo(function ClassRow(props: RowProps) {
  const { labelClass, depth, totalCount, position, keys, isChosen, isProposed, isQuiet, isTabStop, share, onPick } =
    props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a radio whose arrows only move the focus; choosing labels samples while some are selected
    <button
      type="button"
      role="radio"
      aria-checked={isChosen}
      tabIndex={isTabStop ? 0 : -1}
      data-position={position}
      onClick={() => onPick(labelClass.id)}
      title={labelClass.name}
      className={clsx(
        'grid h-8 w-full grid-cols-[26px_auto_minmax(0,1fr)_auto] items-center gap-1 rounded-control pr-2 pl-1.5 text-left [contain-intrinsic-size:auto_32px] [content-visibility:auto] focus-visible:outline-2 focus-visible:outline-accent focus-visible:outline-solid focus-visible:-outline-offset-2',
        edgeOf(props),
      )}
    >
      <ClassKey keys={keys} isLabeling={isQuiet} />
      <span className="flex w-fit pr-0.5" style={{ paddingLeft: Math.min(depth, 4) * INDENT_PX }}>
        <ClassMarker slot={labelClass.slot} size="l" />
      </span>
      <span className="truncate">{labelClass.name}</span>
      <ClassFacts share={share} isChecked={isChosen && !isProposed}>
        {formatCount(labelClass.labelCount)}
        {totalCount !== labelClass.labelCount && (
          <span title="With the classes below it"> of {formatCount(totalCount)}</span>
        )}
      </ClassFacts>
    </button>
  );
});

const INDENT_PX = 12;

function ClassFacts({ share, isChecked, children }: { share: number | null; isChecked: boolean; children: ReactNode }) {
  return (
    <span className="figures flex items-center gap-1.5 text-12 font-normal text-ink-3">
      {share !== null && (
        <span className="flex items-center gap-1 text-accent-text" title="Suggestion">
          <Sparkle size={12} aria-hidden className="flex-none" />
          <span className="sr-only">suggested </span>
          {share.toFixed(2)}
        </span>
      )}
      {isChecked && <Check size={14} aria-hidden className="text-accent-text" />}
      <span className="narrow:hidden">{children}</span>
    </span>
  );
}
