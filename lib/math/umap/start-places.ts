import type { KernelMachine } from '@/lib/math/kernels/machine';
import { fitPca, maxFitRowCount } from '@/lib/math/pca';
import { createRandom, pickIndices } from '@/lib/math/random';
import type { Places } from '@/lib/math/umap/move-rows';
import { normalizeRows, type Rows, takeRows } from '@/lib/math/vectors';

// How far the farthest row starts from the middle along an axis, and how far chance moves each, so that rows that are
// all alike can part. As umap-learn starts from principal axes.
const reach = 10;
const chance = 1e-3;

/**
 * Where rows start: at their coordinates on the two strongest principal axes of the unit rows (of a seeded pick where
 * there are many), scaled to ±10, moved a little by chance. Such a start keeps the wide order of groups that a random
 * one loses (Kobak & Linderman 2021). The same rows, seed and build of the kernels give the same places.
 */
export function startByAxes(machine: KernelMachine, rows: Rows, seed: number): Places {
  const places = coordinatesOf(rows, findAxes(machine, rows, seed));
  const farthest = places.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = farthest === 0 ? 0 : reach / farthest;
  const random = createRandom(seed);
  return places.map((value) => value * scale + chance * (2 * random() - 1));
}

type Axes = { mean: Float64Array; axes: Float64Array; axisCount: number };

function findAxes(machine: KernelMachine, rows: Rows, seed: number): Axes {
  const picked = takeRows(rows, pickIndices(createRandom(seed), rows.rowCount, maxFitRowCount));
  normalizeRows(picked);
  const fitting = fitPca(picked, 2, seed, machine);
  let fit = fitting.next();
  while (!fit.done) fit = fitting.next();
  return fit.value;
}

function coordinatesOf({ values, rowCount, columnCount }: Rows, { mean, axes, axisCount }: Axes): Places {
  const places = new Float32Array(2 * rowCount);
  for (let row = 0; row < rowCount; row++) {
    const own = values.subarray(row * columnCount, (row + 1) * columnCount);
    let square = 0;
    for (const value of own) square += value * value;
    const scale = square === 0 ? 0 : 1 / Math.sqrt(square);
    for (let axis = 0; axis < axisCount; axis++) {
      let sum = 0;
      for (let c = 0; c < columnCount; c++) {
        sum += ((own[c] as number) * scale - (mean[c] as number)) * (axes[axis * columnCount + c] as number);
      }
      places[2 * row + axis] = sum;
    }
  }
  return places;
}
