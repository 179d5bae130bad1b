'use client';

import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useRef } from 'react';
import { elementIdOf } from '@/components/samples/in-list';

type InfiniteRows = {
  scroller: RefObject<HTMLDivElement | null>;
  rowCount: number;
  /** Height of a row in pixels; when rows are measured, only the first guess. */
  rowHeightPx: number;
  gapPx: number;
  cursorRow: number | null;
  cursorId: string | null;
  /** Counts moves by keyboard: after each the focus goes to the cursor. */
  moves: number;
  hasMore: boolean;
  onNearEnd: () => void;
};

const OVERSCAN_ROWS = 4;
const NEAR_END_ROWS = 12;

/**
 * The rows of a long list, of which only those on the screen exist. The cursor's row always does, so that the focus is
 * never lost by scrolling. More is asked for before the end is seen.
 */
export function useInfiniteRows(rows: InfiniteRows): Virtualizer<HTMLDivElement, Element> {
  const { scroller, rowCount, rowHeightPx, gapPx, cursorRow, cursorId, moves, hasMore, onNearEnd } = rows;
  const virtualizer = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    gap: gapPx,
    overscan: OVERSCAN_ROWS,
    paddingStart: 4,
    paddingEnd: 16,
    scrollPaddingStart: 12,
    scrollPaddingEnd: 24,
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      if (cursorRow === null || cursorRow >= range.count || shown.includes(cursorRow)) return shown;
      return [...shown, cursorRow].toSorted((one, other) => one - other);
    },
  });
  const lastRow = virtualizer.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (rowHeightPx > 0) virtualizer.measure();
  }, [virtualizer, rowHeightPx]);
  useEffect(() => {
    if (hasMore && lastRow >= rowCount - NEAR_END_ROWS) onNearEnd();
  }, [hasMore, lastRow, rowCount, onNearEnd]);
  const followed = useRef(0);
  useEffect(() => {
    if (moves === followed.current || cursorRow === null || cursorId === null) return;
    followed.current = moves;
    virtualizer.scrollToIndex(cursorRow);
    requestAnimationFrame(() => document.getElementById(elementIdOf(cursorId))?.focus({ preventScroll: true }));
  }, [virtualizer, moves, cursorRow, cursorId]);
  return virtualizer;
}
