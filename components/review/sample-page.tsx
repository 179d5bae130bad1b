'use client';

import clsx from 'clsx';
import { type RefObject, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import { type PageHandlers, rankOf, usePageGestures } from '@/components/review/page-gestures';
import { PageKeys } from '@/components/review/page-keys';
import { PADDING_BOTTOM_PX, useCursorFocus, usePageRows, useView } from '@/components/review/page-place';
import { PageRowContent, type PageRowProps } from '@/components/review/page-row';
import { TileMenu } from '@/components/review/tile-menu';
import { sizeOf } from '@/lib/review/desk';
import { findRow, type PageRow } from '@/lib/review/tile-layout';

/** What others may ask of the page. */
export type PageHandle = { scrollToRank: (rank: number) => void };

type PageProps = Omit<PageRowProps, 'row'> & {
  rows: readonly PageRow[];
  handlers: PageHandlers;
  handle: RefObject<PageHandle | null>;
  /** Tells which ranks are on the screen, first and last; called while scrolling. */
  onView: (fromRank: number, toRank: number) => void;
  /** The width that the rows share. */
  onWidth: (widthPx: number) => void;
};

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
  const pickUnder = (target: EventTarget) => {
    const rank = rankOf(target);
    if (rank !== null && !desk.selection.has(rank)) handlers.pick(rank, 'only');
  };
  const frame = {
    role: look === 'tiles' ? 'grid' : 'listbox',
    'aria-label': `Samples of ${desk.group.head.title}, core to fringe`,
    'aria-multiselectable': true,
    ...(look === 'tiles' ? { 'aria-rowcount': rows.length, 'aria-colcount': columnCount } : {}),
  };
  return (
    <div
      ref={scroller}
      className="min-h-0 overflow-y-auto overscroll-contain pr-2 pl-4 [scrollbar-width:none]"
      data-testid="page"
    >
      <TileMenu onOpen={pickUnder}>
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
              <PageRowContent
                row={rows[item.index]}
                desk={desk}
                bits={props.bits}
                look={look}
                classes={props.classes}
                words={props.words}
                beyondCount={props.beyondCount}
                columnCount={columnCount}
                tilePx={props.tilePx}
              />
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
      </TileMenu>
    </div>
  );
}
