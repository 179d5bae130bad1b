'use client';

import clsx from 'clsx';
import { type KeyboardEvent, memo, useEffect, useMemo, useRef } from 'react';
import { ClassMarker } from '@/components/ui/class-marker';
import { formatCount, formatCounted } from '@/components/ui/format';
import { Keys } from '@/components/ui/kbd';
import { Marked } from '@/components/ui/marked';
import { depthsOf, rollUpCounts } from '@/lib/datasets/class-tree';
import { classesByKey, KEY_PLACES, type LabelClass } from '@/lib/datasets/label-class';

type TreeProps = {
  classes: readonly LabelClass[];
  /** Those to show, in the order of the list. */
  shown: readonly LabelClass[];
  wanted: string;
  chosenId: string | null;
  onChoose: (labelClassId: string) => void;
  onOpen: () => void;
};

/** Which key each class has. */
export function useKeysOfClasses(classes: readonly LabelClass[]): ReadonlyMap<string, string> {
  return useMemo(
    () =>
      new Map(classesByKey(classes).flatMap((one, place) => (one === null ? [] : [[one.id, KEY_PLACES[place] ?? '']]))),
    [classes],
  );
}

const STEPS = new Map([
  ['ArrowDown', 1],
  ['ArrowUp', -1],
  ['PageDown', 12],
  ['PageUp', -12],
  ['Home', Number.NEGATIVE_INFINITY],
  ['End', Number.POSITIVE_INFINITY],
]);

/** All classes as a tree, with the key, the labels of each and, where classes stand below, of all together. */
export function ClassTree({ classes, shown, wanted, chosenId, onChoose, onOpen }: TreeProps) {
  const list = useRef<HTMLDivElement>(null);
  const keys = useKeysOfClasses(classes);
  const depths = useMemo(() => depthsOf(classes), [classes]);
  const totals = useMemo(() => rollUpCounts(classes), [classes]);
  const place = shown.findIndex(({ id }) => id === chosenId);
  useEffect(() => {
    if (chosenId !== null) document.getElementById(rowId(chosenId))?.scrollIntoView({ block: 'nearest' });
  }, [chosenId]);
  const press = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const by = STEPS.get(event.key);
    if (event.key === 'Enter' && chosenId !== null) onOpen();
    else if (by !== undefined) {
      const target = shown[Math.max(0, Math.min(shown.length - 1, Math.max(place, by > 0 ? -1 : 0) + by))];
      if (target !== undefined) onChoose(target.id);
    } else return;
    event.preventDefault();
  };
  return (
    <div
      ref={list}
      role="tree"
      aria-label="Classes"
      tabIndex={0}
      aria-activedescendant={place < 0 ? undefined : rowId(chosenId ?? '')}
      onKeyDown={press}
      className="group/tree min-h-0 flex-1 overflow-y-auto rounded-control p-1 focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-accent"
    >
      {shown.map((labelClass) => (
        <TreeRow
          key={labelClass.id}
          labelClass={labelClass}
          depth={wanted === '' ? (depths.get(labelClass.id) ?? 0) : 0}
          keys={keys.get(labelClass.id)}
          totalCount={totals.get(labelClass.id) ?? 0}
          wanted={wanted}
          isChosen={labelClass.id === chosenId}
          onChoose={onChoose}
        />
      ))}
    </div>
  );
}

const rowId = (labelClassId: string) => `class-row-${labelClassId}`;

type RowProps = {
  labelClass: LabelClass;
  depth: number;
  keys: string | undefined;
  totalCount: number;
  wanted: string;
  isChosen: boolean;
  onChoose: (labelClassId: string) => void;
};

const INDENT_PX = 20;

// Rows off the screen are neither laid out nor painted, so that 500 of them cost as much as 20.
const TreeRow = memo(function TreeRow(props: RowProps) {
  const { labelClass, depth, keys, totalCount, wanted, isChosen, onChoose } = props;
  const { id, name, slot, labelCount, description, exampleIds } = labelClass;
  const hasBelow = totalCount !== labelCount;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it has the focus and answers to the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the tree around it has the focus and names this row as its active one
    <div
      role="treeitem"
      id={rowId(id)}
      aria-level={depth + 1}
      aria-selected={isChosen}
      aria-label={`${name}, ${formatCounted(labelCount, 'label')}${hasBelow ? `, ${formatCount(totalCount)} with those below` : ''}`}
      onClick={() => onChoose(id)}
      className={clsx(
        'grid h-9 cursor-default grid-cols-[32px_minmax(0,1fr)_auto_auto] items-center gap-2 rounded-control pr-3 pl-2 [contain-intrinsic-size:auto_36px] [content-visibility:auto]',
        isChosen ? 'bg-accent-weak font-[560]' : 'hover:bg-sunken',
      )}
    >
      <span>{keys !== undefined && <Keys keys={keys} />}</span>
      <span className="flex min-w-0 items-center gap-2" style={{ paddingLeft: Math.min(depth, 6) * INDENT_PX }}>
        <ClassMarker slot={slot} size="l" />
        <span className="truncate" title={name}>
          <Marked text={name} wanted={wanted} />
        </span>
      </span>
      <span className="text-11 font-normal text-ink-3 narrow:hidden">
        {description === '' ? '' : 'guideline'}
        {description !== '' && exampleIds.length > 0 && ' · '}
        {exampleIds.length > 0 && formatCounted(exampleIds.length, 'example')}
      </span>
      <span className="figures min-w-18 text-right text-12 font-normal text-ink-2">
        {hasBelow && <span className="text-ink-3">{formatCount(totalCount)} · </span>}
        {formatCount(labelCount)}
      </span>
    </div>
  );
});
