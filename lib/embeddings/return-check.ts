import { leastCosine } from '@/lib/embeddings/producer';

/** Vectors of one lease: `count` rows of `dimension` numbers, one after another. */
export interface ReturnedVectors {
  readonly values: Float32Array;
  readonly dimension: number;
}

/** A norm this many times above or below the middle one of its lease is odd enough to be recomputed. */
const oddNormRatio = 4;

/** Odd rows that are recomputed beside the randomly chosen one, at most. */
const oddRowLimit = 3;

/** The norm of the returned vector may differ from the recomputed one's by this share. */
const normTolerance = 0.01;

function rowOf({ values, dimension }: ReturnedVectors, row: number): Float32Array {
  return values.subarray(row * dimension, (row + 1) * dimension);
}

/** Euclidean length, in float64. */
export function normOf(vector: Float32Array): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum);
}

function normsOf(returned: ReturnedVectors): Float64Array {
  const count = returned.values.length / returned.dimension;
  return Float64Array.from({ length: count }, (_, row) => normOf(rowOf(returned, row)));
}

/**
 * What is wrong with returned vectors by themselves, as a sentence; null when nothing is: each row must be finite and
 * longer than 0.
 */
export function findFault(returned: ReturnedVectors): string | null {
  const norms = normsOf(returned);
  for (const [row, norm] of norms.entries()) {
    if (!Number.isFinite(norm)) return `Vector ${row + 1} of ${norms.length} holds a number that is not finite.`;
    if (norm === 0) return `Vector ${row + 1} of ${norms.length} is zero everywhere.`;
  }
  return null;
}

/**
 * The rows of a lease that the server recomputes: one chosen by `random` (0 ≤ random < 1) after the vectors came, so
 * that nobody can know it before, and those whose norm is far from the middle one. Only rows among `candidates`, those
 * whose samples are still there; none when that is empty.
 */
export function pickCheckedRows(returned: ReturnedVectors, candidates: readonly number[], random: number): number[] {
  const norms = normsOf(returned);
  const middle = norms.toSorted()[norms.length >> 1] ?? 0;
  const odd = candidates.filter((row) => {
    const norm = norms[row] as number;
    return norm > oddNormRatio * middle || norm < middle / oddNormRatio;
  });
  const chosen = candidates.slice(Math.floor(random * candidates.length)).slice(0, 1);
  return [...new Set([...chosen, ...odd.slice(0, oddRowLimit)])];
}

/** Cosine of a returned row and the recomputed vector, and whether both cosine and norm agree. */
export function compareRow(
  returned: ReturnedVectors,
  row: number,
  recomputed: Float32Array,
): { cosine: number; isSame: boolean } {
  const given = rowOf(returned, row);
  let product = 0;
  for (let i = 0; i < given.length; i++) product += (given[i] as number) * (recomputed[i] as number);
  const [givenNorm, norm] = [normOf(given), normOf(recomputed)];
  const cosine = product / (givenNorm * norm);
  return { cosine, isSame: cosine >= leastCosine && Math.abs(givenNorm / norm - 1) <= normTolerance };
}
