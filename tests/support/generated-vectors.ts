import { createRandom } from '@/lib/math/random';

/**
 * Rows that lie as embeddings do: groups of very different size within wider groups, more spread along the first
 * directions than along the last, unit length. The same arguments give the same rows.
 */
export function makeVectors(shape: {
  rowCount: number;
  dimension: number;
  groupCount: number;
  seed: number;
}): Float32Array {
  const { rowCount, dimension, groupCount, seed } = shape;
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
  for (let row = 0; row < rowCount; row++) {
    // The square makes the first groups several times as large as the last.
    const middle = middles[Math.floor(groupCount * random() ** 2)] as Float64Array;
    const own = rows.subarray(row * dimension, (row + 1) * dimension);
    let square = 0;
    for (let c = 0; c < dimension; c++) {
      const value = (middle[c] as number) + 0.5 * (spread[c] as number) * normal();
      own[c] = value;
      square += value * value;
    }
    const factor = 1 / Math.sqrt(square);
    for (let c = 0; c < dimension; c++) own[c] = (own[c] as number) * factor;
  }
  return rows;
}
