import clsx from 'clsx';
import { Check, X } from 'lucide-react';
import { memo } from 'react';
import { MarkedText, type TextMarks, WholeText } from '@/components/review/marked-text';
import type { MemberProps } from '@/components/review/sample-tile';
import { listMore, sayMember, sayTag } from '@/components/review/wording';
import { ClassChip } from '@/components/samples/class-tag';
import { formatSimilarity } from '@/components/ui/format';
import { MEMBER } from '@/lib/review/members';

type LineProps = Omit<MemberProps, 'column'> & {
  distance: number;
  words: TextMarks;
  /** The whole text, on as many lines as it takes. */
  isFull: boolean;
  /** In a narrow column: up to three lines of text, and what is known of it below instead of beside. */
  isStacked?: boolean;
};

const has = (bits: number, bit: number) => (bits & bit) !== 0;
const NAME_LENGTH = 80;

/** One text on the page. The gutter shows the states that a tile shows on its picture. */
export const SampleLine = memo(function SampleLine({
  preview,
  sampleId,
  rank,
  size,
  bits,
  isCursor,
  foldedCount = 1,
  similarity = null,
  tag,
  more = '',
  distance,
  words,
  isFull,
  isStacked = false,
}: LineProps) {
  const isOut = has(bits, MEMBER.byHand | MEMBER.beyond);
  const figure = (
    <span
      className="figures w-7 flex-none text-right text-11 text-ink-3"
      title={similarity === null ? 'Distance to the centre' : 'Similarity, 1 at most'}
    >
      {similarity === null ? distance.toFixed(2) : formatSimilarity(similarity)}
    </span>
  );
  return (
    <div
      role="option"
      tabIndex={isCursor ? 0 : -1}
      aria-selected={has(bits, MEMBER.selected)}
      aria-setsize={size}
      aria-posinset={rank + 1}
      aria-label={sayMember(
        preview.slice(0, NAME_LENGTH),
        bits,
        sayTag(tag, more),
        rank,
        size,
        foldedCount,
        similarity,
      )}
      data-rank={rank}
      className={clsx(
        'group relative grid min-h-9 grid-cols-[22px_minmax(0,1fr)_auto] gap-2 rounded-control py-2 pr-2 pl-1.5 text-14 select-none',
        isStacked && 'gap-y-1',
        isFull || isStacked ? 'items-start' : 'h-9 items-center',
        has(bits, MEMBER.selected) && 'bg-accent-weak',
        isCursor
          ? 'outline-2 -outline-offset-2 outline-accent'
          : 'after:absolute after:right-2 after:bottom-0 after:left-9 after:border-b after:border-line',
      )}
    >
      <Gutter bits={bits} />
      <p
        className={clsx(
          isFull ? 'wrap-anywhere whitespace-pre-wrap' : isStacked ? 'line-clamp-3 wrap-anywhere' : 'truncate',
          has(bits, MEMBER.byHand) && 'line-through',
          isOut && 'text-ink-3',
        )}
      >
        {isFull ? (
          <WholeText text={preview} sampleId={sampleId} words={isOut ? null : words} />
        ) : (
          <MarkedText text={preview} words={isOut ? null : words} />
        )}
      </p>
      {isStacked && figure}
      {(!isStacked || foldedCount > 1 || tag !== null || has(bits, MEMBER.conflict)) && (
        <span className={clsx('flex min-w-0 items-center gap-2', isStacked && 'col-span-2 col-start-2')}>
          {foldedCount > 1 && (
            <span
              aria-hidden="true"
              className="figures rounded-key bg-ink px-1 text-11 leading-4 font-[560] text-surface"
            >
              ×{foldedCount}
            </span>
          )}
          {has(bits, MEMBER.conflict) && <ConflictSign />}
          {tag !== null && <ClassChip labelClass={tag} suggested={has(bits, MEMBER.suggested)} more={listMore(more)} />}
          {!isStacked && figure}
        </span>
      )}
    </div>
  );
});

function Gutter({ bits }: { bits: number }) {
  const isExcluded = has(bits, MEMBER.byHand);
  if (has(bits, MEMBER.selected)) {
    return (
      <span className="mt-0.5 grid size-4 place-items-center rounded-key bg-accent text-on-accent">
        <Check size={12} strokeWidth={2.5} aria-hidden />
      </span>
    );
  }
  return (
    <span className="relative mt-0.5 grid size-4 place-items-center">
      {has(bits, MEMBER.beyond) && (
        <span className="absolute inset-0 rounded-full border-[1.5px] border-dashed border-control group-hover:opacity-0" />
      )}
      <span
        data-act="exclude"
        aria-hidden="true"
        className={clsx(
          'grid size-4 cursor-pointer place-items-center rounded-full bg-ink text-surface',
          !isExcluded && 'opacity-0 transition-opacity group-hover:opacity-100',
        )}
      >
        <X size={11} strokeWidth={2.2} />
      </span>
    </span>
  );
}

function ConflictSign() {
  return (
    <span
      aria-hidden="true"
      className="grid size-4 place-items-center rounded-key bg-ink text-11 leading-none font-bold text-surface"
    >
      !
    </span>
  );
}
