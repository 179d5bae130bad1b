import { type PointerEvent, type RefObject, useRef, useState } from 'react';
import type { PickHow } from '@/lib/review/selection';
import { type Band, boundaryAt, type PageRow, type RowSpan, ranksInBand } from '@/lib/review/tile-layout';

const DRAG_FROM_PX = 5;
const LONG_PRESS_MS = 450;
const SCROLL_EDGE_PX = 32;
const SCROLL_STEP_PX = 14;

/** What the pointer can do on the page. */
export type PageHandlers = {
  pick: (rank: number, how: PickHow) => void;
  lookCloser: (rank: number) => void;
  toggleExcluded: (rank: number) => void;
  /** A rubber band over these ranks; `how` says what becomes of what was selected when it began. */
  band: (ranks: readonly number[], how: 'replace' | 'add' | 'remove', before: ReadonlySet<number>) => void;
  setBoundary: (boundary: number) => void;
  holdBoundary: (isHeld: boolean) => void;
};

/** The page as it is laid out now. */
export type PageGeometry = { rows: readonly PageRow[]; spans: () => RowSpan[]; columnCount: number; size: number };

type Press = {
  kind: 'tile' | 'boundary';
  rank: number | null;
  startX: number;
  startY: number;
  isDrag: boolean;
  before: ReadonlySet<number>;
  pressTimer: ReturnType<typeof setTimeout> | null;
  frame: number;
};

function actOf(target: EventTarget | null): string | null {
  return target instanceof Element ? (target.closest('[data-act]')?.getAttribute('data-act') ?? null) : null;
}

/** The rank of the member that an event happened on; null beside them. */
export function rankOf(target: EventTarget | null): number | null {
  const value = target instanceof Element ? target.closest('[data-rank]')?.getAttribute('data-rank') : null;
  return value == null ? null : Number(value);
}

const howOf = (event: { shiftKey: boolean; metaKey: boolean; ctrlKey: boolean }): PickHow =>
  event.shiftKey ? 'range' : event.metaKey || event.ctrlKey ? 'toggle' : 'only';

/**
 * Mouse and touch on the page of samples: click, ⇧ and ⌘ click, rubber band from a tile or a gap, dragging the rule of the
 * boundary, × under the pointer, long press. Listens on the page, not on its tiles.
 * @param content the element that holds the rows, as tall as all of them
 */
export function usePageGestures(
  content: RefObject<HTMLDivElement | null>,
  scroller: RefObject<HTMLDivElement | null>,
  geometry: PageGeometry,
  handlers: PageHandlers,
  selection: ReadonlySet<number>,
) {
  const press = useRef<Press | null>(null);
  const [band, setBand] = useState<Band | null>(null);

  const placeOf = (clientX: number, clientY: number) => {
    const box = content.current?.getBoundingClientRect();
    return { x: clientX - (box?.left ?? 0), y: clientY - (box?.top ?? 0), widthPx: box?.width ?? 1 };
  };

  const begin = (event: PointerEvent) => {
    if (event.button !== 0 || actOf(event.target) === 'exclude') return;
    const rank = rankOf(event.target);
    const { x, y } = placeOf(event.clientX, event.clientY);
    const isBoundary = actOf(event.target) === 'boundary';
    const isTouch = event.pointerType === 'touch';
    const hold = () => rank !== null && handlers.pick(rank, 'toggle');
    press.current = {
      kind: isBoundary ? 'boundary' : 'tile',
      rank,
      startX: x,
      startY: y,
      isDrag: false,
      before: selection,
      pressTimer: isTouch ? setTimeout(hold, LONG_PRESS_MS) : null,
      frame: 0,
    };
    if (isBoundary) handlers.holdBoundary(true);
  };

  const drag = (current: Press, clientX: number, clientY: number, how: 'replace' | 'add' | 'remove') => {
    const { x, y, widthPx } = placeOf(clientX, clientY);
    const { rows, spans, columnCount, size } = geometry;
    if (current.kind === 'boundary') return handlers.setBoundary(boundaryAt(rows, spans(), x / widthPx, y, size));
    const next = {
      leftPx: Math.min(current.startX, x),
      rightPx: Math.max(current.startX, x),
      topPx: Math.min(current.startY, y),
      bottomPx: Math.max(current.startY, y),
    };
    setBand(next);
    handlers.band(ranksInBand(rows, spans(), widthPx, columnCount, next), how, current.before);
    scrollAtEdge(clientY);
  };

  const scrollAtEdge = (clientY: number) => {
    const box = scroller.current?.getBoundingClientRect();
    if (box === undefined) return;
    if (clientY < box.top + SCROLL_EDGE_PX) scroller.current?.scrollBy(0, -SCROLL_STEP_PX);
    else if (clientY > box.bottom - SCROLL_EDGE_PX) scroller.current?.scrollBy(0, SCROLL_STEP_PX);
  };

  const move = (event: PointerEvent) => {
    const current = press.current;
    if (current === null || (event.pointerType === 'touch' && current.kind === 'tile')) return;
    const { x, y } = placeOf(event.clientX, event.clientY);
    const isFar = Math.hypot(x - current.startX, y - current.startY) > DRAG_FROM_PX;
    if (!current.isDrag && !isFar) return;
    if (!current.isDrag) content.current?.setPointerCapture(event.pointerId);
    current.isDrag = true;
    const how = event.shiftKey ? 'add' : event.altKey ? 'remove' : 'replace';
    cancelAnimationFrame(current.frame);
    current.frame = requestAnimationFrame(() => drag(current, event.clientX, event.clientY, how));
  };

  const end = (event: PointerEvent) => {
    const current = press.current;
    press.current = null;
    if (current?.pressTimer) clearTimeout(current.pressTimer);
    setBand(null);
    if (current?.kind === 'boundary') return handlers.holdBoundary(false);
    if (event.type === 'pointercancel' || current === null || current.isDrag || current.rank === null) return;
    const isTouch = event.pointerType === 'touch';
    if (isTouch && selection !== current.before) return;
    handlers.pick(current.rank, isTouch && selection.size > 0 ? 'toggle' : howOf(event));
  };

  return {
    band,
    on: {
      onPointerDown: begin,
      onPointerMove: move,
      onPointerUp: end,
      onPointerCancel: end,
      onClick: (event: { target: EventTarget }) => {
        const rank = rankOf(event.target);
        if (rank !== null && actOf(event.target) === 'exclude') handlers.toggleExcluded(rank);
      },
      onDoubleClick: (event: { target: EventTarget }) => {
        const rank = rankOf(event.target);
        if (rank !== null && actOf(event.target) === null) handlers.lookCloser(rank);
      },
    },
  };
}
