import type { Random } from '@/lib/math/random';

const rowsPerCentre = 32;
const smallestSample = 4_096;
const growth = 4;
// A sample larger than this share of all rows, or than this count, costs more than it saves on all rows.
const largestShare = 0.34;
const largestCount = 262_144;

/**
 * The samples on which centres are moved before all rows are, each within the next and four times as large: row numbers
 * in random order. Empty when there are so few rows that they are their own sample.
 */
export function planSamples(rowCount: number, k: number, random: Random): Int32Array[] {
  const smallest = Math.max(smallestSample, rowsPerCentre * k);
  const limit = Math.min(largestShare * rowCount, Math.max(largestCount, smallest));
  const sizes: number[] = [];
  if (smallest < rowCount) sizes.push(smallest);
  while (sizes.length > 0 && (sizes.at(-1) as number) * growth < limit) sizes.push((sizes.at(-1) as number) * growth);
  const order = drawOrder(rowCount, sizes.at(-1) ?? 0, random);
  return sizes.map((size) => order.slice(0, size));
}

/** `count` different numbers below `rowCount` in random order (Fisher & Yates, as far as it is needed). */
function drawOrder(rowCount: number, count: number, random: Random): Int32Array {
  const order = new Int32Array(count > 0 ? rowCount : 0);
  for (let i = 0; i < order.length; i++) order[i] = i;
  for (let i = 0; i < count; i++) {
    const other = i + Math.floor(random() * (rowCount - i));
    const own = order[i] as number;
    order[i] = order[other] as number;
    order[other] = own;
  }
  return order.slice(0, count);
}
