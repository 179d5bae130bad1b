'use client';

import clsx from 'clsx';
import { Plus, Search, Sparkle } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useId, useState } from 'react';
import { canCreateClass, sayCreate, sayFull } from '@/components/classes/alike-words';
import { useKeysOf } from '@/components/shell/commands';
import { ClassMarker } from '@/components/ui/class-marker';
import { formatCount } from '@/components/ui/format';
import { Keys } from '@/components/ui/kbd';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { GroupSuggestion } from '@/lib/groups/group';
import { type ClassHit, findClasses, hitOfDigit, NUMBERED_HIT_COUNT } from '@/lib/review/class-search';

type FinderProps = {
  classes: readonly LabelClass[];
  typed: string;
  field: RefObject<HTMLInputElement | null>;
  suggestion: GroupSuggestion | null;
  selectedCount: number;
  onType: (typed: string) => void;
  onPick: (labelClassId: string) => void;
  onCreate: (name: string) => void;
  /** The field is left: the focus goes back to the samples. */
  onLeave: () => void;
};

const SHOWN_HIT_COUNT = 9;

/** Find a class by typing, or create it in place. Enter takes the marked line, 1–9 a numbered one, arrows move, Esc leaves. */
export function ClassFinder(props: FinderProps) {
  const { classes, typed, field, selectedCount, onType, onPick, onCreate, onLeave } = props;
  const isLabeling = selectedCount > 0;
  const says = isLabeling ? `Label the ${formatCount(selectedCount)} selected as …` : 'Find or create a class';
  const listId = useId();
  const [active, setActive] = useState(0);
  const findKeys = useKeysOf('class.find');
  const hits = typed.trim() === '' ? [] : findClasses(classes, typed).slice(0, SHOWN_HIT_COUNT);
  const canCreate = canCreateClass(classes, typed);
  const full = sayFull(classes, typed);
  const lineCount = hits.length + (canCreate ? 1 : 0);
  const activeIndex = Math.min(active, Math.max(0, lineCount - 1));
  const finish = (act: () => void) => {
    act();
    onType('');
    setActive(0);
    onLeave();
  };
  const take = (index: number) => {
    const hit = hits[index];
    if (hit !== undefined) finish(() => onPick(hit.labelClass.id));
    else if (canCreate) finish(() => onCreate(typed.trim()));
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const numbered = event.metaKey || event.ctrlKey || event.altKey ? null : hitOfDigit(classes, typed, event.key);
    if (numbered !== null) finish(() => onPick(numbered.labelClass.id));
    else if (event.key === 'Enter') take(activeIndex);
    else if (event.key === 'Escape') finish(() => {});
    else if (event.key === 'ArrowDown') setActive(Math.min(lineCount - 1, activeIndex + 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(0, activeIndex - 1));
    else return;
    event.preventDefault();
  };
  return (
    <div className="narrow:sr-only narrow:focus-within:not-sr-only">
      <div
        className={clsx(
          'flex h-8 items-center gap-2 rounded-control border px-2.5 has-focus-visible:border-transparent has-focus-visible:outline-2 has-focus-visible:-outline-offset-1 has-focus-visible:outline-accent',
          isLabeling ? 'border-accent bg-accent-weak text-accent-text' : 'border-control bg-surface text-ink-3',
        )}
      >
        <Search size={14} aria-hidden className="flex-none" />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label={says}
          aria-expanded={lineCount > 0}
          aria-controls={listId}
          aria-activedescendant={lineCount > 0 ? `${listId}-${activeIndex}` : undefined}
          autoComplete="off"
          placeholder={says}
          maxLength={200}
          value={typed}
          onChange={(event) => {
            onType(event.target.value);
            setActive(0);
          }}
          onKeyDown={press}
          className={clsx(
            'min-w-0 flex-1 bg-transparent text-ink outline-none',
            isLabeling ? 'placeholder:text-accent-text' : 'placeholder:text-ink-3',
          )}
        />
        {typed === '' ? findKeys !== undefined && <Keys keys={findKeys} /> : <Keys keys="Escape" />}
      </div>
      <div
        id={listId}
        role="listbox"
        aria-label="Classes that match"
        className={clsx('mt-2 narrow:grid narrow:grid-cols-3 narrow:gap-x-1.5', lineCount === 0 && 'hidden')}
      >
        {hits.map((hit, index) => (
          <HitLine
            key={hit.labelClass.id}
            id={`${listId}-${index}`}
            hit={hit}
            index={index}
            isActive={index === activeIndex}
            share={props.suggestion?.labelClassId === hit.labelClass.id ? props.suggestion.share : null}
            onTake={() => take(index)}
          />
        ))}
        {canCreate && (
          <CreateLine
            id={`${listId}-${hits.length}`}
            says={sayCreate(classes, typed)}
            isActive={activeIndex === hits.length}
            onTake={() => take(hits.length)}
          />
        )}
      </div>
      {full !== null && (
        <p role="status" className="mt-2 px-1.5 text-12 text-ink-3">
          {full}
        </p>
      )}
    </div>
  );
}

const LINE =
  'grid h-8 cursor-pointer grid-cols-[26px_14px_minmax(0,1fr)_auto] items-center gap-1 rounded-control pr-2 pl-1.5';
const ACTIVE = 'bg-surface shadow-[inset_0_0_0_2px_var(--accent)]';

type HitProps = {
  id: string;
  hit: ClassHit;
  index: number;
  isActive: boolean;
  share: number | null;
  onTake: () => void;
};

function HitLine({ id, hit, index, isActive, share, onTake }: HitProps) {
  const { labelClass, from, to } = hit;
  const { name } = labelClass;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the field keeps the focus and answers the keys
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      onClick={onTake}
      onPointerDown={(event) => event.preventDefault()}
      className={clsx(LINE, isActive ? ACTIVE : 'hover:bg-sunken')}
    >
      <span>{isActive ? <Keys keys="Enter" /> : index < NUMBERED_HIT_COUNT && <Keys keys={String(index + 1)} />}</span>
      <ClassMarker slot={labelClass.slot} size="l" />
      <span className="truncate">
        {name.slice(0, from)}
        <mark>{name.slice(from, to)}</mark>
        {name.slice(to)}
      </span>
      <span className="figures flex items-center gap-1 text-12 text-ink-3">
        {share === null ? (
          formatCount(labelClass.labelCount)
        ) : (
          <span className="flex items-center gap-1 text-accent-text">
            <Sparkle size={12} aria-hidden className="flex-none" />
            {share.toFixed(2)}
          </span>
        )}
      </span>
    </div>
  );
}

function CreateLine({
  id,
  says,
  isActive,
  onTake,
}: {
  id: string;
  says: string;
  isActive: boolean;
  onTake: () => void;
}) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the field keeps the focus and answers the keys
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      onClick={onTake}
      onPointerDown={(event) => event.preventDefault()}
      className={clsx(LINE, 'text-ink-2', isActive ? ACTIVE : 'hover:bg-sunken')}
    >
      <span>{isActive && <Keys keys="Enter" />}</span>
      <Plus size={12} aria-hidden />
      <span className="truncate" title={says}>
        {says}
      </span>
    </div>
  );
}
