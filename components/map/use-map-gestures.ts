'use client';

import { type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import type { MapStage } from '@/components/map/map-stage.browser';
import { rectangleBetween } from '@/lib/maps/map-region';
import type { Combining } from '@/lib/maps/map-selection';
import { type Place, panBy, toMap, toScreen, zoomAt } from '@/lib/maps/map-view';

export type MapTool = 'pan' | 'rectangle' | 'lasso';

type Gesture =
  | { kind: 'pan'; pointerId: number; last: Place }
  | { kind: 'enclose'; pointerId: number; tool: 'rectangle' | 'lasso'; how: Combining; corners: Place[] };

/** A loop has a corner for every so many pixels. */
const STEP_PX = 2;
/** Smaller than this in both directions, it was a click. */
const CLICK_PX = 4;
const WHEEL_LINE_PX = 16;

export function placeIn(element: Element, event: { clientX: number; clientY: number }): Place {
  const { left, top } = element.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

function howOf(event: PointerEvent): Combining {
  if (event.altKey) return 'remove';
  return event.shiftKey ? 'add' : 'replace';
}

function isClick(stage: MapStage, corners: readonly Place[]): boolean {
  const seen = corners.map((corner) => toScreen(stage.view, stage.size, corner));
  const [xs, ys] = [seen.map(({ x }) => x), seen.map(({ y }) => y)];
  return Math.max(...xs) - Math.min(...xs) < CLICK_PX && Math.max(...ys) - Math.min(...ys) < CLICK_PX;
}

function begin(event: PointerEvent, tool: MapTool, stage: MapStage): Gesture | null {
  if (event.button !== 0 && event.button !== 1) return null;
  const at = placeIn(event.currentTarget, event);
  const { pointerId } = event;
  const marks = event.shiftKey || event.altKey;
  if (event.button === 1 || (tool === 'pan' && !marks)) return { kind: 'pan', pointerId, last: at };
  const corners = [toMap(stage.view, stage.size, at)];
  return { kind: 'enclose', pointerId, tool: tool === 'lasso' ? 'lasso' : 'rectangle', how: howOf(event), corners };
}

/** Lets a gesture follow the pointer. */
function follow(gesture: Gesture, stage: MapStage, at: Place): void {
  const { view, size } = stage;
  if (gesture.kind === 'pan') {
    stage.show(panBy(view, size, at.x - gesture.last.x, at.y - gesture.last.y));
    gesture.last = at;
    return;
  }
  const here = toMap(view, size, at);
  const first = gesture.corners[0] ?? here;
  const last = toScreen(view, size, gesture.corners.at(-1) ?? first);
  if (gesture.tool === 'rectangle') gesture.corners = rectangleBetween(first, here);
  else if (Math.hypot(at.x - last.x, at.y - last.y) >= STEP_PX) gesture.corners.push(here);
  stage.setOutline([...gesture.corners]);
}

function useWheel(surface: RefObject<HTMLElement | null>, stage: MapStage): void {
  useEffect(() => {
    const element = surface.current;
    if (element === null) return;
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      const px = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE_PX : 1);
      // A pinch on a trackpad comes as a wheel with Ctrl, in small steps.
      const factor = Math.exp(-px * (event.ctrlKey ? 0.01 : 0.0016));
      stage.show(zoomAt(stage.view, stage.size, factor, placeIn(element, event)));
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, [surface, stage]);
}

type Asked = {
  surface: RefObject<HTMLElement | null>;
  stage: MapStage;
  tool: MapTool;
  onEnclose: (corners: readonly Place[], how: Combining) => void;
  /** The pointer is over the map and nothing is being done; null when it left. */
  onHover: (at: Place | null) => void;
};

/**
 * Mouse, pen and touch on the map: drags pan or enclose, the wheel zooms to the pointer, a double-click comes nearer.
 * With the pan tool, Shift and Alt draw a rectangle. `cancel` drops an unfinished loop and says whether there was one.
 */
export function useMapGestures({ surface, stage, tool, onEnclose, onHover }: Asked) {
  const gesture = useRef<Gesture | null>(null);
  useWheel(surface, stage);
  const drop = (): boolean => {
    const dropped = gesture.current;
    gesture.current = null;
    if (dropped?.kind !== 'enclose') return false;
    stage.setOutline([]);
    return true;
  };
  const finish = (event: PointerEvent) => {
    const done = gesture.current;
    if (done === null || done.pointerId !== event.pointerId) return;
    gesture.current = null;
    if (done.kind === 'pan') return;
    if (isClick(stage, done.corners)) stage.setOutline([]);
    else onEnclose(done.corners, done.how);
  };
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      if (gesture.current !== null) return;
      gesture.current = begin(event, tool, stage);
      if (gesture.current === null) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      onHover(null);
    },
    onPointerMove: (event: PointerEvent) => {
      const at = placeIn(event.currentTarget, event);
      if (gesture.current === null) onHover(at);
      else if (gesture.current.pointerId === event.pointerId) follow(gesture.current, stage, at);
    },
    onPointerUp: finish,
    onPointerCancel: () => void drop(),
    onPointerLeave: () => onHover(null),
    onDoubleClick: (event: { currentTarget: Element; clientX: number; clientY: number; shiftKey: boolean }) => {
      const at = placeIn(event.currentTarget, event);
      stage.show(zoomAt(stage.view, stage.size, event.shiftKey ? 0.5 : 2, at));
    },
  };
  return { handlers, cancel: drop };
}
