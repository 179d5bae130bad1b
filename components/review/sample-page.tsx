'use client';

import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import clsx from 'clsx';
import { type RefObject, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef } from 'react';
import { BoundaryRule } from '@/components/review/boundary-rule';
import { type PageHandlers, usePageGestures } from '@/components/review/page-gestures';
import { PageKeys } from '@/components/review/page-keys';
import { SampleLine } from '@/components/review/sample-line';
import { SampleTile } from '@/components/review/sample-tile';
import type { LabelClass } from '@/lib/datasets/label-class';
import { type Desk, sizeOf } from '@/lib/review/desk';
import { taggedClassOf } from '@/lib/review/members';
import { findRow, type PageRow, TILE_GAP_PX } from '@/lib/review/tile-layout';

const RULE_PX = 36;
const LINE_PX = 36;
const PADDING_TOP_PX = 10;
const PADDING_BOTTOM_PX = 56;
const OVERSCAN_PX = 320;

/** What others may ask of the page. */
export type PageHandle = { scrollToRank: (rank: number) => void };

type PageProps = {
  desk: Desk;
  bits: Uint8Array;
  rows: readonly PageRow[];
  beyondCount: number;
  columnCount: number;
  tilePx: number;
  look: 'tiles' | 'line' | 'full';
  classes: ReadonlyMap<string, LabelClass>;
  words: ReadonlySet<string>;
  handlers: PageHandlers;
  handle: RefObject<PageHandle | null>;
  /** Tells which ranks are on the screen, first and last; called while scrolling. */
  onView: (fromRank: number, toRank: number) => void;
  /** The width that the rows share. */
  onWidth: (widthPx: number) => void;
};

function estimateRow(row: PageRow | undefined, look: PageProps['look'], tilePx: number): number {
  if (row?.kind === 'boundary') return RULE_PX;
  return look === 'tiles' ? tilePx : LINE_PX;
}

