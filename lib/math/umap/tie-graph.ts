import { type NeighbourDistances, weighTies } from '@/lib/math/umap/tie-weights';

/** Ties between rows: those of row i are `ends` and `weights` at starts[i] up to starts[i + 1], ends ascending. */
export interface TieGraph {
  readonly starts: Uint32Array;
  readonly ends: Int32Array;
  /** More than 0, at most 1. */
  readonly weights: Float32Array;
}

/**
 * The ties of all rows, both ways: a tie that one of two rows has, or both, holds for both with the weight
 * w + w′ − w·w′ (the union of fuzzy sets: McInnes, Healy & Melville 2018, section 3.1).
 */
export function joinTies(near: NeighbourDistances): TieGraph {
  const { k, rows } = near;
  const weights = weighTies(near);
  const rowCount = k === 0 ? 0 : Math.floor(rows.length / k);
  const starts = countEnds(rows, k, rowCount);
  const ends = new Int32Array(starts[rowCount] as number);
  const both = new Float32Array(ends.length);
  const next = starts.slice(0, rowCount);
  const add = (row: number, end: number, weight: number) => {
    const at = next[row] as number;
    ends[at] = end;
    both[at] = weight;
    next[row] = at + 1;
  };
  for (let at = 0; at < rows.length; at++) {
    const [row, other, weight] = [Math.floor(at / k), rows[at] as number, weights[at] as number];
    if (other < 0) continue;
    add(row, other, weight);
    add(other, row, weight);
  }
  return mergeTwins({ starts, ends, weights: both });
}

/** Where the edges of each row begin when every tie stands with both of its rows. */
function countEnds(rows: Int32Array, k: number, rowCount: number): Uint32Array {
  const starts = new Uint32Array(rowCount + 1);
  for (let at = 0; at < rows.length; at++) {
    const [row, other] = [Math.floor(at / k), rows[at] as number];
    if (other < 0) continue;
    starts[row + 1] = (starts[row + 1] as number) + 1;
    starts[other + 1] = (starts[other + 1] as number) + 1;
  }
  for (let row = 0; row < rowCount; row++) {
    starts[row + 1] = (starts[row + 1] as number) + (starts[row] as number);
  }
  return starts;
}

/** Sorts the edges of each row by their ends, and makes one of the two that lead to the same. */
function mergeTwins({ starts, ends, weights }: TieGraph): TieGraph {
  const rowCount = starts.length - 1;
  const merged = new Uint32Array(rowCount + 1);
  let to = 0;
  for (let row = 0; row < rowCount; row++) {
    const [from, until] = [starts[row] as number, starts[row + 1] as number];
    sortEdges(ends, weights, from, until);
    const first = to;
    for (let at = from; at < until; at++) {
      const [end, weight] = [ends[at] as number, weights[at] as number];
      if (to > first && ends[to - 1] === end) {
        const other = weights[to - 1] as number;
        weights[to - 1] = other + weight - other * weight;
      } else {
        ends[to] = end;
        weights[to] = weight;
        to += 1;
      }
    }
    merged[row + 1] = to;
  }
  return { starts: merged, ends: ends.slice(0, to), weights: weights.slice(0, to) };
}

// Beyond so many edges, sorting by insertion takes too long.
const longInsertion = 256;

/** By insertion: rows have few edges. Edges of equal ends are sorted by weight, so that their order does not matter. */
function sortEdges(ends: Int32Array, weights: Float32Array, from: number, until: number): void {
  if (until - from > longInsertion) {
    sortMany(ends, weights, from, until);
    return;
  }
  for (let at = from + 1; at < until; at++) {
    const [end, weight] = [ends[at] as number, weights[at] as number];
    let place = at;
    while (place > from && isAfter(ends[place - 1] as number, weights[place - 1] as number, end, weight)) {
      ends[place] = ends[place - 1] as number;
      weights[place] = weights[place - 1] as number;
      place -= 1;
    }
    ends[place] = end;
    weights[place] = weight;
  }
}

function isAfter(end: number, weight: number, otherEnd: number, otherWeight: number): boolean {
  return end > otherEnd || (end === otherEnd && weight > otherWeight);
}

/** Rows that very many others name, such as the middle of a crowd. */
function sortMany(ends: Int32Array, weights: Float32Array, from: number, until: number): void {
  const edges = Array.from(ends.subarray(from, until), (end, i) => ({ end, weight: weights[from + i] as number }));
  edges.sort((a, b) => a.end - b.end || a.weight - b.weight);
  edges.forEach(({ end, weight }, i) => {
    ends[from + i] = end;
    weights[from + i] = weight;
  });
}
