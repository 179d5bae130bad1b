'use client';

import clsx from 'clsx';
import { type KeyboardEvent, useRef } from 'react';
import { ClassMarker } from '@/components/ui/class-marker';
import { COLOUR_COUNT, classMark, MARK_COUNT } from '@/lib/datasets/label-class';

const COLOURS = [
  'tangerine',
  'spruce',
  'plum',
  'sky',
  'rose',
  'moss',
  'brick',
  'lagoon',
  'orchid',
  'gold',
  'pine',
  'umber',
];
const STEPS = new Map([
  ['ArrowRight', 1],
  ['ArrowLeft', -1],
  ['ArrowDown', COLOUR_COUNT],
  ['ArrowUp', -COLOUR_COUNT],
]);

/** "sky diamond": a pair of colour and shape in words. */
export function sayMark(mark: number): string {
  const { colour, shape } = classMark(mark);
  return `${COLOURS[colour - 1]} ${shape}`;
}

type PickerProps = { slot: number; takenBy: ReadonlyMap<number, string>; onPick: (mark: number) => void };

/** The 48 pairs of colour and shape. A pair that another class has can be picked too; the title says whose it is. */
export function MarkPicker({ slot, takenBy, onPick }: PickerProps) {
  const chosen = slot % MARK_COUNT;
  const grid = useRef<HTMLDivElement>(null);
  const press = (event: KeyboardEvent, mark: number) => {
    const by = STEPS.get(event.key);
    if (by === undefined) return;
    event.preventDefault();
    const target = (mark + by + MARK_COUNT) % MARK_COUNT;
    grid.current?.querySelectorAll<HTMLElement>('[role=radio]')[target]?.focus();
  };
  return (
    <div
      ref={grid}
      role="radiogroup"
      aria-label="Colour and shape"
      className="grid w-fit grid-cols-[repeat(12,22px)] gap-px"
    >
      {Array.from({ length: MARK_COUNT }, (_, mark) => {
        const owner = takenBy.get(mark);
        const says = owner === undefined ? sayMark(mark) : `${sayMark(mark)}, also of ${owner}`;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a radio whose arrows move by rows and columns
          <button
            key={sayMark(mark)}
            type="button"
            role="radio"
            aria-checked={mark === chosen}
            aria-label={says}
            title={says}
            tabIndex={mark === chosen ? 0 : -1}
            onClick={() => onPick(mark)}
            onKeyDown={(event) => press(event, mark)}
            className={clsx(
              'grid size-5.5 place-items-center rounded-key hover:bg-sunken',
              mark === chosen && 'shadow-[inset_0_0_0_2px_var(--accent)]',
              owner !== undefined && 'bg-sunken',
            )}
          >
            <ClassMarker slot={mark} />
          </button>
        );
      })}
    </div>
  );
}
