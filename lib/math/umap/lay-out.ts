import type { KernelMachine } from '@/lib/math/kernels/machine';
import type { NearestLists } from '@/lib/math/neighbours/measure';
import { buildGraph } from '@/lib/math/neighbours/neighbour-graph';
import { fitTieCurve, type TieCurve } from '@/lib/math/umap/curve';
import { moveRows, type Places } from '@/lib/math/umap/move-rows';
import { startByAxes } from '@/lib/math/umap/start-places';
import { joinTies } from '@/lib/math/umap/tie-graph';
import type { NeighbourDistances } from '@/lib/math/umap/tie-weights';
import type { Rows } from '@/lib/math/vectors';

export type LayOutRequest = {
  /** In the space whose angles count, at full dimension; any length. */
  readonly rows: Rows;
  /** 32-bit integer. */
  readonly seed: number;
  /** Rows that each row is tied to, itself counted; 15 unless given. */
  readonly neighbourCount?: number;
  /** 500 up to 10,000 rows and 200 beyond, unless given. */
  readonly epochCount?: number;
};

/** How far a layout is, 0 to 1, and what it does. */
export type LayOutProgress = { readonly stage: 'neighbours' | 'moves'; readonly share: number };

const usualNeighbourCount = 15;
const fewRowCount = 10_000;
// Where the search for neighbours ends, as a share of the whole: about half at 10,000 to 100,000 rows.
const neighboursEnd = 0.5;

/** The curve of all layouts here: ties hold up to 0.1 and fall over 1, the defaults of UMAP. */
export const tieCurve: TieCurve = fitTieCurve(0.1, 1);

/**
 * Places rows in the plane so that near ones stay near: UMAP (McInnes, Healy & Melville 2018) by cosine on the graph of
 * nearest neighbours in full dimension, from a start by principal axes. The same request and build of the kernels give
 * the same places on any number of threads. Yields progress. Throws a RangeError on numbers that are not finite and when
 * the machine's memory is full.
 */
export function* layOut(machine: KernelMachine, request: LayOutRequest): Generator<LayOutProgress, Places> {
  const { rows, seed, neighbourCount = usualNeighbourCount } = request;
  const { epochCount = rows.rowCount <= fewRowCount ? 500 : 200 } = request;
  if (rows.rowCount < 2) return new Float32Array(2 * rows.rowCount);
  // A row is its own first neighbour, in the words of UMAP.
  const k = Math.max(1, Math.min(neighbourCount, rows.rowCount) - 1);
  const search = buildGraph(machine, { rows, k, metric: 'cosine', seed });
  let found = search.next();
  for (; !found.done; found = search.next()) {
    yield { stage: 'neighbours', share: (neighboursEnd * found.value.done) / found.value.total };
  }
  const graph = joinTies(distancesOf(found.value.lists));
  const places = startByAxes(machine, rows, seed);
  const moving = moveRows(machine, { graph, places, curve: tieCurve, epochCount, firstStep: 1, seed });
  let move = moving.next();
  for (; !move.done; move = moving.next()) {
    yield { stage: 'moves', share: neighboursEnd + (1 - neighboursEnd) * move.value };
  }
  return move.value;
}

/** Lists by cosine as distances from 0 to 2. */
export function distancesOf({ k, rows, measures }: NearestLists): NeighbourDistances {
  return { k, rows, distances: measures.map((cosine) => Math.max(0, 1 - cosine)) };
}
