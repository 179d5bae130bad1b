import { Minus } from 'lucide-react';
import { sayBoundary } from '@/components/review/wording';

/** The dashed rule across the page where the boundary lies; it can be dragged (the page listens). */
export function BoundaryRule({ beyondCount }: { beyondCount: number }) {
  return (
    <div
      data-act="boundary"
      className="flex h-9 cursor-ns-resize items-center gap-2.5 text-12 whitespace-nowrap text-ink-2 select-none"
    >
      <Minus size={14} aria-hidden className="flex-none" />
      <span>
        <b className="font-[560] text-ink">Boundary</b> · {sayBoundary(beyondCount)}
      </span>
      <span aria-hidden="true" className="flex-1 border-t-[1.5px] border-dashed border-control" />
    </div>
  );
}
