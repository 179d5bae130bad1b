import type { KernelMachine } from '@/lib/math/kernels/machine';
import { scanCodes } from '@/lib/math/neighbours/code-scan';
import { type CodedRows, codeLength, codeRows } from '@/lib/math/neighbours/coded-rows';
import { Components } from '@/lib/math/neighbours/components';
import { buildGraph, type GraphMethod, type GraphProgress } from '@/lib/math/neighbours/neighbour-graph';
import { assertFiniteRows, cosineOfRows, type Rows } from '@/lib/math/vectors';

export type DuplicatesRequest = {
  readonly rows: Rows;
  /** The least cosine of two rows that belong together: above 0, at most 1. */
  readonly threshold: number;
  /** 32-bit integer, for the graph of the larger sizes. */
  readonly seed: number;
  /** How; by the size when not given. */
  readonly method?: GraphMethod;
};

export type NearDuplicates = {
  /** Rows that are tied together by pairs at or above the threshold, directly or by others; the largest group first. */
  readonly groups: number[][];
  readonly method: GraphMethod;
  /** Of the neighbours that the method looks at: 1 for all pairs; else the recall of the graph, so a group may be split. */
  readonly recall: number;
};

// Products of numbers for all pairs: above this, a minute and a half on one core.
const exactProductCount = 3e12;
const graphNeighbourCount = 15;
const rowsPerStep = 2_048;
const capacity = 256;

/**
 * Groups of near-duplicates: the connected components over all pairs with a cosine of `threshold` or more; beyond a
 * minute's work over a graph of 15 neighbours a row. Rows of zeros are in no group. Yields progress. Throws a RangeError
 * on a threshold outside of (0, 1] and on numbers that are not finite.
 */
export function* findNearDuplicates(
  machine: KernelMachine,
  request: DuplicatesRequest,
): Generator<GraphProgress, NearDuplicates> {
  const { rows, threshold } = request;
  if (!(threshold > 0 && threshold <= 1)) {
    throw new RangeError(`The threshold must be above 0 and at most 1, not ${threshold}.`);
  }
  assertFiniteRows(rows);
  const isExact = rows.rowCount ** 2 * rows.columnCount <= exactProductCount;
  return (request.method ?? (isExact ? 'exact' : 'descent')) === 'exact'
    ? yield* groupAllPairs(machine, request)
    : yield* groupByGraph(machine, request);
}

function* groupAllPairs(
  machine: KernelMachine,
  { rows, threshold }: DuplicatesRequest,
): Generator<GraphProgress, NearDuplicates> {
  const mark = machine.mark();
  try {
    const codes = codeRows(machine, 'cosine', rows).rows;
    const components = new Components(rows.rowCount);
    for (let first = 0; first < rows.rowCount; first += rowsPerStep) {
      const count = Math.min(rowsPerStep, rows.rowCount - first);
      joinPairs({ codes, rows, threshold, components }, first, count);
      yield { done: first + count, total: rows.rowCount };
    }
    return { groups: components.groups(), method: 'exact', recall: 1 };
  } finally {
    machine.release(mark);
  }
}

type Pairing = { codes: CodedRows; rows: Rows; threshold: number; components: Components };

/** Ties some rows to all others at or above the threshold. Codes decide, and floats where codes cannot. */
function joinPairs({ codes, rows, threshold, components }: Pairing, first: number, count: number): void {
  const limit = threshold * codeLength ** 2;
  const leastScore = Math.max(1, Math.floor(limit - codes.slack / 2));
  const certainScore = Math.ceil(limit + codes.slack / 2);
  const goal = { leastScore };
  const scan = (from: number, queryCount: number, room: number) =>
    scanCodes({ codes, queries: codes, first: from, count: queryCount, goal, capacity: room }, (query, candidates) => {
      if (candidates === null) return scan(query, 1, rows.rowCount + 1);
      candidates.rows.forEach((row, i) => {
        if (row <= query || components.rootOf(row) === components.rootOf(query)) return;
        const isCertain = (candidates.scores[i] as number) >= certainScore;
        if (isCertain || cosineOfRows(rows, query, rows, row) >= threshold) components.join(query, row);
      });
    });
  scan(first, count, capacity);
}

function* groupByGraph(
  machine: KernelMachine,
  { rows, threshold, seed }: DuplicatesRequest,
): Generator<GraphProgress, NearDuplicates> {
  const graph = yield* buildGraph(machine, { rows, k: graphNeighbourCount, metric: 'cosine', seed, method: 'descent' });
  const components = new Components(rows.rowCount);
  graph.lists.measures.forEach((cosine, at) => {
    if (cosine >= threshold) components.join(Math.floor(at / graph.lists.k), graph.lists.rows[at] as number);
  });
  return { groups: components.groups(), method: 'descent', recall: graph.recall };
}
