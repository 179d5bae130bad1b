import type { Clustering } from '@/lib/math/clustering';
import type { Means } from '@/lib/math/k-means/level';
import type { QuantizedRows, RowSource } from '@/lib/math/k-means/quantized-rows';
import type { Settled } from '@/lib/math/k-means/rounds';

// Up to so many numbers, centres and inertia are taken from the rows themselves, which costs no time that shows.
const exactCount = 4_000_000;

/** What was clustered, as it came and as it was kept. */
export interface Clustered {
  readonly source: RowSource;
  readonly rows: QuantizedRows;
  readonly isUnit: boolean;
}

/** Leaves out centres without rows, and brings centres and inertia back to the measure of the rows. */
export function summarize(clustered: Clustered, { means, labels, roundCount }: Settled): Clustering {
  const { rows, source, isUnit } = clustered;
  const kept = listUsed(labels, means.sizes.length);
  const numberOf = new Int32Array(means.sizes.length);
  kept.forEach((centre, number) => {
    numberOf[centre] = number;
  });
  const assignments = Int32Array.from(labels, (label) => numberOf[label] as number);
  const isSmall = rows.rowCount * rows.dimension <= exactCount && !isUnit && rows.weights === 0;
  const figures = isSmall ? measureExactly(source, assignments, kept.length) : scaleBack(rows, means, kept);
  return { groupCount: kept.length, assignments, ...figures, iterations: roundCount };
}

function listUsed(labels: Int32Array, count: number): number[] {
  const isUsed = new Uint8Array(count);
  for (const label of labels) isUsed[label] = 1;
  return [...isUsed.keys()].filter((centre) => isUsed[centre] === 1);
}

type Figures = Pick<Clustering, 'centres' | 'inertia'>;

function scaleBack(rows: QuantizedRows, means: Means, kept: readonly number[]): Figures {
  const { dimension, width, mean, scale } = rows;
  const centres = new Float32Array(kept.length * dimension);
  kept.forEach((centre, number) => {
    for (let c = 0; c < dimension; c++) {
      centres[number * dimension + c] = (means.positions[centre * width + c] as number) / scale + (mean[c] as number);
    }
  });
  return { centres, inertia: means.inertia / scale ** 2 / rows.weightScale };
}

function measureExactly(source: RowSource, assignments: Int32Array, groupCount: number): Figures {
  const { rowCount, dimension } = source;
  const values = new Float32Array(rowCount * dimension);
  source.read(0, rowCount, values);
  const sums = new Float64Array(groupCount * dimension);
  const sizes = new Int32Array(groupCount);
  for (let row = 0; row < rowCount; row++) {
    const group = assignments[row] as number;
    sizes[group] = (sizes[group] as number) + 1;
    for (let c = 0; c < dimension; c++) {
      const at = group * dimension + c;
      sums[at] = (sums[at] as number) + (values[row * dimension + c] as number);
    }
  }
  const means = sums.map((sum, at) => sum / (sizes[Math.floor(at / dimension)] as number));
  let inertia = 0;
  for (let row = 0; row < rowCount; row++) {
    const start = (assignments[row] as number) * dimension;
    for (let c = 0; c < dimension; c++) {
      inertia += ((values[row * dimension + c] as number) - (means[start + c] as number)) ** 2;
    }
  }
  return { centres: Float32Array.from(means), inertia };
}
