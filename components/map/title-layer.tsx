'use client';

import { useEffect, useRef } from 'react';
import type { MapStage } from '@/components/map/map-stage.browser';
import type { MapTitle } from '@/lib/maps/map';
import { type MeasuredTitle, type PlacedTitle, placeTitles } from '@/lib/maps/map-titles';

const LONGEST = 36;

function shorten(title: string): string {
  return title.length <= LONGEST ? title : `${title.slice(0, LONGEST - 1).trimEnd()}…`;
}

/** How wide each title will be: measured once, since titles are placed again in every frame. */
function measure(layer: HTMLElement, titles: readonly MapTitle[]): MeasuredTitle[] {
  const context = document.createElement('canvas').getContext('2d');
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(layer);
  if (context !== null) context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
  return titles.map((title) => {
    const text = shorten(title.title);
    return { ...title, title: text, widthPx: context?.measureText(text).width ?? 8 * text.length };
  });
}

/** Writes the titles into the elements of the layer, as many as are needed; the rest is hidden. */
function write(layer: HTMLElement, placed: readonly PlacedTitle<MeasuredTitle>[]): void {
  while (layer.children.length < placed.length) {
    const element = document.createElement('span');
    element.className = 'absolute top-0 left-0 whitespace-nowrap';
    layer.append(element);
  }
  for (const [i, element] of [...layer.children].entries()) {
    if (!(element instanceof HTMLElement)) continue;
    const own = placed[i];
    element.hidden = own === undefined;
    if (own === undefined) continue;
    if (element.textContent !== own.title.title) element.textContent = own.title.title;
    element.style.transform = `translate(${own.x.toFixed(1)}px, ${own.y.toFixed(1)}px) translate(-50%, -50%)`;
  }
}

/** The titles of clusters over their points; the list of clusters holds them for those who cannot see the map. */
export function TitleLayer({ stage, titles }: { stage: MapStage; titles: readonly MapTitle[] }) {
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = layer.current;
    if (element === null) return;
    let measured = measure(element, titles);
    const end = stage.watch(({ view, size }) => write(element, placeTitles(measured, view, size)));
    let isCurrent = true;
    void document.fonts.ready.then(() => {
      if (!isCurrent) return;
      measured = measure(element, titles);
      stage.redraw();
    });
    return () => {
      isCurrent = false;
      end();
    };
  }, [stage, titles]);
  return (
    <div
      ref={layer}
      aria-hidden="true"
      data-testid="map-titles"
      className="pointer-events-none absolute inset-0 overflow-hidden text-12 font-[560] text-ink [paint-order:stroke_fill] [-webkit-text-stroke:3px_var(--surface)]"
    />
  );
}
