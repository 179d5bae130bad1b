import { createRandom } from '@/lib/math/random';

type Shape = { rowCount: number; dimension: number; groupCount: number; seed: number };

/**
 * Rows that lie as embeddings do: groups of very different size within wider groups, more spread along the first
 * directions than along the last, unit length. The same arguments give the same rows.
 */
export function makeVectors(shape: Shape): Float32Array {
  return makeGroups({ ...shape, noise: 0.5 }).rows;
}

/** The same with the group of each row, and with the spread within a group beside that between them (0.5 above). */
export function makeGroups(shape: Shape & { noise: number }): { rows: Float32Array; groups: Int32Array } {
  const { rowCount, dimension, groupCount, seed, noise } = shape;
  const random = createRandom(seed);
  // Irwin-Hall: near enough to a normal distribution, in four draws.
  const normal = () => (random() + random() + random() + random() - 2) * Math.sqrt(3);
  const spread = Float64Array.from({ length: dimension }, (_, c) => (c + 1) ** -0.5);
  const draw = (scale: number) => spread.map((value) => scale * value * normal());
  const parents = Array.from({ length: Math.max(4, Math.ceil(groupCount / 8)) }, () => draw(1));
  const middles = Array.from({ length: groupCount }, (_, i) => {
    const parent = parents[i % parents.length] as Float64Array;
    return draw(0.7).map((value, c) => value + (parent[c] as number));
  });
  const rows = new Float32Array(rowCount * dimension);
  const groups = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    // The square makes the first groups several times as large as the last.
    const group = Math.floor(groupCount * random() ** 2);
    groups[row] = group;
    const middle = middles[group] as Float64Array;
    const own = rows.subarray(row * dimension, (row + 1) * dimension);
    let square = 0;
    for (let c = 0; c < dimension; c++) {
      const value = (middle[c] as number) + noise * (spread[c] as number) * normal();
      own[c] = value;
      square += value * value;
    }
    const factor = 1 / Math.sqrt(square);
    for (let c = 0; c < dimension; c++) own[c] = (own[c] as number) * factor;
  }
  return { rows, groups };
}
