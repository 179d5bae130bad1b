import type { KernelMachine } from '@/lib/math/kernels/machine';
import { type CodedRows, codeRows, type Metric } from '@/lib/math/neighbours/coded-rows';
import { compareNear, makeLists, makeMeasure, type NearestLists, writeList } from '@/lib/math/neighbours/measure';
import { findNearestOf } from '@/lib/math/neighbours/nearest';
import { type DescentLists, descend } from '@/lib/math/neighbours/nn-descent';
import { createRandom, pickIndices } from '@/lib/math/random';
import { assertFiniteRows, type Rows } from '@/lib/math/vectors';

export type GraphRequest = {
  readonly rows: Rows;
  /** Neighbours of each row. */
  readonly k: number;
  readonly metric: Metric;
  /** 32-bit integer; the same request gives the same graph on any number of threads. */
  readonly seed: number;
  /** How; by the size when not given. */
  readonly method?: GraphMethod;
};

export type GraphMethod = 'exact' | 'descent';

/** Every row's k nearest others. */
export type NeighbourGraph = {
  readonly lists: NearestLists;
  readonly method: GraphMethod;
  /** The share of true neighbours that the lists hold: 1 for the exact method, else measured on rows drawn at random. */
  readonly recall: number;
  /** Rounds of the descent; 0 for the exact method. */
  readonly rounds: number;
};

export type GraphProgress = { readonly done: number; readonly total: number };

// A comparison of all rows with all takes 4 s at this size and 256 numbers a row on one core; descent is faster from about here on.
const exactRowCount = 30_000;
const recallQueryCount = 200;
const rowsPerStep = 2_048;
// Longer lists than asked for make the descent find more of the true neighbours.
const spareEntryCount = 10;

/**
 * The k nearest others of every row: exact up to 30,000 rows, by NN-descent beyond, whose recall is measured on 200 rows
 * and reported. Measures are exact for either method. Yields progress. Throws a RangeError on k < 1, on numbers that are
 * not finite, and when the machine's memory is full.
 */
export function* buildGraph(machine: KernelMachine, request: GraphRequest): Generator<GraphProgress, NeighbourGraph> {
  const { rows, k, metric } = request;
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`k must be a whole number of at least 1, not ${k}.`);
  assertFiniteRows(rows);
  const mark = machine.mark();
  try {
    const codes = codeRows(machine, metric, rows).rows;
    const isExact = (request.method ?? (rows.rowCount <= exactRowCount ? 'exact' : 'descent')) === 'exact';
    return isExact ? yield* buildExact(request, codes) : yield* buildByDescent(request, codes);
  } finally {
    machine.release(mark);
  }
}

function* buildExact(request: GraphRequest, codes: CodedRows): Generator<GraphProgress, NeighbourGraph> {
  const { k } = request;
  const total = codes.rowCount;
  const lists = makeLists(total, k);
  for (let first = 0; first < total; first += rowsPerStep) {
    const count = Math.min(rowsPerStep, total - first);
    const part = findNearestOf(request, { rows: codes, queries: codes }, { first, count });
    lists.rows.set(part.rows, first * k);
    lists.measures.set(part.measures, first * k);
    yield { done: first + count, total };
  }
  return { lists, method: 'exact', recall: 1, rounds: 0 };
}

function* buildByDescent(request: GraphRequest, codes: CodedRows): Generator<GraphProgress, NeighbourGraph> {
  const found = yield* descend(codes, request.k + spareEntryCount, request.seed);
  const lists = measureLists(request, codes, found);
  return { lists, method: 'descent', recall: measureRecall(request, codes, lists), rounds: found.rounds };
}

/** Measures what the codes found, and keeps the nearest k of it. */
function measureLists({ rows, k, metric }: GraphRequest, codes: CodedRows, found: DescentLists): NearestLists {
  const ids = codes.machine.integers(found.idsAt, rows.rowCount * found.k);
  const lists = makeLists(rows.rowCount, k);
  const order = compareNear(metric);
  const measure = makeMeasure(metric, rows, rows);
  for (let row = 0; row < rows.rowCount; row++) {
    const others = Array.from(ids.subarray(row * found.k, (row + 1) * found.k)).filter((other) => other >= 0);
    const near = others.map((other) => ({ row: other, measure: measure(row, other) }));
    writeList(lists, row, near.sort(order));
  }
  return lists;
}

/** Of the true neighbours of some rows, the share in their lists; one as near as the last of the list counts as well. */
function measureRecall(request: GraphRequest, codes: CodedRows, lists: NearestLists): number {
  const { k, metric, rows } = request;
  let foundCount = 0;
  let trueCount = 0;
  for (const row of pickIndices(createRandom(request.seed), rows.rowCount, recallQueryCount)) {
    const truth = findNearestOf(request, { rows: codes, queries: codes }, { first: row, count: 1 });
    const last = truth.measures.findLast((measure) => !Number.isNaN(measure)) ?? 0;
    trueCount += truth.rows.filter((other) => other >= 0).length;
    const own = lists.measures.subarray(row * k, (row + 1) * k);
    foundCount += own.filter((measure) => (metric === 'cosine' ? measure >= last : measure <= last)).length;
  }
  return trueCount === 0 ? 1 : foundCount / trueCount;
}
