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

/**
 * Proposes k from the number of samples: its square root, so that there are as many clusters to
 * open as there are samples in a cluster of average size; and from the number of classes known so
 * far (made or imported), which asks for two clusters each. Kept within 2..2000 and above 4
 * samples a cluster. Up to 4 samples: one cluster.
 */
export function proposeK({ sampleCount, classCount }: { sampleCount: number; classCount: number }): KProposal {
  if (sampleCount <= smallestAverageSize) {
    return { k: 1, reason: `${countSamples(sampleCount)} ${sampleCount === 1 ? 'is' : 'are'} too few to divide.` };
  }
  const fromSamples = Math.round(Math.sqrt(sampleCount));
  const fromClasses = clustersPerClass * classCount;
  const ceiling = Math.max(smallestK, Math.min(largestK, Math.floor(sampleCount / smallestAverageSize)));
  const k = Math.min(ceiling, Math.max(smallestK, fromSamples, fromClasses));
  if (k < Math.max(fromSamples, fromClasses)) return { k, reason: explainCeiling(k, sampleCount) };
  if (fromClasses > fromSamples) {
    return { k, reason: `Two clusters for each of ${formatCount(classCount)} classes.` };
  }
  return {
    k,
    reason: `The square root of ${countSamples(sampleCount)}: about ${formatCount(Math.round(sampleCount / k))} in a cluster.`,
  };
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
