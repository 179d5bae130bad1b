// Every kernel of k-means as plain TypeScript: what it computes, for reading and for tests. Whole-number kernels give the
// same bits; those in floating point may differ in the order of their sums.

/** Rows of int16, `width` apart, with half of their squared lengths, rounded down. */
export interface WholeRows {
  readonly values: Int16Array;
  readonly width: number;
  readonly halves: Int32Array;
}

export function dot(a: WholeRows, row: number, b: WholeRows, other: number): number {
  let sum = 0;
  for (let c = 0; c < a.width; c++) {
    sum += (a.values[row * a.width + c] as number) * (b.values[other * b.width + c] as number);
  }
  return sum;
}

/** The largest squared length of rows less the mean, and the first row with a number that is not finite, or −1. */
export function measureRows(
  rows: Float32Array,
  dimension: number,
  mean: Float64Array,
): { largest: number; bad: number } {
  let largest = 0;
  let bad = -1;
  for (let start = 0; start < rows.length; start += dimension) {
    let sum = 0;
    for (let c = 0; c < dimension; c++) sum += ((rows[start + c] as number) - (mean[c] as number)) ** 2;
    if (Number.isFinite(sum)) largest = Math.max(largest, sum);
    else if (bad < 0) bad = start / dimension;
  }
  return { largest, bad };
}

/** Rows scaled to unit length; rows of zeros stay. */
export function normalizeRows(rows: Float32Array, dimension: number): Float32Array {
  const unit = rows.slice();
  for (let start = 0; start < rows.length; start += dimension) {
    const own = rows.subarray(start, start + dimension);
    const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
    if (length > 0)
      unit.set(
        own.map((value) => value * (1 / length)),
        start,
      );
  }
  return unit;
}

/** (row − mean) × scale in single precision, rounded half to even, filled up with zeros to `width`. */
export function quantizeRows(
  rows: Float32Array,
  { dimension, width, mean, scale }: { dimension: number; width: number; mean: Float32Array; scale: number },
): WholeRows {
  const rowCount = rows.length / dimension;
  const values = new Int16Array(rowCount * width);
  const halves = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    let square = 0;
    for (let c = 0; c < dimension; c++) {
      const shifted = Math.fround((rows[row * dimension + c] as number) - (mean[c] as number));
      const value = roundHalfToEven(Math.fround(shifted * scale));
      values[row * width + c] = value;
      square += value * value;
    }
    halves[row] = Math.floor(square / 2);
  }
  return { values, width, halves };
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** The rows of these numbers, in this order. */
export function gatherRows({ values, width, halves }: WholeRows, numbers: Int32Array): WholeRows {
  const gathered = new Int16Array(numbers.length * width);
  numbers.forEach((row, i) => {
    gathered.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return { values: gathered, width, halves: numbers.map((row) => halves[row] as number) };
}

/** The centre with the greatest score (product − half its squared length) of every row, of equal ones the first. */
export function assignRows(rows: WholeRows, centres: WholeRows): { labels: Int32Array; scores: Int32Array } {
  const labels = new Int32Array(rows.halves.length);
  const scores = new Int32Array(rows.halves.length).fill(-(2 ** 31));
  for (let row = 0; row < labels.length; row++) {
    for (let centre = 0; centre < centres.halves.length; centre++) {
      const score = dot(rows, row, centres, centre) - (centres.halves[centre] as number);
      if (score <= (scores[row] as number)) continue;
      scores[row] = score;
      labels[row] = centre;
    }
  }
  return { labels, scores };
}

/** Distance of every row to the nearest centre of every group of `groupSize` centres. */
export function groupDistances(rows: WholeRows, centres: WholeRows, groupSize: number): Float32Array[] {
  return Array.from(rows.halves, (length, row) => {
    const groups = new Float32Array(Math.ceil(centres.halves.length / groupSize)).fill(Infinity);
    for (let centre = 0; centre < centres.halves.length; centre++) {
      const group = Math.floor(centre / groupSize);
      const half = Math.max(0, length + (centres.halves[centre] as number) - dot(rows, row, centres, centre));
      groups[group] = Math.min(groups[group] as number, Math.sqrt(2 * half));
    }
    return groups;
  });
}

/** Sums and sizes of the rows of every label; weights count as that many rows. */
export function accumulate(
  { values, width }: WholeRows,
  labels: Int32Array,
  { count, weights }: { count: number; weights?: Int32Array },
): { sums: Float64Array; sizes: Float64Array } {
  const sums = new Float64Array(count * width);
  const sizes = new Float64Array(count);
  labels.forEach((label, row) => {
    const weight = weights?.[row] ?? 1;
    sizes[label] = (sizes[label] as number) + weight;
    for (let c = 0; c < width; c++) {
      const at = label * width + c;
      sums[at] = (sums[at] as number) + weight * (values[row * width + c] as number);
    }
  });
  return { sums, sizes };
}

/** Half squared distances of every row to every trial, none above what the row has, and their weighted totals. */
export function seedDistances(
  rows: WholeRows,
  trials: WholeRows,
  { nearest, weights }: { nearest: Int32Array; weights?: Int32Array },
): { distances: Int32Array; totals: Float64Array } {
  const count = trials.halves.length;
  const distances = new Int32Array(nearest.length * count);
  const totals = new Float64Array(count);
  for (let row = 0; row < nearest.length; row++) {
    for (let trial = 0; trial < count; trial++) {
      const half = (rows.halves[row] as number) + (trials.halves[trial] as number) - dot(rows, row, trials, trial);
      const least = Math.max(0, Math.min(half, nearest[row] as number));
      distances[row * count + trial] = least;
      totals[trial] = (totals[trial] as number) + least * (weights?.[row] ?? 1);
    }
  }
  return { distances, totals };
}

/** Products of float rows with other float rows: [row][other]. */
export function multiplyRows(rows: Float32Array, others: Float32Array, width: number): Float64Array {
  const count = others.length / width;
  const products = new Float64Array((rows.length / width) * count);
  for (let at = 0; at < products.length; at++) {
    const row = Math.floor(at / count) * width;
    const other = (at % count) * width;
    for (let c = 0; c < width; c++) {
      products[at] = (products[at] as number) + (rows[row + c] as number) * (others[other + c] as number);
    }
  }
  return products;
}
