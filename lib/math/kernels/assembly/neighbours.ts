import { addProducts, sumLanes } from './tile';

/**
 * A search of queries among rows of int16; all fields take 4 bytes. A row's score for a query is their product less the
 * row's half. `slack` is twice what a score can be wrong by.
 */
@unmanaged
class Scan {
  /** Read in fours: up to three rows past the last must be there, and are not counted. */
  rows: usize;
  /** i32 for each row: half its squared length, or 0 where only the direction counts. */
  halves: usize;
  rowCount: i32;
  /** Bytes from row to row, and from query to query: a multiple of 32. */
  stride: usize;
  /** An even number of them. */
  queries: usize;
  slack: i32;
  /** 0 for no best ones: then every row that scores at least `slack` is a candidate. */
  k: i32;
  /** Candidates that a query has room for. */
  capacity: i32;
  /** i32, k for each query: the best scores, descending; the smallest i32 at first. */
  tops: usize;
  /** i32 for each query: its candidates, 0 at first; −1 once there was no room. */
  counts: usize;
  /** i32, `capacity` for each query: the scores and the row numbers of its candidates. */
  scores: usize;
  ids: usize;
}

/** Rows of one block are read by all queries while they are in the first-level cache: 16 KiB of them. */
const blockBytes: i32 = 16_384;

/**
 * Searches queries 2 × from up to 2 × to among all rows. Afterwards the candidates of a query are all rows that score at
 * least its k-th best score less the slack.
 */
export function scanRows(from: i32, to: i32, thread: i32, base: usize): void {
  const scan = changetype<Scan>(base);
  const blockRows = max(4, (blockBytes / <i32>scan.stride) & ~3);
  for (let row = 0; row < scan.rowCount; row += blockRows) {
    const rowTo = min(row + blockRows, scan.rowCount);
    for (let pair = from; pair < to; pair++) scanBlock(scan, pair << 1, row, rowTo);
  }
  for (let query = from << 1; query < to << 1; query++) dropFar(scan, query);
}

/** Two queries against a block of rows, four rows at a time. */
function scanBlock(scan: Scan, query: i32, rowFrom: i32, rowTo: i32): void {
  const stride = scan.stride;
  const left = scan.queries + <usize>query * stride;
  let limitA = i32x4.splat(limitOf(scan, query));
  let limitB = i32x4.splat(limitOf(scan, query + 1));
  for (let row = rowFrom; row < rowTo; row += 4) {
    let a0 = i32x4.splat(0);
    let a1 = i32x4.splat(0);
    let a2 = i32x4.splat(0);
    let a3 = i32x4.splat(0);
    let b0 = i32x4.splat(0);
    let b1 = i32x4.splat(0);
    let b2 = i32x4.splat(0);
    let b3 = i32x4.splat(0);
    const right = scan.rows + <usize>row * stride;
    for (let at: usize = 0; at < stride; at += 16) {
      const a = v128.load(left + at);
      const b = v128.load(left + stride + at);
      const r0 = v128.load(right + at);
      a0 = addProducts(a0, a, r0);
      b0 = addProducts(b0, b, r0);
      const r1 = v128.load(right + stride + at);
      a1 = addProducts(a1, a, r1);
      b1 = addProducts(b1, b, r1);
      const r2 = v128.load(right + 2 * stride + at);
      a2 = addProducts(a2, a, r2);
      b2 = addProducts(b2, b, r2);
      const r3 = v128.load(right + 3 * stride + at);
      a3 = addProducts(a3, a, r3);
      b3 = addProducts(b3, b, r3);
    }
    const halves = v128.load(scan.halves + (<usize>row << 2));
    const scoresA = i32x4.sub(sumLanes(a0, a1, a2, a3), halves);
    const scoresB = i32x4.sub(sumLanes(b0, b1, b2, b3), halves);
    if (v128.any_true(i32x4.ge_s(scoresA, limitA))) {
      keepFour(scan, query, row, scoresA);
      limitA = i32x4.splat(limitOf(scan, query));
    }
    if (v128.any_true(i32x4.ge_s(scoresB, limitB))) {
      keepFour(scan, query + 1, row, scoresB);
      limitB = i32x4.splat(limitOf(scan, query + 1));
    }
  }
}

/** What a row must score to be a candidate: the k-th best score so far less the slack; out of reach once there was no room. */
@inline
function limitOf(scan: Scan, query: i32): i32 {
  if (load<i32>(scan.counts + (<usize>query << 2)) < 0) return i32.MAX_VALUE;
  if (scan.k == 0) return scan.slack;
  const last = load<i32>(scan.tops + (<usize>(query * scan.k + scan.k - 1) << 2));
  return max(last, i32.MIN_VALUE + scan.slack) - scan.slack;
}

function keepFour(scan: Scan, query: i32, row: i32, scores: v128): void {
  keep(scan, query, row, i32x4.extract_lane(scores, 0));
  keep(scan, query, row + 1, i32x4.extract_lane(scores, 1));
  keep(scan, query, row + 2, i32x4.extract_lane(scores, 2));
  keep(scan, query, row + 3, i32x4.extract_lane(scores, 3));
}

/** Notes a candidate; when there is no room even without those that are too far by now, the count becomes −1. */
function keep(scan: Scan, query: i32, row: i32, score: i32): void {
  if (score < limitOf(scan, query) || row >= scan.rowCount) return;
  if (scan.k > 0) raiseTops(scan.tops + (<usize>(query * scan.k) << 2), scan.k, score);
  const count = scan.counts + (<usize>query << 2);
  if (load<i32>(count) == scan.capacity) {
    dropFar(scan, query);
    if (load<i32>(count) > (scan.capacity / 4) * 3) {
      store<i32>(count, -1);
      return;
    }
  }
  const at: usize = (query * scan.capacity + load<i32>(count)) << 2;
  store<i32>(scan.scores + at, score);
  store<i32>(scan.ids + at, row);
  store<i32>(count, load<i32>(count) + 1);
}

/** Puts a score in its place among the k best, which stand in descending order. */
function raiseTops(tops: usize, k: i32, score: i32): void {
  let at: usize = tops + (<usize>(k - 1) << 2);
  if (load<i32>(at) >= score) return;
  while (at > tops && load<i32>(at - 4) < score) {
    store<i32>(at, load<i32>(at - 4));
    at -= 4;
  }
  store<i32>(at, score);
}

/** Leaves out candidates that score below the limit as it is now. */
function dropFar(scan: Scan, query: i32): void {
  const limit = limitOf(scan, query);
  const count = load<i32>(scan.counts + (<usize>query << 2));
  const from: usize = (query * scan.capacity) << 2;
  let kept: i32 = 0;
  for (let i = 0; i < count; i++) {
    const at: usize = from + (<usize>i << 2);
    const score = load<i32>(scan.scores + at);
    if (score < limit) continue;
    store<i32>(scan.scores + from + (<usize>kept << 2), score);
    store<i32>(scan.ids + from + (<usize>kept << 2), load<i32>(scan.ids + at));
    kept++;
  }
  if (count > 0) store<i32>(scan.counts + (<usize>query << 2), kept);
}
