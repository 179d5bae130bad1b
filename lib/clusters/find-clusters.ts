import { proposeBoundary } from '@/lib/clusters/boundary';
import { prepareVectors } from '@/lib/clusters/recipe';
import { type Clustering, type ClusterProgress, clusterVectors } from '@/lib/math/k-means';
import { cosineOfRows, type Rows } from '@/lib/math/vectors';

/** Embeddings to cluster, row after row in the order of their sample ids. */
export interface FindClustersRequest {
  readonly vectors: Float32Array<ArrayBuffer>;
  readonly rowCount: number;
  readonly dimension: number;
  readonly k: number;
  readonly seed: number;
}

/** How far the search is, as a share of all its work, 0 to 1, and what it does. */
export interface FindClustersProgress {
  readonly share: number;
  readonly stage: 'axes' | ClusterProgress['stage'];
}

export interface FoundCluster {
  /** Rows of the request, nearest to the centre first. */
  readonly rows: Int32Array<ArrayBuffer>;
  /** 1 − cosine to the centre, in single precision, ascending. */
  readonly distances: Float32Array<ArrayBuffer>;
  /** Mean of the members, in the space that was clustered. */
  readonly centre: Float32Array<ArrayBuffer>;
  /** Mean cosine of the members to the centre, −1 to 1. */
  readonly cohesion: number;
  /** How many members, nearest first, the proposed boundary takes in. */
  readonly boundaryRank: number;
}

export interface FoundClusters {
  /** Largest first; of equal ones the one whose nearest member comes first. */
  readonly clusters: FoundCluster[];
  readonly iterations: number;
  /** Sum of squared distances to the centres, in the space that was clustered. */
  readonly inertia: number;
}

// Shares of the whole, from runs at 2,000 to 13,000 samples.
const axesShare = 0.4;
const startShare = 0.3;

/**
 * Finds clusters in embeddings: the recipe of `prepareVectors`, k-means, then order, cohesion and
 * boundary of every cluster. Takes over `vectors` and changes it. The same request gives the same bits.
 */
export function* findClusters(request: FindClustersRequest): Generator<FindClustersProgress, FoundClusters> {
  const { vectors, rowCount, dimension, k, seed } = request;
  const preparing = prepareVectors({ values: vectors, rowCount, columnCount: dimension }, seed);
  let prepared = preparing.next();
  for (; !prepared.done; prepared = preparing.next()) yield { stage: 'axes', share: axesShare * prepared.value };
  const rows = prepared.value;
  const clustering = clusterVectors({ vectors: rows.values, rowCount, dimension: rows.columnCount, k, seed });
  let step = clustering.next();
  for (; !step.done; step = clustering.next()) yield { stage: step.value.stage, share: shareOf(step.value) };
  const { iterations, inertia } = step.value;
  return { clusters: describeClusters(rows, step.value), iterations, inertia };
}

function shareOf({ stage, done, total }: ClusterProgress): number {
  if (stage === 'start') return axesShare + (startShare * done) / total;
  return axesShare + startShare + ((1 - axesShare - startShare) * done) / total;
}

function describeClusters(rows: Rows, { assignments, centres, groupCount }: Clustering): FoundCluster[] {
  const members = Array.from({ length: groupCount }, (): number[] => []);
  assignments.forEach((group, row) => {
    members[group]?.push(row);
  });
  const all: Rows = { values: centres, rowCount: groupCount, columnCount: rows.columnCount };
  return members
    .map((own, group) => describeCluster(rows, own, { centres: all, group }))
    .sort((a, b) => b.rows.length - a.rows.length || (a.rows[0] ?? 0) - (b.rows[0] ?? 0));
}

function describeCluster(
  rows: Rows,
  members: number[],
  { centres, group }: { centres: Rows; group: number },
): FoundCluster {
  const cosines = new Map(members.map((row) => [row, cosineOfRows(rows, row, centres, group)]));
  const distanceOf = (row: number) => Math.fround(1 - (cosines.get(row) ?? 0));
  const ordered = Int32Array.from(members).sort((a, b) => distanceOf(a) - distanceOf(b) || a - b);
  const distances = Float32Array.from(ordered, distanceOf);
  const { columnCount } = rows;
  return {
    rows: ordered,
    distances,
    centre: new Float32Array(centres.values.subarray(group * columnCount, (group + 1) * columnCount)),
    cohesion: [...cosines.values()].reduce((sum, cosine) => sum + cosine, 0) / members.length,
    boundaryRank: proposeBoundary(distances),
  };
}
