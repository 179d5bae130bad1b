import { type FurtherValues, NONE_FURTHER } from '@/lib/maps/map-further';

/** Points chosen on a map. */
export type MapSelection = {
  /** One byte a point, 1 for a chosen one. */
  marks: Uint8Array<ArrayBuffer>;
  count: number;
};

/** What an enclosed region does to what is chosen already. */
export type Combining = 'replace' | 'add' | 'remove';

/** Colour values go to 65,535. */
export const VALUE_COUNT = 65_536;

/**
 * The selection after a region was enclosed, or null when nothing is chosen.
 * @param inside one byte a point, 1 for an enclosed one
 * @param isCaught whether a point can be chosen: hidden ones cannot, since nobody sees them
 */
export function combine(
  before: MapSelection | null,
  inside: Uint8Array,
  how: Combining,
  isCaught: (point: number) => boolean,
): MapSelection | null {
  const marks = how === 'replace' || before === null ? new Uint8Array(inside.length) : before.marks.slice();
  let count = 0;
  for (let i = 0; i < inside.length; i++) {
    if (inside[i] === 1) {
      if (how === 'remove') marks[i] = 0;
      else if (isCaught(i)) marks[i] = 1;
    }
    count += marks[i] as number;
  }
  return count === 0 ? null : { marks, count };
}

/** How many chosen points each colour value has, first or further. @param values the colour value of each point */
export function countByValue(
  values: Uint16Array,
  { marks }: MapSelection,
  further: FurtherValues = NONE_FURTHER,
): Uint32Array {
  const counts = new Uint32Array(VALUE_COUNT);
  for (let i = 0; i < marks.length; i++) {
    if (marks[i] === 1) counts[values[i] as number] = (counts[values[i] as number] as number) + 1;
  }
  for (const [i, value] of further.values.entries()) {
    if (marks[further.points[i] as number] === 1) counts[value] = (counts[value] as number) + 1;
  }
  return counts;
}

/** The chosen points, in the map's order. */
export function listChosen({ marks, count }: MapSelection): Uint32Array {
  const chosen = new Uint32Array(count);
  let at = 0;
  for (let i = 0; i < marks.length; i++) {
    if (marks[i] === 1) chosen[at++] = i;
  }
  return chosen;
}

/** Some of a list, at even distances from its first on. */
export function pickEvenly(list: Uint32Array, count: number): number[] {
  const picked = Math.min(count, list.length);
  return Array.from({ length: picked }, (_, i) => list[Math.floor((i * list.length) / picked)] as number);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const HYPHENS_BEFORE = new Set([4, 6, 8, 10]);

/** The id of a point's sample, as text. @param ids 16 bytes a point */
export function sampleIdAt(ids: Uint8Array, point: number): string {
  let id = '';
  for (let i = 0; i < 16; i++) {
    id += `${HYPHENS_BEFORE.has(i) ? '-' : ''}${HEX[ids[point * 16 + i] as number]}`;
  }
  return id;
}
