import { proposeBoundary } from '@/lib/clusters/boundary';
import type { Clustering } from '@/lib/math/clustering';
import type { Rows } from '@/lib/math/vectors';

export interface FoundCluster {
  /** Rows of the request, nearest to the centre first. */
  readonly rows: Int32Array;
  /** 1 − cosine to the centre, in single precision, ascending. */
  readonly distances: Float32Array;
  /** Mean of the members, in the space that was clustered. */
  readonly centre: Float32Array;
  /** Mean cosine of the members to the centre, −1 to 1. */
  readonly cohesion: number;
  /** How many members, nearest first, the proposed boundary takes in. */
  readonly boundaryRank: number;
}

/**
 * Members from core to fringe, cohesion and boundary of every cluster: largest first, of equal ones the one whose
 * nearest member comes first. In memory of about 20 bytes a row; the arrays of all clusters are parts of three, so that
 * they can be handed over together.
 */
export function describeClusters(rows: Rows, clustering: Clustering): FoundCluster[] {
  const { assignments, groupCount } = clustering;
  const distances = measureDistances(rows, clustering);
  const starts = countStarts(assignments, groupCount);
  const members = gatherMembers(assignments, starts);
  const ordered = new Float32Array(assignments.length);
  const clusters: FoundCluster[] = [];
  for (let group = 0; group < groupCount; group++) {
    const [from, to] = [starts[group] as number, starts[group + 1] as number];
    const own = members.subarray(from, to);
    sortByDistance(own, distances);
    for (let at = from; at < to; at++) ordered[at] = distances[members[at] as number] as number;
    const centre = clustering.centres.subarray(group * rows.columnCount, (group + 1) * rows.columnCount);
    clusters.push(describe(own, ordered.subarray(from, to), centre));
  }
  return clusters.sort((a, b) => b.rows.length - a.rows.length || (a.rows[0] ?? 0) - (b.rows[0] ?? 0));
}

function describe(rows: Int32Array, distances: Float32Array, centre: Float32Array): FoundCluster {
  const cohesion = 1 - distances.reduce((sum, distance) => sum + distance, 0) / rows.length;
  return { rows, distances, centre, cohesion, boundaryRank: proposeBoundary(distances) };
}

/** 1 − cosine of each row to its centre; a row or a centre of zeros has no direction, and cosine 0. */
function measureDistances({ values, columnCount }: Rows, { assignments, centres }: Clustering): Float32Array {
  const distances = new Float32Array(assignments.length);
  for (let row = 0; row < assignments.length; row++) {
    const start = row * columnCount;
    const centre = (assignments[row] as number) * columnCount;
    let [product, length, centreLength] = [0, 0, 0];
    for (let c = 0; c < columnCount; c++) {
      const a = values[start + c] as number;
      const b = centres[centre + c] as number;
      product += a * b;
      length += a * a;
      centreLength += b * b;
    }
    const lengths = Math.sqrt(length * centreLength);
    const cosine = lengths === 0 ? 0 : Math.min(1, Math.max(-1, product / lengths));
    distances[row] = 1 - cosine;
  }
  return distances;
}

/** Where the members of each group begin when all are laid out group after group, and where the last one ends. */
function countStarts(assignments: Int32Array, groupCount: number): Int32Array {
  const starts = new Int32Array(groupCount + 1);
  for (const group of assignments) starts[group + 1] = (starts[group + 1] as number) + 1;
  for (let group = 0; group < groupCount; group++) {
    starts[group + 1] = (starts[group + 1] as number) + (starts[group] as number);
  }
  return starts;
}

/** All rows, group after group, ascending within each. */
function gatherMembers(assignments: Int32Array, starts: Int32Array): Int32Array {
  const members = new Int32Array(assignments.length);
  const next = starts.slice();
  for (let row = 0; row < assignments.length; row++) {
    const group = assignments[row] as number;
    members[next[group] as number] = row;
    next[group] = (next[group] as number) + 1;
  }
  return members;
}

// Bits of a place within one cluster; with 30 bits of a distance they fit a double exactly.
const placeSize = 2 ** 23;

/** Sorts the rows of one cluster in place by distance, of equal ones the lower row first. */
function sortByDistance(rows: Int32Array, distances: Float32Array): void {
  if (rows.length > placeSize) throw new RangeError(`A cluster of ${rows.length} rows; ${placeSize} is the most.`);
  const ascending = rows.slice();
  const own = Float32Array.from(ascending, (row) => distances[row] as number);
  // The bits of floats that are not negative ascend with them, and whole numbers sort faster than by a function.
  const bits = new Uint32Array(own.buffer);
  const keys = Float64Array.from(bits, (value, place) => value * placeSize + place).sort();
  for (let i = 0; i < keys.length; i++) rows[i] = ascending[(keys[i] as number) % placeSize] as number;
}
