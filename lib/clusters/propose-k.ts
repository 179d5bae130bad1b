import { curveRowLimit, type KCurvePoint, pickK } from '@/lib/clusters/k-curve';

/** Bounds of k that a person may choose. */
const smallestK = 2;
export const largestK = 2000;

/** A number of clusters and, as a sentence, where it comes from. */
export interface KProposal {
  readonly k: number;
  readonly reason: string;
}

/** Clusters per class: with fewer, one cluster often holds two classes (decision record 023). */
const clustersPerClass = 2;
const smallestAverageSize = 4;

/** What a proposal of k rests on. */
export interface KGrounds {
  readonly sampleCount: number;
  /** Classes known so far, made or imported. */
  readonly classCount: number;
  /** What different k are worth (`drawKCurve`); empty where that is not known. */
  readonly curve: readonly KCurvePoint[];
}

/**
 * Proposes k, the largest of three: the square root of the number of samples, so that there are as many clusters to
 * open as there are samples in a cluster of average size; the k beyond which more hardly describe new samples better
 * (`pickK`); and two for each class. Kept within 2..2000 and above 4 samples a cluster. Up to 4 samples: one cluster.
 */
export function proposeK({ sampleCount, classCount, curve }: KGrounds): KProposal {
  if (sampleCount <= smallestAverageSize) {
    return { k: 1, reason: `${countSamples(sampleCount)} ${sampleCount === 1 ? 'is' : 'are'} too few to divide.` };
  }
  const fromSamples = Math.round(Math.sqrt(sampleCount));
  const fromCurve = pickK(curve) ?? 0;
  const fromClasses = clustersPerClass * classCount;
  const wanted = Math.max(smallestK, fromSamples, fromCurve, fromClasses);
  const ceiling = Math.max(smallestK, Math.min(largestK, Math.floor(sampleCount / smallestAverageSize)));
  if (wanted > ceiling) return { k: ceiling, reason: explainCeiling(ceiling, sampleCount) };
  if (wanted > Math.max(fromSamples, fromCurve) && fromClasses === wanted) {
    return { k: wanted, reason: `Two clusters for each of ${formatCount(classCount)} classes.` };
  }
  return { k: wanted, reason: fromCurve > fromSamples ? explainCurve(sampleCount) : explainRoot(wanted, sampleCount) };
}

function explainCurve(sampleCount: number): string {
  const triedCount = Math.min(sampleCount, curveRowLimit);
  return `More clusters hardly describe new samples better, as tried on ${formatCount(triedCount)} of them.`;
}

function explainRoot(k: number, sampleCount: number): string {
  return `The square root of ${countSamples(sampleCount)}: about ${formatCount(Math.round(sampleCount / k))} in a cluster.`;
}

function explainCeiling(k: number, sampleCount: number): string {
  if (k === largestK) return `The most clusters that are made, for ${countSamples(sampleCount)}.`;
  return `One cluster for every ${smallestAverageSize} of ${countSamples(sampleCount)}.`;
}

function countSamples(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'sample' : 'samples'}`;
}

/** A whole number with commas between thousands. */
function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