function usePageRows({ rows, look, tilePx, desk }: PageProps, scroller: RefObject<HTMLDivElement | null>) {
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
function useCursorFocus(
  { desk }: PageProps,
  scroller: RefObject<HTMLDivElement | null>,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  cursorRow: number,
): void {
  const clusterId = desk.group.cluster.id;
  const opened = useRef('');
  const wantsFocus = useRef(false);
  useLayoutEffect(() => {
    if (cursorRow < 0) return;
    if (opened.current !== clusterId) {
      opened.current = clusterId;
      wantsFocus.current = true;
      virtualizer.scrollToOffset(0);
    }
    virtualizer.scrollToIndex(cursorRow, { align: 'auto' });
  }, [clusterId, cursorRow, virtualizer]);
  const cursor = desk.cursor;
  const focused = useRef('');
  useEffect(() => {
    const place = `${clusterId} ${cursor}`;
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

function useView(
  { rows, onView }: PageProps,
  scroller: RefObject<HTMLDivElement | null>,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const tell = () => {
      const first = virtualizer.getVirtualItemForOffset(element.scrollTop)?.index ?? 0;
      const last = virtualizer.getVirtualItemForOffset(element.scrollTop + element.clientHeight)?.index ?? 0;
      onView(firstRankFrom(rows, first), lastRankTo(rows, last) + 1);
    };
    tell();
    element.addEventListener('scroll', tell, { passive: true });
    const observer = new ResizeObserver(tell);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', tell);
      observer.disconnect();
    };
  }, [rows, onView, scroller, virtualizer]);
}

function firstRankFrom(rows: readonly PageRow[], index: number): number {
  const row = rows[index]?.kind === 'boundary' ? rows[index + 1] : rows[index];
  return row?.kind === 'members' ? (row.ranks[0] ?? 0) : 0;
}

function lastRankTo(rows: readonly PageRow[], index: number): number {
  const row = rows[index]?.kind === 'boundary' ? rows[index - 1] : rows[index];
  return row?.kind === 'members' ? (row.ranks.at(-1) ?? 0) : -1;
}

/** The members of the open group from core to fringe: only what is on the screen exists. */
export function SamplePage(props: PageProps) {
  const { desk, rows, look, handlers, handle, columnCount, onWidth } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { virtualizer, cursorRow } = usePageRows(props, scroller);
  useCursorFocus(props, scroller, virtualizer, cursorRow);
  useView(props, scroller, virtualizer);
  useImperativeHandle(handle, () => ({
    scrollToRank: (rank) => virtualizer.scrollToIndex(Math.max(0, findRow(rows, rank)), { align: 'center' }),
  }));
  useLayoutEffect(() => {
    const element = content.current;
    if (element === null) return;
    const tell = () => onWidth(element.clientWidth);
    tell();
    const observer = new ResizeObserver(tell);
    observer.observe(element);
    return () => observer.disconnect();
  }, [onWidth]);
  const spans = () => virtualizer.measurementsCache.map(({ start, end }) => ({ startPx: start, endPx: end }));
  const geometry = { rows, spans, columnCount, size: sizeOf(desk) };
  const { band, on } = usePageGestures(content, scroller, geometry, handlers, desk.selection);
  const frame = {
    role: look === 'tiles' ? 'grid' : 'listbox',
    'aria-label': `Samples of ${desk.group.cluster.title}, core to fringe`,
    'aria-multiselectable': true,
    ...(look === 'tiles' ? { 'aria-rowcount': rows.length, 'aria-colcount': columnCount } : {}),
  };
  return (
    <div
      ref={scroller}
      className="min-h-0 overflow-y-auto overscroll-contain pr-2 pl-4 [scrollbar-width:none]"
      data-testid="page"
    >
      <div
        ref={content}
        {...frame}
        {...on}
        data-keys="pass"
        className="relative touch-pan-y"
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map((item) => (
          <div
            key={item.key}
            data-index={item.index}
            ref={look === 'full' ? virtualizer.measureElement : undefined}
            {...(look === 'tiles' ? { role: 'row', 'aria-rowindex': item.index + 1 } : { role: 'presentation' })}
            className={clsx('absolute top-0 right-0 left-0', look === 'tiles' && 'flex gap-1.5')}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            <RowContent {...props} row={rows[item.index]} />
          </div>
        ))}
        <PageKeys topPx={virtualizer.getTotalSize() - PADDING_BOTTOM_PX} />
        {band !== null && (
          <span
            aria-hidden="true"
            className="pointer-events-none absolute z-10 rounded-key border border-accent bg-accent/15"
            style={{
              left: band.leftPx,
              top: band.topPx,
              width: band.rightPx - band.leftPx,
              height: band.bottomPx - band.topPx,
            }}
          />
        )}
      </div>
    </div>
  );
}

function RowContent({
  row,
  desk,
  bits,
  look,
  classes,
  words,
  beyondCount,
  columnCount,
  tilePx,
}: PageProps & { row: PageRow | undefined }) {
  const isGrid = look === 'tiles';
  const memberOf = useMemo(() => describeMember(desk, bits, classes), [desk, bits, classes]);
  if (row === undefined) return null;
  if (row.kind === 'boundary') {
    return (
      <div
        {...(isGrid ? { role: 'gridcell', 'aria-colspan': columnCount } : { role: 'presentation' })}
        className="flex-1"
      >
        <BoundaryRule beyondCount={beyondCount} />
      </div>
    );
  }
  if (!isGrid) {
    return row.ranks.map((rank) => (
      <SampleLine
        key={rank}
        {...memberOf(rank)}
        distance={desk.group.distances[rank] ?? 0}
        words={words}
        isFull={look === 'full'}
      />
    ));
  }
  return row.ranks.map((rank, column) => (
    <div key={rank} role="presentation" style={{ width: tilePx }}>
      <SampleTile {...memberOf(rank)} column={column} />
    </div>
  ));
}

function describeMember(desk: Desk, bits: Uint8Array, classes: ReadonlyMap<string, LabelClass>) {
  return (rank: number) => {
    const own = bits[rank] ?? 0;
    return {
      rank,
      sampleId: desk.group.sampleIds[rank] ?? '',
      preview: desk.group.previews[rank] ?? '',
      size: sizeOf(desk),
      bits: own,
      isCursor: rank === desk.cursor,
      tag: classes.get(taggedClassOf(desk, rank, own) ?? '') ?? null,
    };
  };
}
