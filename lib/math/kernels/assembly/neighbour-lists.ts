import { addProducts, sumLanes } from './tile';

/**
 * Lists of nearest rows, bettered by comparing the rows of small sets with each other; all fields take 4 bytes. A list
 * holds `k` entries by descending score, of equal ones the smaller row first; −1 and the smallest i32 fill it up.
 */
@unmanaged
class Join {
  rows: usize;
  /** i32 for each row: half its squared length, or 0 where only the direction counts. A score is a product less both. */
  halves: usize;
  /** Bytes from row to row: a multiple of 32. */
  stride: usize;
  rowCount: i32;
  k: i32;
  /** i32, newWidth and oldWidth for each set; −1 ends a set early. Pairs of two old rows are known already. */
  newIds: usize;
  newWidth: i32;
  oldIds: usize;
  oldWidth: i32;
  /** For each thread: i32 lists of all rows, bettered without regard to the other threads. */
  ownIds: usize;
  ownScores: usize;
  /** For each thread: rows of a set one after another, their numbers, halves and limits (see `gather`). */
  scratch: usize;
  scratchBytes: i32;
  threadCount: i32;
  /** i32, i32 and u8 lists of all rows: the ones that count. A flag of 1 says that an entry is new. */
  ids: usize;
  scores: usize;
  flags: usize;
  /** i32 for each thread: entries that came into the lists that count and stayed. */
  changes: usize;
}

/** Rows of a set in scratch: int16 rows, then three arrays of 4 bytes a row. */
@unmanaged
class Gathered {
  rows: usize;
  ids: usize;
  halves: usize;
  limits: usize;
  newCount: i32;
  count: i32;
}

@inline
function ownStart(join: Join, lists: usize, thread: i32): usize {
  return lists + <usize>thread * (<usize>join.rowCount * <usize>join.k << 2);
}

/** Compares the rows of sets from..to, and betters the lists of this thread. */
export function joinSets(from: i32, to: i32, thread: i32, base: usize): void {
  const join = changetype<Join>(base);
  const head = join.scratch + <usize>thread * <usize>join.scratchBytes;
  const set = changetype<Gathered>(head);
  for (let number = from; number < to; number++) {
    gather(join, set, thread, number);
    for (let i = 0; i < set.newCount; i++) {
      // Four at a time from the next one on; those past the end are filled up, and not counted.
      for (let j = i + 1; j < set.count; j += 4) compareFour(join, set, thread, i, j);
    }
  }
}

/** Copies the rows of a set into scratch, the new ones first, and three more that fill up the last four. */
function gather(join: Join, set: Gathered, thread: i32, number: i32): void {
  const width = join.newWidth + join.oldWidth + 4;
  set.rows = changetype<usize>(set) + 32;
  set.ids = set.rows + <usize>width * join.stride;
  set.halves = set.ids + (<usize>width << 2);
  set.limits = set.halves + (<usize>width << 2);
  set.count = 0;
  gatherIds(join, set, thread, join.newIds + (<usize>(number * join.newWidth) << 2), join.newWidth);
  set.newCount = set.count;
  gatherIds(join, set, thread, join.oldIds + (<usize>(number * join.oldWidth) << 2), join.oldWidth);
  for (let i = set.count; i < set.count + 4; i++) {
    memory.fill(set.rows + <usize>i * join.stride, 0, join.stride);
    store<i32>(set.halves + (<usize>i << 2), 0);
    store<i32>(set.limits + (<usize>i << 2), i32.MAX_VALUE);
  }
}

function gatherIds(join: Join, set: Gathered, thread: i32, ids: usize, width: i32): void {
  const scores = ownStart(join, join.ownScores, thread);
  for (let i = 0; i < width; i++) {
    const id = load<i32>(ids + (<usize>i << 2));
    if (id < 0) return;
    const at = <usize>set.count << 2;
    memory.copy(set.rows + <usize>set.count * join.stride, join.rows + <usize>id * join.stride, join.stride);
    store<i32>(set.ids + at, id);
    store<i32>(set.halves + at, load<i32>(join.halves + (<usize>id << 2)));
    store<i32>(set.limits + at, load<i32>(scores + (<usize>(id * join.k + join.k - 1) << 2)));
    set.count++;
  }
}

/** Row i of a set with rows j to j + 3; a score that is in no list's reach costs nothing more. */
function compareFour(join: Join, set: Gathered, thread: i32, i: i32, j: i32): void {
  const stride = join.stride;
  const left = set.rows + <usize>i * stride;
  const right = set.rows + <usize>j * stride;
  let a = i32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let at: usize = 0; at < stride; at += 16) {
    const x = v128.load(left + at);
    a = addProducts(a, x, v128.load(right + at));
    b = addProducts(b, x, v128.load(right + stride + at));
    c = addProducts(c, x, v128.load(right + 2 * stride + at));
    d = addProducts(d, x, v128.load(right + 3 * stride + at));
  }
  const halves = i32x4.add(i32x4.splat(load<i32>(set.halves + (<usize>i << 2))), v128.load(set.halves + (<usize>j << 2)));
  const scores = i32x4.sub(sumLanes(a, b, c, d), halves);
  const limits = i32x4.min_s(i32x4.splat(load<i32>(set.limits + (<usize>i << 2))), v128.load(set.limits + (<usize>j << 2)));
  if (!v128.any_true(i32x4.ge_s(scores, limits))) return;
  offerBoth(join, set, thread, i, j, i32x4.extract_lane(scores, 0));
  offerBoth(join, set, thread, i, j + 1, i32x4.extract_lane(scores, 1));
  offerBoth(join, set, thread, i, j + 2, i32x4.extract_lane(scores, 2));
  offerBoth(join, set, thread, i, j + 3, i32x4.extract_lane(scores, 3));
}

