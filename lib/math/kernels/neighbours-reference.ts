// What the kernels of assembly/neighbours.ts and assembly/neighbour-lists.ts compute, without SIMD and without their
// order of work: tests compare the two number by number.

type Memory = ArrayBufferLike;

function viewsOf(memory: Memory) {
  return {
    u8: new Uint8Array(memory),
    i16: new Int16Array(memory),
    i32: new Int32Array(memory),
    u32: new Uint32Array(memory),
  };
}

type Views = ReturnType<typeof viewsOf>;

/** Reads fields of 4 bytes: numbers as they are, addresses as places in the array of their kind. */
function readerOf({ u32, i32 }: Views, base: number) {
  const at = base >>> 2;
  return {
    number: (field: number) => i32[at + field] as number,
    bytes: (field: number) => u32[at + field] as number,
    shorts: (field: number) => (u32[at + field] as number) >>> 1,
    integers: (field: number) => (u32[at + field] as number) >>> 2,
  };
}

function dotCodes(i16: Int16Array, a: number, b: number, length: number): number {
  let sum = 0;
  for (let c = 0; c < length; c++) sum += (i16[a + c] as number) * (i16[b + c] as number);
  return sum;
}

/** The fields of a search, in the order of the class Scan of assembly/neighbours.ts. */
function readScan(views: Views, base: number) {
  const { number, shorts, integers } = readerOf(views, base);
  return {
    rows: shorts(0),
    halves: integers(1),
    rowCount: number(2),
    stride: shorts(3),
    queries: shorts(4),
    slack: number(5),
    k: number(6),
    capacity: number(7),
    tops: integers(8),
    counts: integers(9),
    scores: integers(10),
    ids: integers(11),
  };
}

const smallest = -(2 ** 31);

/**
 * For queries 2 × from up to 2 × to: the k best scores, and as candidates all rows that score at least the k-th best
 * less the slack (with k = 0, at least the slack), rows ascending. A query with more candidates than there is room for has a count of −1; the kernel
 * says so from three quarters of the room on.
 */
export function scanRowsReference(memory: Memory, from: number, to: number, base: number): void {
  const views = viewsOf(memory);
  const scan = readScan(views, base);
  for (let query = 2 * from; query < 2 * to; query++) {
    const scores = Int32Array.from({ length: scan.rowCount }, (_, row) => {
      const dot = dotCodes(views.i16, scan.queries + query * scan.stride, scan.rows + row * scan.stride, scan.stride);
      return dot - (views.i32[scan.halves + row] as number);
    });
    const tops = scores.toSorted().reverse().subarray(0, scan.k);
    views.i32.set(tops, scan.tops + query * scan.k);
    const last = views.i32[scan.tops + (query + 1) * scan.k - 1] as number;
    const limit = scan.k === 0 ? scan.slack : Math.max(smallest, last - scan.slack);
    const near = [...scores.keys()].filter((row) => (scores[row] as number) >= limit);
    views.i32[scan.counts + query] = near.length > scan.capacity ? -1 : near.length;
    if (near.length > scan.capacity) continue;
    const nearScores = near.map((row) => scores[row] as number);
    views.i32.set(near, scan.ids + query * scan.capacity);
    views.i32.set(nearScores, scan.scores + query * scan.capacity);
  }
}

/** The fields of a join, in the order of the class Join of assembly/neighbour-lists.ts. */
function readJoin(views: Views, base: number) {
  const { number, bytes, shorts, integers } = readerOf(views, base);
  return {
    rows: shorts(0),
    halves: integers(1),
    stride: shorts(2),
    rowCount: number(3),
    k: number(4),
    newIds: integers(5),
    newWidth: number(6),
    oldIds: integers(7),
    oldWidth: number(8),
    ownIds: integers(9),
    ownScores: integers(10),
    threadCount: number(13),
    ids: integers(14),
    scores: integers(15),
    flags: bytes(16),
    changes: integers(17),
  };
}

