import type { CodedRows } from '@/lib/math/neighbours/coded-rows';
import { growLeaves } from '@/lib/math/neighbours/projection-leaves';
import { createRandom, type Random } from '@/lib/math/random';

// NN-descent (Dong, Moses & Li 2011) as PyNNDescent does it: start from the leaves of random projection trees, then
// compare the neighbours of every row with each other, new ones with all and old ones with new ones only, until hardly
// an entry changes. A list takes whatever is best of all that was offered, in whatever order, so the outcome does not
// depend on how many threads there are.

const treeCount = 6;
const leafSize = 64;
const candidateCount = 20;
const mostRounds = 16;
/** Ends when a round changes fewer than this share of all entries. */
const settledShare = 0.001;
const setsPerStep = 32;
const smallestScore = -(2 ** 31);

export type DescentProgress = { readonly done: number; readonly total: number };

/** Lists of `k` nearest rows in the machine's memory, by descending score of the codes; valid until its release. */
export type DescentLists = { readonly k: number; readonly idsAt: number; readonly rounds: number };

type Work = {
  readonly codes: CodedRows;
  readonly k: number;
  readonly idsAt: number;
  readonly scoresAt: number;
  readonly flagsAt: number;
  readonly ownIdsAt: number;
  readonly ownScoresAt: number;
  readonly newIdsAt: number;
  readonly oldIdsAt: number;
  readonly scratchAt: number;
  readonly scratchBytes: number;
  readonly changesAt: number;
};

/**
 * The k nearest rows of every row by codes, most of them: a list may lack some. Yields after each tree and each round
 * (at most `total`). The same rows, k and seed give the same lists, whatever the number of threads.
 */
export function* descend(codes: CodedRows, k: number, seed: number): Generator<DescentProgress, DescentLists> {
  const random = createRandom(seed);
  const total = treeCount + mostRounds;
  const work = allocateWork(codes, k);
  for (let tree = 0; tree < treeCount; tree++) {
    const leafCount = layLeaves(work, random);
    runJoin(work, { setCount: leafCount, newWidth: leafSize, oldWidth: 0 });
    yield { done: tree + 1, total };
  }
  for (let round = 1; round <= mostRounds; round++) {
    drawCandidates(work, random);
    const sets = { setCount: codes.rowCount, newWidth: candidateCount, oldWidth: candidateCount };
    const changeCount = runJoin(work, sets);
    yield { done: treeCount + round, total };
    if (changeCount <= settledShare * codes.rowCount * k) return { k, idsAt: work.idsAt, rounds: round };
  }
  return { k, idsAt: work.idsAt, rounds: mostRounds };
}

function allocateWork(codes: CodedRows, k: number): Work {
  const { machine, rowCount, strideBytes } = codes;
  const { threadCount } = machine;
  const entryCount = rowCount * k;
  // What assembly/neighbour-lists.ts lays out for a set: its head, the rows, and three numbers for each.
  const widest = Math.max(leafSize, 2 * candidateCount) + 4;
  const scratchBytes = Math.ceil((32 + widest * (strideBytes + 12)) / 64) * 64;
  const integers = (count: number, value: number) => {
    const at = machine.allocate(4 * count);
    machine.integers(at, count).fill(value);
    return at;
  };
  return {
    codes,
    k,
    idsAt: integers(entryCount, -1),
    scoresAt: integers(entryCount, smallestScore),
    flagsAt: integers(Math.ceil(entryCount / 4), 0),
    ownIdsAt: integers(entryCount * threadCount, -1),
    ownScoresAt: integers(entryCount * threadCount, smallestScore),
    // A leaf has a sixteenth of more than leafSize rows at least.
    newIdsAt: integers(Math.max(rowCount * candidateCount, (Math.floor(rowCount / 5) + 1) * leafSize), -1),
    oldIdsAt: integers(rowCount * candidateCount, -1),
    scratchAt: machine.allocate(scratchBytes * threadCount),
    scratchBytes,
    changesAt: integers(threadCount, 0),
  };
}

/** Lays the leaves of one more tree down as sets of new rows; how many there are. */
function layLeaves({ codes, newIdsAt }: Work, random: Random): number {
  const { order, starts } = growLeaves(codes, leafSize, random);
  const leafCount = starts.length - 1;
  const sets = codes.machine.integers(newIdsAt, leafCount * leafSize).fill(-1);
  for (let leaf = 0; leaf < leafCount; leaf++)
    sets.set(order.subarray(starts[leaf], starts[leaf + 1]), leaf * leafSize);
  return leafCount;
}

/** Compares the rows of all sets and brings the lists together; how many entries changed. */
function runJoin(work: Work, sets: { setCount: number; newWidth: number; oldWidth: number }): number {
  const { codes, k } = work;
  const { machine, rowCount } = codes;
  const values = [
    codes.rowsAt,
    codes.halvesAt,
    codes.strideBytes,
    rowCount,
    k,
    work.newIdsAt,
    sets.newWidth,
    work.oldIdsAt,
    sets.oldWidth,
    work.ownIdsAt,
    work.ownScoresAt,
    work.scratchAt,
    work.scratchBytes,
    machine.threadCount,
    work.idsAt,
    work.scoresAt,
    work.flagsAt,
    work.changesAt,
  ];
  const changes = machine.integers(work.changesAt, machine.threadCount).fill(0);
  machine.run('joinSets', sets.setCount, values, { step: setsPerStep });
  machine.run('mergeLists', rowCount, values);
  return changes.reduce((sum, count) => sum + count, 0);
}

/**
 * Chooses what each row is compared by: at random up to 20 new and 20 old entries, of its own list and of the lists that
 * it stands in. New entries that were chosen are old from now on.
 */
function drawCandidates({ codes, k, idsAt, flagsAt, newIdsAt, oldIdsAt }: Work, random: Random): void {
  const { machine, rowCount } = codes;
  const ids = machine.integers(idsAt, rowCount * k);
  const flags = new Uint8Array(machine.memory.buffer, flagsAt, rowCount * k);
  const fresh = new Reservoirs(machine.integers(newIdsAt, rowCount * candidateCount), rowCount, random);
  const old = new Reservoirs(machine.integers(oldIdsAt, rowCount * candidateCount), rowCount, random);
  for (let at = 0; at < ids.length; at++) {
    const other = ids[at] as number;
    if (other < 0) continue;
    const row = Math.floor(at / k);
    const into = flags[at] === 1 ? fresh : old;
    into.offer(row, other);
    into.offer(other, row);
  }
  for (let at = 0; at < ids.length; at++) {
    if (flags[at] === 1 && fresh.has(Math.floor(at / k), ids[at] as number)) flags[at] = 0;
  }
}

/** Up to 20 of all entries that each row was offered, every one equally likely (Vitter 1985, algorithm R). */
class Reservoirs {
  private readonly offered: Int32Array;

  constructor(
    private readonly entries: Int32Array,
    rowCount: number,
    private readonly random: Random,
  ) {
    this.offered = new Int32Array(rowCount);
    entries.fill(-1);
  }

  offer(row: number, entry: number): void {
    if (this.has(row, entry)) return;
    const count = this.offered[row] as number;
    this.offered[row] = count + 1;
    const place = count < candidateCount ? count : Math.floor(this.random() * (count + 1));
    if (place < candidateCount) this.entries[row * candidateCount + place] = entry;
  }

  has(row: number, entry: number): boolean {
    const start = row * candidateCount;
    for (let at = start; at < start + candidateCount; at++) if (this.entries[at] === entry) return true;
    return false;
  }
}
