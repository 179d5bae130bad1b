'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';
import { type SampleListProps, stateInList } from '@/components/samples/in-list';
import { SampleTile } from '@/components/samples/sample-tile';
import { useInfiniteRows } from '@/components/samples/use-infinite-rows';
import { formatCounted } from '@/components/ui/format';

const GAP_PX = 6;

/** The inner width of an element, kept up to date; 0 before it is known. */
function useInnerWidth(element: RefObject<HTMLElement | null>): number {
  const [widthPx, setWidthPx] = useState(0);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidthPx(entry?.contentRect.width ?? 0));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return widthPx;
}

/** Pictures in a grid of tiles: as many columns as fit, then the tiles stretch. */
export function SampleGrid({
  tilePx,
  onColumns,
  ...list
}: SampleListProps & { tilePx: number; onColumns: (count: number) => void }) {
  const { samples, selection } = list;
  const scroller = useRef<HTMLDivElement>(null);
  const widthPx = useInnerWidth(scroller);
  const columns = Math.max(1, Math.floor((widthPx + GAP_PX) / (tilePx + GAP_PX)));
  const edgePx = Math.max(1, (widthPx - (columns - 1) * GAP_PX) / columns);
  const cursorAt = samples.findIndex(({ id }) => id === selection.cursor);
  const rows = useInfiniteRows({
    ...list,
    scroller,
    rowCount: widthPx === 0 ? 0 : Math.ceil(samples.length / columns),
    rowHeightPx: edgePx,
    gapPx: GAP_PX,
    cursorRow: cursorAt < 0 ? null : Math.floor(cursorAt / columns),
    cursorId: selection.cursor,
  });
  useEffect(() => onColumns(columns), [columns, onColumns]);
  const tabStop = cursorAt < 0 ? samples[0]?.id : samples[cursorAt]?.id;
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto px-4 py-1" data-testid="sample-scroller">
      <div
        role="listbox"
        aria-label={formatCounted(list.totalCount, 'sample')}
        aria-multiselectable="true"
        data-keys="pass"
        className="relative"
        style={{ height: rows.getTotalSize() }}
      >
        {rows.getVirtualItems().map((row) => (
          <div
            key={row.key}
            role="presentation"
            className="absolute inset-x-0 top-0 grid gap-1.5"
            style={{
              transform: `translateY(${row.start}px)`,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            }}
          >
            {samples.slice(row.index * columns, (row.index + 1) * columns).map((sample, column) => (
              <SampleTile
                key={sample.id}
                {...list}
                {...stateInList(sample.id, selection, tabStop)}
                sample={sample}
                position={row.index * columns + column}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
