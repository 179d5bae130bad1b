import type { KernelMachine } from '@/lib/math/kernels/machine';
import { type Candidates, scanCodes } from '@/lib/math/neighbours/code-scan';
import { type CodedRows, codeRows, type Metric } from '@/lib/math/neighbours/coded-rows';
import {
  compareNear,
  makeLists,
  makeMeasure,
  type Near,
  type NearestLists,
  writeList,
} from '@/lib/math/neighbours/measure';
import type { Rows } from '@/lib/math/vectors';

export type NearestRequest = {
  readonly rows: Rows;
  /** Without it the rows themselves are asked, each for the others. */
  readonly queries?: Rows;
  readonly k: number;
  readonly metric: Metric;
};

/**
 * The exact k nearest rows of every query. All rows are compared as int16 codes, at twice the speed of floats; those
 * that the bound on the codes' error cannot rule out are measured again in double precision, so the answer is that of
 * `findNearestByForce`, ties included. Throws a RangeError on numbers that are not finite, sizes that differ, and k < 1.
 */
export function findNearest(machine: KernelMachine, request: NearestRequest): NearestLists {
  checkRequest(request);
  const mark = machine.mark();
  try {
    const codes = codeRows(machine, request.metric, request.rows, request.queries);
    const asked = { first: 0, count: codes.queries.rowCount };
    return findNearestOf(request, codes, asked);
  } finally {
    machine.release(mark);
  }
}

function checkRequest({ rows, queries, k }: NearestRequest): void {
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`k must be a whole number of at least 1, not ${k}.`);
  if (queries !== undefined && queries.columnCount !== rows.columnCount) {
    throw new RangeError(`The queries have ${queries.columnCount} columns, the rows ${rows.columnCount}.`);
  }
}

// Where neighbours lie as close as those of similar pictures do, hundreds of rows are within the bound of each other.
const usualCapacity = 512;

/** The same for queries `first` to `first + count − 1` only, with rows that are coded already. List i is theirs. */
export function findNearestOf(
  request: NearestRequest,
  codes: { rows: CodedRows; queries: CodedRows },
  { first, count }: { first: number; count: number },
): NearestLists {
  const { rows, queries = rows, k, metric } = request;
  const own = request.queries === undefined ? 1 : 0;
  const lists = makeLists(count, k);
  const goal = { k: Math.max(1, Math.min(k + own, rows.rowCount)) };
  const order = compareNear(metric);
  const measure = makeMeasure(metric, queries, rows);
  const answer = (query: number, candidates: Candidates) => {
    if (candidates === null) return widened(query);
    const near: Near[] = [];
    for (const row of candidates.rows) {
      if (own === 1 && row === query) continue;
      near.push({ row, measure: measure(query, row) });
    }
    writeList(lists, query - first, near.sort(order));
  };
  // More rows than there was room for lie within the bound: duplicates by the dozen, or rows of zeros. Once more, with room for all.
  const widened = (query: number) => {
    const capacity = rows.rowCount + 1;
    scanCodes({ codes: codes.rows, queries: codes.queries, first: query, count: 1, goal, capacity }, answer);
  };
  const capacity = Math.max(usualCapacity, 4 * goal.k);
  scanCodes({ codes: codes.rows, queries: codes.queries, first, count, goal, capacity }, answer);
  return lists;
}
