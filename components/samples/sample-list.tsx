'use client';

import { useRef } from 'react';
import { type SampleListProps, stateInList } from '@/components/samples/in-list';
import { SampleRow } from '@/components/samples/sample-row';
import { useInfiniteRows } from '@/components/samples/use-infinite-rows';
import { formatCounted } from '@/components/ui/format';

const ONE_LINE_PX = 36;
const MORE_LINES_PX = 76;

/** Texts one under the other: one line each, or their beginning. */
export function SampleList({
  marks,
  lines,
  ...list
}: SampleListProps & { marks: RegExp | null; lines: 'one' | 'more' }) {
  const { samples, selection } = list;
  const scroller = useRef<HTMLDivElement>(null);
  const cursorAt = samples.findIndex(({ id }) => id === selection.cursor);
  const rows = useInfiniteRows({
    ...list,
    scroller,
    rowCount: samples.length,
    rowHeightPx: lines === 'one' ? ONE_LINE_PX : MORE_LINES_PX,
    gapPx: 0,
    cursorRow: cursorAt < 0 ? null : cursorAt,
    cursorId: selection.cursor,
  });
  const tabStop = cursorAt < 0 ? samples[0]?.id : samples[cursorAt]?.id;
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto px-3 py-1" data-testid="sample-scroller">
      <div
        role="listbox"
        aria-label={formatCounted(list.totalCount, 'sample')}
        aria-multiselectable="true"
        data-keys="pass"
        className="relative"
        style={{ height: rows.getTotalSize() }}
      >
        {rows.getVirtualItems().map((row) => {
          const sample = samples[row.index];
          if (sample === undefined) return null;
          return (
            <div
              key={sample.id}
              ref={rows.measureElement}
              data-index={row.index}
              role="presentation"
              className="absolute inset-x-0 top-0 border-b border-line"
              style={{ transform: `translateY(${row.start}px)` }}
            >
              <SampleRow
                {...list}
                {...stateInList(sample.id, selection, tabStop)}
                sample={sample}
                marks={marks}
                lines={lines}
                position={row.index}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}
