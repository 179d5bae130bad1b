import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { Desk } from '@/lib/review/desk';
import { findRow, type PageRow, TILE_GAP_PX } from '@/lib/review/tile-layout';

const RULE_PX = 36;
const LINE_PX = 36;
const PADDING_TOP_PX = 10;
/** Room below the last row, for the keys. */
export const PADDING_BOTTOM_PX = 56;
const OVERSCAN_PX = 320;

/** Pictures as tiles, or texts on one line or in full. */
export type PageLook = 'tiles' | 'line' | 'full';

export type PlacedPage = {
  desk: Desk;
  rows: readonly PageRow[];
  look: PageLook;
  tilePx: number;
  /** Tells which ranks are on the screen, first and last; called while scrolling. */
  onView: (fromRank: number, toRank: number) => void;
};

function estimateRow(row: PageRow | undefined, look: PageLook, tilePx: number): number {
  if (row?.kind === 'boundary') return RULE_PX;
  return look === 'tiles' ? tilePx : LINE_PX;
}

/** The rows that are on the screen, and a little more; the row of the cursor always exists, so that it can keep the focus. */
export function usePageRows({ rows, look, tilePx, desk }: PlacedPage, scroller: RefObject<HTMLDivElement | null>) {
  const cursorRow = findRow(rows, desk.cursor);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimateRow(rows[index], look, tilePx),
    getItemKey: (index) => keyOf(rows[index], index),
    gap: look === 'tiles' ? TILE_GAP_PX : 0,
    paddingStart: PADDING_TOP_PX,
    paddingEnd: PADDING_BOTTOM_PX,
    scrollPaddingStart: PADDING_TOP_PX,
    scrollPaddingEnd: PADDING_TOP_PX,
    overscan: Math.ceil(OVERSCAN_PX / Math.max(1, look === 'tiles' ? tilePx : LINE_PX)),
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      return cursorRow < 0 || shown.includes(cursorRow) ? shown : [...shown, cursorRow].sort((a, b) => a - b);
    },
  });
  const measured = useRef('');
  useLayoutEffect(() => {
    const sizes = `${look} ${tilePx}`;
    if (measured.current !== sizes) virtualizer.measure();
    measured.current = sizes;
  });
  return { virtualizer, cursorRow };
}

function keyOf(row: PageRow | undefined, index: number): string | number {
  return row?.kind === 'members' ? `r${row.ranks[0]}` : `b${index}`;
}

/** Keeps the cursor on the screen, and the focus on the cursor while the focus is on the page or nowhere. */
export function useCursorFocus(
  { desk }: Pick<PlacedPage, 'desk'>,
  scroller: RefObject<HTMLDivElement | null>,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  cursorRow: number,
): void {
  const groupId = desk.group.head.id;
  const opened = useRef('');
  const wantsFocus = useRef(false);
  useLayoutEffect(() => {
    if (cursorRow < 0) return;
    if (opened.current !== groupId) {
      opened.current = groupId;
      wantsFocus.current = true;
      virtualizer.scrollToOffset(0);
    }
    virtualizer.scrollToIndex(cursorRow, { align: 'auto' });
  }, [groupId, cursorRow, virtualizer]);
  const cursor = desk.cursor;
  const focused = useRef('');
  useEffect(() => {
    const place = `${groupId} ${cursor}`;
    const isLost = document.activeElement === document.body;
    if (!wantsFocus.current && !isLost && focused.current === place) return;
    if (!mayTakeFocus(scroller.current, wantsFocus.current)) return;
    const target = scroller.current?.querySelector<HTMLElement>(`[data-rank="${cursor}"]`);
    if (target == null) return;
    target.focus({ preventScroll: true });
    focused.current = place;
    wantsFocus.current = false;
  });
}

/** The page takes the focus while it has it, or while nobody does; a fresh group also from a button, never from a field. */
function mayTakeFocus(page: HTMLElement | null, isFresh: boolean): boolean {
  const active = document.activeElement;
  if (active === null || active === document.body || page?.contains(active) === true) return true;
  const isElsewhere = active instanceof HTMLInputElement || active.closest('dialog[open],[role=menu]') !== null;
  return isFresh && !isElsewhere;
}

/** Tells which ranks are on the screen: after every drawing, and while scrolling. */
export function useView(
  { rows, onView }: Pick<PlacedPage, 'rows' | 'onView'>,
  scroller: RefObject<HTMLDivElement | null>,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
): void {
  const tell = () => {
    const element = scroller.current;
    if (element === null) return;
    const first = virtualizer.getVirtualItemForOffset(element.scrollTop)?.index ?? 0;
    const last = virtualizer.getVirtualItemForOffset(element.scrollTop + element.clientHeight)?.index ?? 0;
    onView(firstRankFrom(rows, first), lastRankTo(rows, last) + 1);
  };
  const latest = useRef(tell);
  useEffect(() => {
    latest.current = tell;
    tell();
  });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const listen = () => latest.current();
    element.addEventListener('scroll', listen, { passive: true });
    const observer = new ResizeObserver(listen);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', listen);
      observer.disconnect();
    };
  }, [scroller]);
}

function firstRankFrom(rows: readonly PageRow[], index: number): number {
  const row = rows[index]?.kind === 'boundary' ? rows[index + 1] : rows[index];
  return row?.kind === 'members' ? (row.ranks[0] ?? 0) : 0;
}

function lastRankTo(rows: readonly PageRow[], index: number): number {
  const row = rows[index]?.kind === 'boundary' ? rows[index - 1] : rows[index];
  return row?.kind === 'members' ? (row.ranks.at(-1) ?? 0) : -1;
}
