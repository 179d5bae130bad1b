import clsx from 'clsx';
import { SuggestionSign } from '@/components/review/suggestion-sign';
import { ClassMarker } from '@/components/ui/class-marker';
import type { LabelClass } from '@/lib/datasets/label-class';

/** The tag on a tile: a label has a solid edge, a suggestion a dashed one and the sparkle. */
export function ClassTag({ labelClass, isSuggested }: { labelClass: LabelClass; isSuggested: boolean }) {
  return (
    <span
      className={clsx(
        'absolute bottom-1 left-1 flex h-[17px] max-w-[calc(100%-8px)] items-center gap-1 rounded-key bg-surface px-1.5 text-11 leading-none font-[540] text-ink',
        isSuggested ? 'border border-dashed border-control' : 'shadow-[0_0_0_1px_var(--img-line)]',
      )}
    >
      {isSuggested && <SuggestionSign sizePx={11} />}
      <ClassMarker slot={labelClass.slot} />
      <span className="truncate">{labelClass.name}</span>
    </span>
  );
}
