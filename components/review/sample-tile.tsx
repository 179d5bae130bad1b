import clsx from 'clsx';
import { Check, X } from 'lucide-react';
import { memo } from 'react';
import { listMore, sayMember, sayTag } from '@/components/review/wording';
import { ClassTag, SimilarityTag } from '@/components/samples/class-tag';
import type { LabelClass } from '@/lib/datasets/label-class';
import { MEMBER } from '@/lib/review/members';

export type MemberProps = {
  sampleId: string;
  preview: string;
  rank: number;
  size: number;
  /** What is true of it: see MEMBER. */
  bits: number;
  isCursor: boolean;
  /** How many members it stands for; 1, or left out, where nothing is folded into it. */
  foldedCount?: number;
  /** How alike it is to what was searched for, −1 to 1; null, or left out, in groups by other means. */
  similarity?: number | null;
  /** The class of its label, or of a suggestion worth showing. */
  tag: LabelClass | null;
  /** Names of the other classes that it carries, one a line. */
  more?: string;
  column: number;
};

const has = (bits: number, bit: number) => (bits & bit) !== 0;

function Picture({ sampleId, bits }: { sampleId: string; bits: number }) {
  return (
    <img
      alt=""
      src={`/api/samples/${sampleId}/thumb`}
      draggable={false}
      decoding="async"
      className={clsx(
        'size-full rounded-control bg-sunken object-cover transition-[opacity,transform,filter] duration-160',
        has(bits, MEMBER.selected) && 'scale-86',
        has(bits, MEMBER.byHand) && 'opacity-30 grayscale',
        has(bits, MEMBER.beyond) && 'opacity-42 grayscale-55',
      )}
    />
  );
}

function edgeOf(bits: number): string {
  if (has(bits, MEMBER.selected)) return 'shadow-[inset_0_0_0_2px_var(--accent)]';
  if (has(bits, MEMBER.byHand)) return 'border-[1.5px] border-control';
  if (has(bits, MEMBER.beyond)) return 'border-[1.5px] border-dashed border-control';
  return 'shadow-[inset_0_0_0_1px_var(--img-line)]';
}

/** One picture on the page, with every state of a sample in form as well as colour. Pointer and keys belong to the page. */
export const SampleTile = memo(function SampleTile({
  sampleId,
  preview,
  rank,
  size,
  bits,
  isCursor,
  foldedCount = 1,
  similarity = null,
  tag,
  more = '',
  column,
}: MemberProps) {
  const isConflict = has(bits, MEMBER.conflict);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a cell of a virtualised grid, which a table cannot be
    <div
      role="gridcell"
      tabIndex={isCursor ? 0 : -1}
      aria-selected={has(bits, MEMBER.selected)}
      aria-colindex={column + 1}
      aria-label={sayMember(preview, bits, sayTag(tag, more), rank, size, foldedCount, similarity)}
      data-rank={rank}
      data-keys="pass"
      className={clsx(
        'group relative aspect-square min-w-0 flex-1 rounded-control select-none',
        has(bits, MEMBER.selected) && 'bg-accent-weak',
        isCursor && 'outline-2 outline-offset-2 outline-accent',
      )}
    >
      {/* A new sample is a new picture: the old one would stay on the screen until the new one is loaded. */}
      <Picture key={sampleId} sampleId={sampleId} bits={bits} />
      <span className={clsx('pointer-events-none absolute inset-0 rounded-control', edgeOf(bits))} />
      {has(bits, MEMBER.byHand) && <Strike />}
      {has(bits, MEMBER.selected) && (
        <span className="absolute top-1.5 left-1.5 grid size-4.5 place-items-center rounded-full bg-accent text-on-accent shadow-[0_0_0_1.5px_var(--surface),0_1px_3px_rgb(0_0_0/0.3)]">
          <Check size={12} strokeWidth={2.5} aria-hidden />
        </span>
      )}
      {isConflict && <ConflictCorner />}
      <ExcludeBadge isExcluded={has(bits, MEMBER.byHand)} isBelow={isConflict} />
      {foldedCount > 1 && <FoldBadge count={foldedCount} />}
      {similarity !== null && <SimilarityTag similarity={similarity} isRaised={tag !== null || foldedCount > 1} />}
      {tag !== null && <ClassTag labelClass={tag} suggested={has(bits, MEMBER.suggested)} more={listMore(more)} />}
    </div>
  );
});

/** How many near-duplicates a tile stands for. */
function FoldBadge({ count }: { count: number }) {
  return (
    <span
      aria-hidden="true"
      className="figures pointer-events-none absolute right-1 bottom-1 rounded-key bg-ink px-1 text-11 leading-4 font-[560] text-surface shadow-[0_0_0_1.5px_var(--surface)]"
    >
      ×{count}
    </span>
  );
}

function Strike() {
  return (
    <svg
      className="pointer-events-none absolute inset-0 size-full text-ink opacity-55"
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d="M4 96 96 4" stroke="currentColor" strokeWidth="1.500" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/** The same dark corner in both themes: it stands on the picture, not on the page. */
function ConflictCorner() {
  return (
    <svg className="pointer-events-none absolute top-0 right-0 size-6.5" viewBox="0 0 26 26" aria-hidden="true">
      <path d="M0 0H20a6 6 0 0 1 6 6V26Z" fill="#16171a" />
      <path d="M0 0 26 26" stroke="#fff" strokeWidth="1.200" />
      <path d="M18.500 4.500v6M18.500 13v.01" stroke="#fff" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}

/** The × of an excluded sample; on any other it shows under the pointer and excludes at once. */
function ExcludeBadge({ isExcluded, isBelow }: { isExcluded: boolean; isBelow: boolean }) {
  return (
    <span
      data-act="exclude"
      aria-hidden="true"
      className={clsx(
        'absolute right-1.5 grid size-4.5 cursor-pointer place-items-center rounded-full bg-ink text-surface shadow-[0_0_0_1.5px_var(--surface)]',
        isBelow ? 'top-6.5' : 'top-1.5',
        !isExcluded && 'opacity-0 transition-opacity group-hover:opacity-100',
      )}
    >
      <X size={12} strokeWidth={2.2} />
    </span>
  );
}
