'use client';

import clsx from 'clsx';
import { Check } from 'lucide-react';
import { ClassTag, SimilarityTag } from '@/components/samples/class-tag';
import { elementIdOf, type InListProps } from '@/components/samples/in-list';
import { sayInList, shownClass } from '@/components/samples/sample-words';

/** Pictures smaller than this are drawn with hard pixels: blurring would invent what is not there. */
const SMALL_SIDE = 64;

/** Whether a picture is so small that its pixels should show. */
export function isTiny({ width, height }: { width: number | null; height: number | null }): boolean {
  return width !== null && height !== null && Math.max(width, height) <= SMALL_SIDE;
}

/** One picture in the grid, with its class, the cursor's ring and the selection's frame. */
export function SampleTile({ sample, classes, position, totalCount, ...state }: InListProps) {
  const { isCursor, isSelected, isTabStop, onPick, onOpen, onRest } = state;
  const shown = shownClass(sample, classes);
  return (
    <button
      type="button"
      role="option"
      id={elementIdOf(sample.id)}
      tabIndex={isTabStop ? 0 : -1}
      aria-selected={isSelected}
      aria-setsize={totalCount}
      aria-posinset={position + 1}
      aria-label={sayInList(sample, classes)}
      onClick={(event) => onPick(sample.id, event)}
      onDoubleClick={() => onOpen(sample.id)}
      onFocus={() => onRest(sample.id)}
      className={clsx(
        'relative block aspect-square w-full rounded-control select-none',
        isCursor && 'outline-2 outline-offset-2 outline-accent',
        isSelected && 'bg-accent-weak shadow-[inset_0_0_0_2px_var(--accent)]',
      )}
    >
      <img
        src={`/api/samples/${sample.id}/thumb`}
        alt=""
        loading="lazy"
        decoding="async"
        draggable={false}
        className={clsx(
          'size-full rounded-control bg-sunken object-cover transition-transform duration-(--d-base)',
          isTiny(sample) && '[image-rendering:pixelated]',
          isSelected && 'scale-86',
        )}
      />
      {!isSelected && (
        <span className="pointer-events-none absolute inset-0 rounded-control shadow-[inset_0_0_0_1px_var(--img-line)]" />
      )}
      {isSelected && (
        <span className="absolute top-1.5 left-1.5 grid size-4.5 place-items-center rounded-full bg-accent text-on-accent shadow-[0_0_0_1.5px_var(--surface)]">
          <Check size={11} strokeWidth={3} aria-hidden />
        </span>
      )}
      {shown !== null && <ClassTag {...shown} />}
      {sample.similarity !== undefined && <SimilarityTag similarity={sample.similarity} isRaised={shown !== null} />}
    </button>
  );
}
