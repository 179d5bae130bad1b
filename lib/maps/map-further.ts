import { goneColour } from '@/lib/maps/map';

/** The values of points that have more than one, without the first of each: a sample of several classes. */
export type FurtherValues = {
  /** Places of points in the map, ascending; a point stands there once for each further value. */
  points: Uint32Array<ArrayBuffer>;
  values: Uint16Array<ArrayBuffer>;
};

export const NONE_FURTHER: FurtherValues = { points: new Uint32Array(0), values: new Uint16Array(0) };

const NUMBERS_EACH = 3;

/** Further values as numbers of 16 bits, three each: the lower and the upper half of the point, and the value. */
export function encodeFurther({ points, values }: FurtherValues): Uint16Array<ArrayBuffer> {
  const numbers = new Uint16Array(NUMBERS_EACH * points.length);
  for (const [i, point] of points.entries())
    numbers.set([point & 0xffff, point >>> 16, values[i] ?? 0], NUMBERS_EACH * i);
  return numbers;
}

/** The colours of a map as they are sent: the first value of each point, and what `encodeFurther` made behind them. */
export function splitColours(
  numbers: Uint16Array<ArrayBuffer>,
  pointCount: number,
): { values: Uint16Array<ArrayBuffer>; further: FurtherValues } {
  const count = Math.floor((numbers.length - pointCount) / NUMBERS_EACH);
  if (count <= 0) return { values: numbers, further: NONE_FURTHER };
  const points = new Uint32Array(count);
  const values = new Uint16Array(count);
  for (let i = 0; i < count; i++) {
    const at = pointCount + NUMBERS_EACH * i;
    points[i] = (numbers[at] as number) + 65_536 * (numbers[at + 1] as number);
    values[i] = numbers[at + 2] as number;
  }
  return { values: numbers.subarray(0, pointCount), further: { points, values } };
}

const NO_POINTS: ReadonlySet<number> = new Set();

/**
 * Points whose first value is hidden, but not all of their values: they are drawn all the same.
 * @param shownValues one byte for each value, 1 where its points are drawn
 */
export function findAlsoShown(
  first: Uint16Array,
  { points, values }: FurtherValues,
  shownValues: Uint8Array,
): ReadonlySet<number> {
  if (points.length === 0) return NO_POINTS;
  const found = new Set<number>();
  for (let i = 0; i < points.length; i++) {
    const point = points[i] as number;
    if (shownValues[values[i] as number] === 1 && shownValues[first[point] as number] === 0) found.add(point);
  }
  return found;
}

/** How many points of a colouring are still in the dataset, and how many of them have a value. */
export function countPoints(values: Uint16Array): { samples: number; valued: number } {
  let [samples, valued] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value === goneColour) continue;
    samples += 1;
    if (value > 0) valued += 1;
  }
  return { samples, valued };
}