function offerBoth(join: Join, set: Gathered, thread: i32, i: i32, j: i32, score: i32): void {
  if (j >= set.count) return;
  const one = load<i32>(set.ids + (<usize>i << 2));
  const other = load<i32>(set.ids + (<usize>j << 2));
  if (one == other) return;
  offer(join, set, thread, i, other, score);
  offer(join, set, thread, j, one, score);
}

/** Offers a row to the list of row i of the set. */
function offer(join: Join, set: Gathered, thread: i32, i: i32, id: i32, score: i32): void {
  if (score < load<i32>(set.limits + (<usize>i << 2))) return;
  const row = load<i32>(set.ids + (<usize>i << 2));
  const start: usize = <usize>(row * join.k) << 2;
  const ids = ownStart(join, join.ownIds, thread) + start;
  const scores = ownStart(join, join.ownScores, thread) + start;
  insert(ids, scores, join.k, id, score);
  store<i32>(set.limits + (<usize>i << 2), load<i32>(scores + (<usize>(join.k - 1) << 2)));
}

/** Puts an entry in its place unless it is there already or comes after the last; true when it came in. */
function insert(ids: usize, scores: usize, k: i32, id: i32, score: i32): bool {
  let place = k;
  while (place > 0 && isBefore(id, score, ids, scores, place - 1)) place--;
  if (place == k) return false;
  // Its own entry has the same score and number, so it can only stand right before the place.
  if (place > 0 && load<i32>(ids + (<usize>(place - 1) << 2)) == id) return false;
  const at = <usize>place << 2;
  const moved = <usize>(k - 1 - place) << 2;
  memory.copy(ids + at + 4, ids + at, moved);
  memory.copy(scores + at + 4, scores + at, moved);
  store<i32>(ids + at, id);
  store<i32>(scores + at, score);
  return true;
}

@inline
function isBefore(id: i32, score: i32, ids: usize, scores: usize, place: i32): bool {
  const other = load<i32>(scores + (<usize>place << 2));
  return score > other || (score == other && <u32>id < load<u32>(ids + (<usize>place << 2)));
}

/** Brings the lists of all threads together for rows from..to, and hands the result back to each thread. */
export function mergeLists(from: i32, to: i32, thread: i32, base: usize): void {
  const join = changetype<Join>(base);
  const bytes = <usize>join.k << 2;
  let changes = load<i32>(join.changes + (<usize>thread << 2));
  for (let row = from; row < to; row++) {
    const start = <usize>row * bytes;
    for (let other = 0; other < join.threadCount; other++) {
      const ids = ownStart(join, join.ownIds, other) + start;
      const scores = ownStart(join, join.ownScores, other) + start;
      mergeOne(join, row, ids, scores);
    }
    changes += settleFlags(join.flags + <usize>row * <usize>join.k, join.k);
    for (let other = 0; other < join.threadCount; other++) {
      memory.copy(ownStart(join, join.ownIds, other) + start, join.ids + start, bytes);
      memory.copy(ownStart(join, join.ownScores, other) + start, join.scores + start, bytes);
    }
  }
  store<i32>(join.changes + (<usize>thread << 2), changes);
}

/** Offers one thread's list of a row to the list that counts; what comes in gets a flag of 2. */
function mergeOne(join: Join, row: i32, ids: usize, scores: usize): void {
  const start = <usize>row * <usize>join.k;
  for (let i = 0; i < join.k; i++) {
    const id = load<i32>(ids + (<usize>i << 2));
    const score = load<i32>(scores + (<usize>i << 2));
    if (id < 0 || !isBefore(id, score, join.ids + (start << 2), join.scores + (start << 2), join.k - 1)) break;
    const place = placeOf(join, start, id, score);
    if (place < 0) continue;
    insert(join.ids + (start << 2), join.scores + (start << 2), join.k, id, score);
    memory.copy(join.flags + start + place + 1, join.flags + start + place, join.k - 1 - place);
    store<u8>(join.flags + start + place, 2);
  }
}

/** Turns flags of 2 into 1, and counts them: what came in and stayed, in whatever order it came. */
function settleFlags(flags: usize, k: i32): i32 {
  let count = 0;
  for (let i: usize = 0; i < <usize>k; i++) {
    if (load<u8>(flags + i) != 2) continue;
    store<u8>(flags + i, 1);
    count++;
  }
  return count;
}

/** Where an entry belongs in the list that counts; −1 when it is there already. */
function placeOf(join: Join, start: usize, id: i32, score: i32): i32 {
  const ids = join.ids + (start << 2);
  let place = join.k;
  while (place > 0 && isBefore(id, score, ids, join.scores + (start << 2), place - 1)) place--;
  return place > 0 && load<i32>(ids + (<usize>(place - 1) << 2)) == id ? -1 : place;
}
