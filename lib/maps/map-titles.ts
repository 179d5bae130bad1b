import type { MapTitle } from '@/lib/maps/map';
import { type MapView, type Place, type StageSize, toScreen } from '@/lib/maps/map-view';

/** A title with its width on the screen, in CSS pixels. */
export type MeasuredTitle = MapTitle & { widthPx: number };
/** A title and where its middle stands. */
export type PlacedTitle<Title extends MapTitle> = Place & { title: Title };

/** From this zoom on the titles of clusters are written, before that those of coarse clusters. */
export const NEAR_ZOOM = 2.5;
const HEIGHT_PX = 18;
const GAP_PX = 6;
const CELL_PX = 64;

type Box = { left: number; right: number; top: number; bottom: number };

function boxOf({ x, y }: Place, widthPx: number): Box {
  const half = (widthPx + GAP_PX) / 2;
  return { left: x - half, right: x + half, top: y - HEIGHT_PX / 2, bottom: y + HEIGHT_PX / 2 };
}

function meet(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function cellsOf({ left, right, top, bottom }: Box): string[] {
  const cells: string[] = [];
  for (let column = Math.floor(left / CELL_PX); column <= Math.floor(right / CELL_PX); column++) {
    for (let row = Math.floor(top / CELL_PX); row <= Math.floor(bottom / CELL_PX); row++)
      cells.push(`${column} ${row}`);
  }
  return cells;
}

/** The titles of the level that a zoom shows; those of clusters where there are no coarse ones. */
export function titlesAt<Title extends MapTitle>(titles: readonly Title[], zoom: number): Title[] {
  const coarse = titles.filter(({ level }) => level === 'coarse');
  return zoom < NEAR_ZOOM && coarse.length > 1 ? coarse : titles.filter(({ level }) => level === 'cluster');
}

/**
 * The titles that can be read at once: the largest first, each where its points are, none over another, none cut off by
 * the edge.
 */
export function placeTitles<Title extends MeasuredTitle>(
  titles: readonly Title[],
  view: MapView,
  size: StageSize,
): PlacedTitle<Title>[] {
  const taken = new Map<string, Box[]>();
  const placed: PlacedTitle<Title>[] = [];
  for (const title of titlesAt(titles, view.zoom).toSorted((one, other) => other.count - one.count)) {
    const place = toScreen(view, size, title);
    const box = boxOf(place, title.widthPx);
    if (box.left < 0 || box.top < 0 || box.right > size.width || box.bottom > size.height) continue;
    const cells = cellsOf(box);
    if (cells.some((cell) => taken.get(cell)?.some((other) => meet(box, other)))) continue;
    for (const cell of cells) taken.set(cell, [...(taken.get(cell) ?? []), box]);
    placed.push({ ...place, title });
  }
  return placed;
}
