'use client';

import clsx from 'clsx';
import { type KeyboardEvent, type RefObject, type UIEvent, useEffect, useMemo, useRef, useState } from 'react';
import { SampleLine } from '@/components/review/sample-line';
import { SampleTile } from '@/components/review/sample-tile';
import { useKeysOf } from '@/components/shell/commands';
import type { CommandId } from '@/components/shell/keymap';
import { sayCohesion } from '@/components/split/split-words';
import { ClassMarker } from '@/components/ui/class-marker';
import { formatCount } from '@/components/ui/format';
import { Keys } from '@/components/ui/kbd';
import { Select } from '@/components/ui/select';
import type { Modality } from '@/lib/datasets/dataset';
import type { LabelClass } from '@/lib/datasets/label-class';
import { describeMembers, taggedClassOf } from '@/lib/review/members';
import type { SplitPart } from '@/lib/review/split-parts';

/** Members that a part shows at first, and how many more each time its end comes near. */
const SHOWN_STEP = 60;
const NEAR_END_PX = 400;
const NO_WORDS: ReadonlySet<string> = new Set();

type CardProps = {
  part: SplitPart;
  cohesionBefore: number | null;
  modality: Modality;
  classes: readonly LabelClass[];
  byId: ReadonlyMap<string, LabelClass>;
  isActive: boolean;
  columnCount: number;
  onActivate: () => void;
  onMove: (rank: number) => void;
  onToggle: (rank: number) => void;
  onChoose: (labelClassId: string) => void;
  /** Members came on the screen. */
  onSeen: (sampleIds: readonly string[]) => void;
};

/** One part as a column: what it is, its members from core to fringe, and its class. */
export function SplitPartCard(props: CardProps) {
  const { part, cohesionBefore, isActive, onActivate } = props;
  const { desk, letter } = part;
  const keys = useKeysOf(`split.part.${letter.charCodeAt(0) - 64}` as CommandId);
  const { size, cohesion, title } = desk.group.head;
  return (
    <section
      aria-label={`Part ${letter}`}
      aria-current={isActive}
      className={clsx(
        'flex min-h-0 flex-1 flex-col overflow-hidden rounded-card border bg-surface',
        // Wide enough to read a text by; the other parts are a scroll to the side away.
        props.modality === 'text' ? 'min-w-70' : 'min-w-44',
        isActive ? 'border-accent shadow-[0_0_0_1px_var(--accent)]' : 'border-line',
      )}
    >
      <button type="button" onClick={onActivate} tabIndex={-1} className="px-3 pt-2.5 pb-2 text-left">
        <span className="flex items-center gap-2">
          {keys !== undefined && <Keys keys={keys} />}
          <span className="min-w-0 flex-1 truncate text-14 font-[560]">{`Part ${letter}`}</span>
          <span className="figures text-ink-2">{formatCount(size)}</span>
        </span>
        <span className="mt-0.5 block truncate text-12 text-ink-3" title={title}>
          {[props.modality === 'text' ? title : '', sayCohesion(cohesion, letter === 'A' ? cohesionBefore : null)]
            .filter((fact) => fact !== '')
            .join(' · ')}
        </span>
      </button>
      <Members {...props} />
      <PartClass {...props} />
    </section>
  );
}

/** Tells which members come on the screen, as they are scrolled to. */
function useSeen(box: RefObject<HTMLElement | null>, { part, onSeen }: CardProps, until: number): void {
  const { sampleIds } = part.desk.group;
  useEffect(() => {
    // Told anew of each one that is there then: the members of a part are never replaced, only more of them shown.
    const watch = new IntersectionObserver((entries) => {
      const shown = entries.filter(({ isIntersecting }) => isIntersecting);
      onSeen(shown.flatMap(({ target }) => sampleIds[Number(target.getAttribute('data-rank'))] ?? []));
    });
    const cells = [...(box.current?.querySelectorAll('[data-rank]') ?? [])];
    for (const cell of cells.slice(0, until)) watch.observe(cell);
    return () => watch.disconnect();
  }, [box, sampleIds, onSeen, until]);
}

