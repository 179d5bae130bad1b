import type { KernelMachine } from '@/lib/math/kernels/machine';
import { tieCurve } from '@/lib/math/umap/lay-out';
import { moveRows, type Places } from '@/lib/math/umap/move-rows';
import { type NeighbourDistances, weighTies } from '@/lib/math/umap/tie-weights';

export type PlaceRequest = {
  /** Where the landmarks are; they stay. */
  readonly landmarks: Places;
  /** The nearest landmarks of each row to be placed. */
  readonly near: NeighbourDistances;
  readonly seed: number;
};

// As umap-learn places new rows among many: a few epochs, with short steps.
const epochCount = 30;
const firstStep = 0.25;

/**
 * Places rows among landmarks that stay where they are: each at the mean of its nearest landmarks, weighted by its ties
 * to them, then moved for a few epochs as a layout moves them, pushed by landmarks only. Yields the share done. A row
 * without a landmark stands at the origin. The same request gives the same places on any number of threads.
 */
export function* placeBeside(machine: KernelMachine, request: PlaceRequest): Generator<number, Places> {
  const { landmarks, near, seed } = request;
  const ties = weighTies(near);
  const rowCount = near.k === 0 ? 0 : near.rows.length / near.k;
  const places = new Float32Array(landmarks.length + 2 * rowCount);
  places.set(landmarks);
  places.set(meansOf(landmarks, near, ties), landmarks.length);
  const graph = {
    starts: Uint32Array.from({ length: rowCount + 1 }, (_, row) => row * near.k),
    // A place without a landmark has no weight: it never pulls, whoever stands there.
    ends: near.rows.map((row) => Math.max(0, row)),
    weights: ties,
  };
  const moved = yield* moveRows(machine, { graph, places, curve: tieCurve, epochCount, firstStep, seed });
  return moved.slice(landmarks.length);
}

function meansOf(landmarks: Places, { k, rows }: NeighbourDistances, ties: Float32Array): Places {
  const rowCount = k === 0 ? 0 : rows.length / k;
  const places = new Float32Array(2 * rowCount);
  for (let row = 0; row < rowCount; row++) {
    let [x, y, sum] = [0, 0, 0];
    for (let at = row * k; at < (row + 1) * k; at++) {
      const landmark = rows[at] as number;
      if (landmark < 0) continue;
      const tie = ties[at] as number;
      x += tie * (landmarks[2 * landmark] as number);
      y += tie * (landmarks[2 * landmark + 1] as number);
      sum += tie;
    }
    if (sum > 0) places.set([x / sum, y / sum], 2 * row);
  }
  return places;
}
