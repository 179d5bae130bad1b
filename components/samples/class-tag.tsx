import clsx from 'clsx';
import { Sparkle } from 'lucide-react';
import { ClassMarker } from '@/components/ui/class-marker';
import { formatSimilarity } from '@/components/ui/format';
import type { LabelClass } from '@/lib/datasets/label-class';

type TagProps = {
  labelClass: LabelClass;
  suggested: boolean;
  /** Names of the other classes that the sample carries. */
  more?: readonly string[];
};

/** The class on a picture's lower left: solid for a label; dashed, with a sparkle, for a suggestion. */
export function ClassTag({ labelClass, suggested, more = [] }: TagProps) {
  return (
    <span
      className={clsx(
        'absolute bottom-1 left-1 flex h-4.5 max-w-[calc(100%-8px)] items-center gap-1 rounded-key bg-surface px-1 text-11 font-[540] text-ink',
        suggested ? 'border border-dashed border-control' : 'shadow-[0_0_0_1px_var(--img-line)]',
      )}
    >
      {suggested && <Sparkle size={10} aria-hidden className="flex-none" />}
      <ClassMarker slot={labelClass.slot} />
      <span className="truncate">{labelClass.name}</span>
      {more.length > 0 && (
        <span title={more.join(', ')} className="figures flex-none text-ink-2">
          +{more.length}
        </span>
      )}
    </span>
  );
}

/** How alike a picture is to what was searched for, on its lower right, above its class where both would meet. */
export function SimilarityTag({ similarity, isRaised }: { similarity: number; isRaised: boolean }) {
  return (
    <span
      aria-hidden="true"
      title="Similarity, 1 at most"
      className={clsx(
        'figures pointer-events-none absolute right-1 rounded-key bg-surface px-1 text-11 leading-4.5 text-ink-2 shadow-[0_0_0_1px_var(--img-line)]',
        isRaised ? 'bottom-6.5' : 'bottom-1',
      )}
    >
      {formatSimilarity(similarity)}
    </span>
  );
}

/** The class at the end of a line of text, which has room for a second name on wide screens. */
export function ClassChip({ labelClass, suggested, more = [] }: TagProps) {
  const [second, ...others] = more;
  return (
    <span
      className={clsx(
        'inline-flex h-5 max-w-48 items-center gap-1.5 rounded-full px-2 text-12 font-medium min-[1100px]:max-w-72',
        suggested ? 'border border-dashed border-control' : 'bg-sunken',
      )}
    >
      {suggested && <Sparkle size={10} aria-hidden className="flex-none" />}
      <ClassMarker slot={labelClass.slot} />
      <span className="truncate">
        {labelClass.name}
        {second !== undefined && <span className="max-[1099px]:hidden">, {second}</span>}
      </span>
      {more.length > 0 && (
        <span
          title={more.join(', ')}
          className={clsx('figures flex-none text-ink-2', others.length === 0 && 'min-[1100px]:hidden')}
        >
          <span className="min-[1100px]:hidden">+{more.length}</span>
          {others.length > 0 && <span className="max-[1099px]:hidden">+{others.length}</span>}
        </span>
      )}
    </span>
  );
}
