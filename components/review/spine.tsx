'use client';

import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import { formatCount } from '@/components/ui/format';
import type { Desk } from '@/lib/review/desk';
import { drawSpine, placeOfRank, rankAtPlace, SPINE, shareOfRank } from '@/lib/review/spine';

/** Tells the spine which ranks are on the screen, without rendering it anew while the page scrolls. */
export type SpineHandle = { showView: (fromRank: number, toRank: number) => void };

type SpineProps = {
  desk: Desk;
  insideCount: number;
  beyondCount: number;
  /** Ranks excluded by hand. */
  byHand: readonly number[];
  handle: RefObject<SpineHandle | null>;
  onBoundary: (boundary: number) => void;
  onHold: (isHeld: boolean) => void;
  onScrollTo: (rank: number) => void;
};

const TEN = 10;
const HANDLE_HALF_PX = 12;
const TICK_LIMIT = 400;
/** Where the words at the ends stand, and where they make way for the handle. */
const EDGE_PX = 4;
const END_PX = 34;

function useHeight(frame: RefObject<HTMLDivElement | null>): number {
  const [heightPx, setHeightPx] = useState(600);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setHeightPx(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return heightPx;
}

/** Keys of a slider: arrows by one, Page keys by ten, Home and End to the ends. Up is towards the core. */
function boundaryByKey(key: string, boundary: number, size: number): number | null {
  const steps: Record<string, number> = {
    ArrowUp: -1,
    ArrowLeft: -1,
    ArrowDown: 1,
    ArrowRight: 1,
    PageUp: -TEN,
    PageDown: TEN,
  };
  if (key === 'Home') return 0;
  if (key === 'End') return size;
  const by = steps[key];
  return by === undefined ? null : boundary + by;
}

function useSpineDrag(
  { desk, onBoundary, onHold, onScrollTo }: SpineProps,
  frame: RefObject<HTMLDivElement | null>,
  heightPx: number,
) {
  const grip = useRef<'boundary' | 'view' | null>(null);
  const size = desk.group.sampleIds.length;
  const rankAt = (clientY: number) =>
    rankAtPlace(clientY - (frame.current?.getBoundingClientRect().top ?? 0), size, heightPx);
  const drag = (event: PointerEvent) => {
    const rank = rankAt(event.clientY);
    if (grip.current === 'boundary') onBoundary(rank);
    else if (grip.current === 'view') onScrollTo(Math.min(rank, size - 1));
  };
  const begin = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const top = frame.current?.getBoundingClientRect().top ?? 0;
    const isOnHandle = Math.abs(event.clientY - top - placeOfRank(desk.boundary, size, heightPx)) <= HANDLE_HALF_PX;
    grip.current = isOnHandle ? 'boundary' : 'view';
    event.currentTarget.setPointerCapture(event.pointerId);
    if (isOnHandle) onHold(true);
    else drag(event);
  };
  const end = () => {
    if (grip.current === 'boundary') onHold(false);
    grip.current = null;
  };
  const move = (event: PointerEvent) => {
    if (grip.current !== null) drag(event);
  };
  return { onPointerDown: begin, onPointerMove: move, onPointerUp: end, onPointerCancel: end };
}

/**
 * The spine: the whole group at a glance. Height is rank, width is distance from the centre, the frame is what is on the
 * screen, the handle is the boundary with the count inside, ticks are exclusions by hand. Scroll bar, map and slider in one.
 */
export function Spine(props: SpineProps) {
  const { desk, insideCount, beyondCount, byHand, handle, onBoundary } = props;
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<HTMLSpanElement>(null);
  const heightPx = useHeight(frame);
  const { distances, head } = desk.group;
  const size = distances.length;
  const drag = useSpineDrag(props, frame, heightPx);
  const boundaryPx = placeOfRank(desk.boundary, size, heightPx);
  useImperativeHandle(handle, () => ({
    showView: (fromRank, toRank) => {
      if (view.current === null) return;
      // In shares of the height, so that the frame follows when the spine grows or shrinks.
      const [from, to] = [shareOfRank(fromRank, size), shareOfRank(toRank, size)];
      const span = `(100% - ${SPINE.topPx + SPINE.bottomPx}px)`;
      view.current.style.top = `calc(${SPINE.topPx - 2}px + ${from.toFixed(4)} * ${span})`;
      view.current.style.height = `max(6px, calc(4px + ${(to - from).toFixed(4)} * ${span}))`;
    },
  }));
  const inside = useMemo(() => drawSpine(distances, 0, desk.boundary, heightPx), [distances, desk.boundary, heightPx]);
  const beyond = useMemo(
    () => drawSpine(distances, desk.boundary, size, heightPx),
    [distances, desk.boundary, size, heightPx],
  );
  const press = (event: KeyboardEvent) => {
    const boundary =
      event.altKey || event.metaKey || event.ctrlKey ? null : boundaryByKey(event.key, desk.boundary, size);
    if (boundary === null) return;
    event.preventDefault();
    onBoundary(boundary);
  };
  return (
    <div
      ref={frame}
      role="slider"
      tabIndex={0}
      aria-label="Boundary"
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={size}
      aria-valuenow={desk.boundary}
      aria-valuetext={`${formatCount(insideCount)} inside, ${formatCount(beyondCount)} beyond`}
      onKeyDown={press}
      {...drag}
      className="relative cursor-pointer touch-none border-l border-line bg-canvas select-none focus-visible:-outline-offset-2"
    >
      <svg className="absolute inset-0 size-full" aria-hidden="true">
        <path d={inside} fill="var(--line-2)" />
        <path d={beyond} fill="none" stroke="var(--control)" strokeDasharray="2.500 2.500" />
        <Ticks byHand={byHand} size={size} heightPx={heightPx} />
        <path
          d={`M44 ${placeOfRank(head.boundaryRank, size, heightPx).toFixed(1)}h12`}
          stroke="var(--control)"
          strokeWidth="2"
        />
      </svg>
      <span
        ref={view}
        className="pointer-events-none absolute right-0.5 left-0.5 rounded-key border-[1.5px] border-control"
      />
      <span
        className="absolute right-0 left-0 text-center text-11 leading-none text-ink-3 narrow:hidden"
        style={{ top: boundaryPx < END_PX ? END_PX : EDGE_PX }}
      >
        core
      </span>
      <span
        className="absolute right-0 left-0 text-center text-11 leading-none text-ink-3 narrow:hidden"
        style={{ bottom: boundaryPx > heightPx - END_PX ? END_PX : EDGE_PX }}
      >
        fringe
      </span>
      <span
        className="figures absolute right-1 left-1 -mt-2.5 h-5 cursor-ns-resize rounded-key bg-ink text-center text-11 leading-5 font-[540] text-surface shadow-e2"
        style={{ top: boundaryPx }}
      >
        {formatCount(insideCount)}
      </span>
    </div>
  );
}

function Ticks({ byHand, size, heightPx }: { byHand: readonly number[]; size: number; heightPx: number }) {
  const path = byHand
    .slice(0, TICK_LIMIT)
    .map((rank) => `M5 ${placeOfRank(rank + 0.5, size, heightPx).toFixed(1)}h10`)
    .join('');
  return <path d={path} stroke="var(--text)" strokeWidth={2} data-testid="ticks" />;
}
