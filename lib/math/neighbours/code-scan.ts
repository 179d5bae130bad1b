import type { CodedRows } from '@/lib/math/neighbours/coded-rows';

/** What a scan looks for: the k rows of the best scores and all that may be as good, or all rows of a score. */
export type ScanGoal = { readonly k: number } | { readonly leastScore: number };

/** Rows that may belong to the answer of one query, in no order that means anything; null where there was no room. */
export type Candidates = { readonly rows: Int32Array; readonly scores: Int32Array } | null;

// Queries whose notes are in memory at the same time, and pairs of them that a thread takes at once.
const batchQueryCount = 2_048;
const pairsPerStep = 32;
const smallestScore = -(2 ** 31);

export type CodeScan = {
  readonly codes: CodedRows;
  /** Codes of the same space; `first` and `count` say which of its rows are the queries. */
  readonly queries: CodedRows;
  readonly first: number;
  readonly count: number;
  readonly goal: ScanGoal;
  /** Candidates that each query has room for; a query with more of them gets null. */
  readonly capacity: number;
};

/** Calls back with the candidates of every query, in order; they are valid during the call. */
export function scanCodes(scan: CodeScan, receive: (query: number, candidates: Candidates) => void): void {
  for (let done = 0; done < scan.count; done += batchQueryCount) {
    const first = scan.first + done;
    scanBatch({ ...scan, first, count: Math.min(batchQueryCount, scan.count - done) }, receive);
  }
}

function scanBatch(scan: CodeScan, receive: (query: number, candidates: Candidates) => void): void {
  const { codes, queries, first, count, goal, capacity } = scan;
  const { machine } = codes;
  const mark = machine.mark();
  const pairCount = Math.ceil(count / 2);
  const k = 'k' in goal ? goal.k : 0;
  const topsAt = machine.allocate(2 * pairCount * k * 4);
  const countsAt = machine.allocate(2 * pairCount * 4);
  const scoresAt = machine.allocate(2 * pairCount * capacity * 4);
  const idsAt = machine.allocate(2 * pairCount * capacity * 4);
  machine.integers(topsAt, 2 * pairCount * k).fill(smallestScore);
  const counts = machine.integers(countsAt, 2 * pairCount).fill(0);
  const slack = 'k' in goal ? codes.slack : goal.leastScore;
  const queriesAt = queries.rowsAt + first * queries.strideBytes;
  const step = Math.max(1, Math.min(pairsPerStep, Math.ceil(pairCount / machine.threadCount)));
  machine.run(
    'scanRows',
    pairCount,
    [
      codes.rowsAt,
      codes.halvesAt,
      codes.rowCount,
      codes.strideBytes,
      queriesAt,
      slack,
      k,
      capacity,
      topsAt,
      countsAt,
      scoresAt,
      idsAt,
    ],
    { step },
  );
  for (let query = 0; query < count; query++) {
    const found = counts[query] as number;
    const at = query * capacity * 4;
    const candidates =
      found < 0 ? null : { rows: machine.integers(idsAt + at, found), scores: machine.integers(scoresAt + at, found) };
    receive(first + query, candidates);
  }
  machine.release(mark);
}
