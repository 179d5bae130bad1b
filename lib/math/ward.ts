import { dotRows, type Rows } from '@/lib/math/vectors';

/** One step of a hierarchy: the groups that hold the rows `first` and `second` become one. */
export interface Merge {
  readonly first: number;
  readonly second: number;
  /** Growth of the sum of squared distances to the group means by this step; steps ascend by it. */
  readonly height: number;
}

/**
 * Ward's hierarchy (Ward 1963) over weighted rows: starting with each row alone, the two groups whose union adds least
 * to the sum of squared distances to the group means are joined, rowCount − 1 times. Found by chains of nearest
 * neighbours with the Lance-Williams update (Murtagh & Legendre 2014, "Ward's hierarchical agglomerative clustering
 * method"), so time and memory are in proportion to rowCount². `weights[i]` > 0 is how many samples row i stands for.
 * The same rows give the same steps; of equals the lower number goes first.
 */
export function linkByWard(rows: Rows, weights: ArrayLike<number>): Merge[] {
  const links = startLinks(rows, weights);
  const merges: Merge[] = [];
  const chain: number[] = [];
  while (merges.length < rows.rowCount - 1) {
    if (chain.length === 0) chain.push(links.isAlive.indexOf(1));
    const last = chain.at(-1) as number;
    const before = chain.at(-2) ?? -1;
    const next = findNearest(links, last, before);
    if (next !== before) {
      chain.push(next);
      continue;
    }
    chain.length -= 2;
    merges.push({ first: before, second: last, height: links.heights[before * rows.rowCount + last] as number });
    join(links, Math.min(before, last), Math.max(before, last));
  }
  return merges.sort((a, b) => a.height - b.height);
}

/**
 * The groups that are left after as many of the steps as leave `groupCount`: for each row the number of its group,
 * numbered in the order of their first rows. `groupCount` is in 1..rowCount.
 */
export function cutMerges(merges: readonly Merge[], rowCount: number, groupCount: number): Int32Array {
  const parents = Int32Array.from({ length: rowCount }, (_, row) => row);
  const rootOf = (row: number): number => {
    let root = row;
    while (parents[root] !== root) root = parents[root] as number;
    return root;
  };
  for (const { first, second } of merges.slice(0, rowCount - groupCount)) {
    const [low, high] = [rootOf(first), rootOf(second)].sort((a, b) => a - b) as [number, number];
    parents[high] = low;
  }
  const numbers = new Map<number, number>();
  return parents.map((_, row) => {
    const root = rootOf(row);
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    return number;
  });
}

interface Links {
  readonly rowCount: number;
  /** What joining groups i and j would cost, at i × rowCount + j. */
  readonly heights: Float64Array;
  readonly weights: Float64Array;
  readonly isAlive: Uint8Array;
}

function startLinks(rows: Rows, given: ArrayLike<number>): Links {
  const { rowCount } = rows;
  const weights = Float64Array.from(given);
  const lengths = Float64Array.from(weights, (_, row) => dotRows(rows, row, rows, row));
  const heights = new Float64Array(rowCount * rowCount);
  for (let i = 0; i < rowCount; i++) {
    for (let j = 0; j < i; j++) {
      const square = Math.max(0, (lengths[i] as number) + (lengths[j] as number) - 2 * dotRows(rows, i, rows, j));
      const [a, b] = [weights[i] as number, weights[j] as number];
      const height = ((a * b) / (a + b)) * square;
      heights[i * rowCount + j] = height;
      heights[j * rowCount + i] = height;
    }
  }
  return { rowCount, heights, weights, isAlive: new Uint8Array(rowCount).fill(1) };
}

/** The living group that is cheapest to join; `preferred` (−1 for none) wins among equals, so that chains end. */
function findNearest({ rowCount, heights, isAlive }: Links, group: number, preferred: number): number {
  let best = preferred;
  let least = preferred < 0 ? Number.POSITIVE_INFINITY : (heights[group * rowCount + preferred] as number);
  for (let other = 0; other < rowCount; other++) {
    const height = heights[group * rowCount + other] as number;
    if (height < least && isAlive[other] === 1 && other !== group) {
      best = other;
      least = height;
    }
  }
  return best;
}

/** The group `kept` takes in `gone`; the costs of joining it with the others are brought up to date. */
function join({ rowCount, heights, weights, isAlive }: Links, kept: number, gone: number): void {
  const [a, b] = [weights[kept] as number, weights[gone] as number];
  const between = heights[kept * rowCount + gone] as number;
  isAlive[gone] = 0;
  weights[kept] = a + b;
  for (let other = 0; other < rowCount; other++) {
    if (isAlive[other] === 0 || other === kept) continue;
    const c = weights[other] as number;
    const toKept = (a + c) * (heights[kept * rowCount + other] as number);
    const toGone = (b + c) * (heights[gone * rowCount + other] as number);
    const height = Math.max(0, (toKept + toGone - c * between) / (a + b + c));
    heights[kept * rowCount + other] = height;
    heights[other * rowCount + kept] = height;
  }
}