type Join = ReturnType<typeof readJoin>;
type Lists = { ids: number; scores: number; flags?: number };
type Entry = { id: number; score: number; isNew: boolean };

const byRank = (a: Entry, b: Entry) => b.score - a.score || a.id - b.id;

function readIds({ i32 }: Views, at: number, width: number): number[] {
  const ids = [...i32.subarray(at, at + width)];
  return ids.includes(-1) ? ids.slice(0, ids.indexOf(-1)) : ids;
}

/** Compares the rows of sets from..to (new with all, old not with old) and betters the lists of one thread. */
export function joinSetsReference(memory: Memory, from: number, to: number, thread: number, base: number): void {
  const views = viewsOf(memory);
  const join = readJoin(views, base);
  const own = thread * join.rowCount * join.k;
  const lists = { ids: join.ownIds + own, scores: join.ownScores + own };
  for (let set = from; set < to; set++) {
    const fresh = readIds(views, join.newIds + set * join.newWidth, join.newWidth);
    const all = [...fresh, ...readIds(views, join.oldIds + set * join.oldWidth, join.oldWidth)];
    fresh.forEach((one, i) => {
      for (const other of all.slice(i + 1).filter((id) => id !== one)) {
        const score = scorePair(views, join, one, other);
        offer(views, join, lists, one, { id: other, score });
        offer(views, join, lists, other, { id: one, score });
      }
    });
  }
}

function scorePair({ i16, i32 }: Views, join: Join, a: number, b: number): number {
  const dot = dotCodes(i16, join.rows + a * join.stride, join.rows + b * join.stride, join.stride);
  return dot - (i32[join.halves + a] as number) - (i32[join.halves + b] as number);
}

/** Offers one entry to the list of a row; true when it was not there and came in. */
function offer(views: Views, { k }: Join, lists: Lists, row: number, entry: Omit<Entry, 'isNew'>): boolean {
  const ids = lists.ids + row * k;
  const scores = lists.scores + row * k;
  const flags = lists.flags === undefined ? undefined : lists.flags + row * k;
  const entries = readIds(views, ids, k).map((id, i) => ({
    id,
    score: views.i32[scores + i] as number,
    isNew: flags !== undefined && views.u8[flags + i] === 1,
  }));
  if (entry.id < 0 || entries.some(({ id }) => id === entry.id)) return false;
  const best = [...entries, { ...entry, isNew: true }].sort(byRank).slice(0, k);
  best.forEach(({ id, score, isNew }, i) => {
    views.i32[ids + i] = id;
    views.i32[scores + i] = score;
    if (flags !== undefined) views.u8[flags + i] = isNew ? 1 : 0;
  });
  return best.some(({ id }) => id === entry.id);
}

/** Brings the lists of all threads together for rows from..to, and hands the result back to each thread. */
export function mergeListsReference(memory: Memory, from: number, to: number, thread: number, base: number): void {
  const views = viewsOf(memory);
  const { i32 } = views;
  const join = readJoin(views, base);
  const { k, threadCount } = join;
  const ownRow = (other: number, row: number) => (other * join.rowCount + row) * k;
  for (let row = from; row < to; row++) {
    const before = new Set(readIds(views, join.ids + row * k, k));
    for (let at = 0; at < threadCount * k; at++) {
      const own = ownRow(Math.floor(at / k), row) + (at % k);
      offer(views, join, join, row, {
        id: i32[join.ownIds + own] as number,
        score: i32[join.ownScores + own] as number,
      });
    }
    const came = readIds(views, join.ids + row * k, k).filter((id) => !before.has(id));
    i32[join.changes + thread] = (i32[join.changes + thread] as number) + came.length;
    for (let other = 0; other < threadCount; other++) {
      i32.copyWithin(join.ownIds + ownRow(other, row), join.ids + row * k, join.ids + (row + 1) * k);
      i32.copyWithin(join.ownScores + ownRow(other, row), join.scores + row * k, join.scores + (row + 1) * k);
    }
  }
}
