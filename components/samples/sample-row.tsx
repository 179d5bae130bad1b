'use client';

import clsx from 'clsx';
import { Check } from 'lucide-react';
import { MarkedText } from '@/components/review/marked-text';
import { ClassChip } from '@/components/samples/class-tag';
import { elementIdOf, type InListProps } from '@/components/samples/in-list';
import { sayInList, shownClass } from '@/components/samples/sample-words';
import { formatSimilarity } from '@/components/ui/format';

type RowProps = InListProps & {
  /** What is marked: the hits of the search. */
  marks: RegExp | null;
  lines: 'one' | 'more';
};

/** One text in the list: its beginning, its class, the gutter's check when it is selected. */
export function SampleRow({ sample, classes, marks, position, totalCount, lines, ...state }: RowProps) {
  const shown = shownClass(sample, classes);
  return (
    <button
      type="button"
      role="option"
      id={elementIdOf(sample.id)}
      tabIndex={state.isTabStop ? 0 : -1}
      aria-selected={state.isSelected}
      aria-setsize={totalCount}
      aria-posinset={position + 1}
      aria-label={sayInList(sample, classes)}
      onClick={(event) => state.onPick(sample.id, event)}
      onDoubleClick={() => state.onOpen(sample.id)}
      onFocus={() => state.onRest(sample.id)}
      className={clsx(
        'grid w-full grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-2.5 rounded-control px-2 py-2 text-left text-14 select-none',
        state.isSelected ? 'bg-accent-weak' : 'hover:bg-canvas',
        state.isCursor && 'outline-2 -outline-offset-2 outline-accent',
      )}
    >
      <span
        aria-hidden="true"
        className={clsx(
          'mt-0.5 grid size-4 place-items-center rounded-key',
          state.isSelected ? 'bg-accent text-on-accent' : 'shadow-[inset_0_0_0_1px_var(--line-2)]',
        )}
      >
        {state.isSelected && <Check size={11} strokeWidth={3} aria-hidden />}
      </span>
      <span className={clsx('wrap-anywhere', lines === 'one' ? 'line-clamp-1 break-all' : 'line-clamp-4')}>
        <MarkedText text={sample.preview} words={marks} />
      </span>
      <span className="flex items-center gap-2">
        {shown !== null && <ClassChip {...shown} />}
        {sample.similarity !== undefined && (
          <span className="figures w-7 text-right text-12 text-ink-3" title="Similarity, 1 at most">
            {formatSimilarity(sample.similarity)}
          </span>
        )}
      </span>
    </button>
  );
}
