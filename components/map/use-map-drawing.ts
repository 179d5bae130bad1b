'use client';

import { type RefObject, useEffect, useState } from 'react';
import { MapRenderer } from '@/components/map/map-renderer.browser';
import type { MapStage } from '@/components/map/map-stage.browser';
import { readThemeColours, watchTheme } from '@/components/map/theme-colours.browser';
import type { LegendEntry } from '@/lib/maps/map';
import type { DrawingOrder } from '@/lib/maps/map-order';
import { type MapColours, paintPalette } from '@/lib/maps/map-palette';

/** drawing: all is well; lost: the browser took the graphics away for a while; missing: it has none. */
export type DrawingState = 'drawing' | 'lost' | 'missing';

type Drawn = {
  stage: MapStage;
  places: Float32Array;
  values: Uint16Array;
  order: DrawingOrder;
  entries: readonly LegendEntry[];
};

function useThemeColours(): MapColours | null {
  const [colours, setColours] = useState<MapColours | null>(null);
  useEffect(() => {
    const read = () => setColours(readThemeColours());
    read();
    return watchTheme(read);
  }, []);
  return colours;
}

/** A renderer for the canvas; a fresh one when the browser gives back the graphics that it took. */
function useRenderer(canvas: RefObject<HTMLCanvasElement | null>): [MapRenderer | null, DrawingState] {
  const [renderer, setRenderer] = useState<MapRenderer | null>(null);
  const [state, setState] = useState<DrawingState>('drawing');
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    let made: MapRenderer | null = null;
    const start = () => {
      made = MapRenderer.on(element);
      setRenderer(made);
      setState(made === null ? 'missing' : 'drawing');
    };
    const lose = (event: Event) => {
      event.preventDefault();
      setRenderer(null);
      setState('lost');
    };
    element.addEventListener('webglcontextlost', lose);
    element.addEventListener('webglcontextrestored', start);
    start();
    return () => {
      element.removeEventListener('webglcontextlost', lose);
      element.removeEventListener('webglcontextrestored', start);
      made?.dispose();
    };
  }, [canvas]);
  return [renderer, state];
}

/** Keeps the canvas as large as its frame, in the screen's own pixels. */
function useSize(canvas: RefObject<HTMLCanvasElement | null>, stage: MapStage): void {
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      element.width = Math.round(width * window.devicePixelRatio);
      element.height = Math.round(height * window.devicePixelRatio);
      stage.resize({ width, height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [canvas, stage]);
}

/** Draws the map, and again after every change; each effect sends to the graphics card what its part of the map is made of. */
export function useMapDrawing(
  canvas: RefObject<HTMLCanvasElement | null>,
  { stage, places, values, order, entries }: Drawn,
): DrawingState {
  const [renderer, state] = useRenderer(canvas);
  const colours = useThemeColours();
  useSize(canvas, stage);
  useEffect(() => renderer?.setPlaces(places), [renderer, places]);
  useEffect(() => {
    renderer?.setValues(values);
    stage.redraw();
  }, [renderer, stage, values]);
  useEffect(() => {
    renderer?.setOrder(order);
    stage.redraw();
  }, [renderer, stage, order]);
  useEffect(() => {
    if (colours !== null) renderer?.setPalette(paintPalette(entries, colours));
    stage.redraw();
  }, [renderer, stage, entries, colours]);
  useEffect(() => {
    if (renderer === null || colours === null) return;
    return stage.watch((shot) => renderer.draw({ ...shot, pixelRatio: window.devicePixelRatio, colours }));
  }, [renderer, stage, colours]);
  return state;
}
