import type { MapSelection } from '@/lib/maps/map-selection';

/** In which order points are drawn, layer by layer: what matters more lies on top. Points that are not shown are left out. */
export type DrawingOrder = {
  points: Uint32Array<ArrayBuffer>;
  /** How many points each layer has: without a value (unlabeled), with one, chosen. */
  layers: readonly [number, number, number];
};

const HIDDEN = 3;
const NONE: ReadonlySet<number> = new Set();

/**
 * @param values the colour value of each point, 0 for none
 * @param shownValues one byte for each value, 1 where its points are drawn
 * @param alsoShown points that are drawn all the same, for another of their values
 */
export function orderPoints(
  values: Uint16Array,
  shownValues: Uint8Array,
  selection: MapSelection | null,
  alsoShown: ReadonlySet<number> = NONE,
): DrawingOrder {
  const layerOf = (i: number) => {
    const value = values[i] as number;
    if (shownValues[value] === 0 && !alsoShown.has(i)) return HIDDEN;
    if (selection?.marks[i] === 1) return 2;
    return value === 0 ? 0 : 1;
  };
  const layers = new Uint8Array(values.length);
  const counts: [number, number, number, number] = [0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const layer = layerOf(i);
    layers[i] = layer;
    counts[layer] += 1;
  }
  const [without, withOne, chosen] = counts;
  const points = new Uint32Array(without + withOne + chosen);
  const next = [0, without, without + withOne, points.length];
  for (let i = 0; i < values.length; i++) {
    const layer = layers[i] as number;
    const at = next[layer] as number;
    points[at] = i;
    next[layer] = at + 1;
  }
  return { points, layers: [without, withOne, chosen] };
}