function Members(props: CardProps) {
  const { part, modality, byId, isActive, columnCount, onActivate, onMove, onToggle } = props;
  const { desk } = part;
  const [shownCount, setShownCount] = useState(SHOWN_STEP);
  const bits = useMemo(() => describeMembers(desk), [desk]);
  const size = desk.group.sampleIds.length;
  const until = Math.min(size, Math.max(shownCount, desk.cursor + 1));
  const box = useRef<HTMLDivElement>(null);
  useSeen(box, props, until);
  useEffect(() => {
    if (!isActive) return;
    const cell = box.current?.querySelector<HTMLElement>(`[data-rank="${desk.cursor}"]`);
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: 'nearest' });
    // The whole column, where others stand a scroll to the side away.
    box.current?.closest('section')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isActive, desk.cursor]);
  const activate = useRef(onActivate);
  activate.current = onActivate;
  useEffect(() => {
    const frame = box.current;
    const take = () => activate.current();
    frame?.addEventListener('focusin', take);
    return () => frame?.removeEventListener('focusin', take);
  }, []);
  const grow = ({ currentTarget }: UIEvent<HTMLDivElement>) => {
    const left = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight;
    if (left < NEAR_END_PX && shownCount < size) setShownCount(shownCount + SHOWN_STEP);
  };
  const rankOf = (target: EventTarget) =>
    target instanceof Element ? Number(target.closest('[data-rank]')?.getAttribute('data-rank') ?? -1) : -1;
  const press = (target: EventTarget) => {
    const rank = rankOf(target);
    onActivate();
    if (rank < 0) return;
    onMove(rank);
    if (target instanceof Element && target.closest('[data-act=exclude]')) onToggle(rank);
  };
  const shared = (rank: number) => {
    const tag = taggedClassOf(desk, rank, bits[rank] ?? 0);
    return {
      ...{ rank, size, bits: bits[rank] ?? 0, isCursor: isActive && rank === desk.cursor },
      sampleId: desk.group.sampleIds[rank] ?? '',
      preview: desk.group.previews[rank] ?? '',
      tag: tag === null ? null : (byId.get(tag) ?? null),
    };
  };
  const ranks = Array.from({ length: until }, (_, rank) => rank);
  const label = `Samples of part ${part.letter}`;
  const events = {
    onClick: (event: { target: EventTarget }) => press(event.target),
    onDoubleClick: (event: { target: EventTarget }) => rankOf(event.target) >= 0 && onToggle(rankOf(event.target)),
    onKeyDown: (event: KeyboardEvent) => event.key === 'Tab' && event.stopPropagation(),
  };
  return (
    <div
      ref={box}
      data-keys="pass"
      onScroll={grow}
      tabIndex={isActive ? undefined : 0}
      className="min-h-0 flex-1 overflow-y-auto px-2.5 py-1"
    >
      {modality === 'image' ? (
        // biome-ignore lint/a11y/useSemanticElements: a grid of pictures that arrows move through
        <div
          role="grid"
          aria-label={label}
          aria-rowcount={Math.ceil(size / columnCount)}
          className="grid gap-1.5"
          {...events}
        >
          {rowsOf(ranks, columnCount).map((row) => (
            // biome-ignore lint/a11y/useSemanticElements: rows of a grid of pictures
            // biome-ignore lint/a11y/useFocusableInteractive: the cells take the focus
            <div
              role="row"
              key={row[0]}
              className="grid gap-1.5"
              style={{ gridTemplateColumns: `repeat(${columnCount}, minmax(0, 1fr))` }}
            >
              {row.map((rank, column) => (
                <SampleTile key={rank} {...shared(rank)} column={column} />
              ))}
            </div>
          ))}
        </div>
      ) : (
        <div role="listbox" aria-multiselectable aria-label={label} tabIndex={-1} {...events}>
          {ranks.map((rank) => (
            <SampleLine
              key={rank}
              {...shared(rank)}
              distance={desk.group.distances[rank] ?? 0}
              words={NO_WORDS}
              isFull={false}
              isStacked
            />
          ))}
        </div>
      )}
    </div>
  );
}

function rowsOf(ranks: readonly number[], columnCount: number): number[][] {
  const rows: number[][] = [];
  for (let at = 0; at < ranks.length; at += columnCount) rows.push(ranks.slice(at, at + columnCount));
  return rows;
}

function PartClass({ part, classes, byId, onChoose, onActivate }: CardProps) {
  const { chosenClassId, chosenBy, group } = part.desk;
  const chosen = chosenClassId === null ? undefined : byId.get(chosenClassId);
  const share = chosenBy === 'suggestion' ? group.head.suggestion?.share : undefined;
  const options = [
    { value: '', says: 'Choose a class' },
    ...classes.map(({ id, name }) => ({
      value: id,
      says: id === chosenClassId && share !== undefined ? `${name} · suggested ${share.toFixed(2)}` : name,
    })),
  ];
  return (
    <div className="border-t border-line p-2.5">
      <Select
        label={`Class of part ${part.letter}`}
        hideLabel
        icon={<ClassMarker slot={chosen?.slot ?? null} />}
        value={chosenClassId ?? ''}
        options={options}
        onFocus={onActivate}
        onPick={(id) => id !== '' && onChoose(id)}
      />
    </div>
  );
}
