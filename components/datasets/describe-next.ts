import type { DatasetSummary } from '@/lib/datasets/dataset';
import { type GroupHead, reviewPath } from '@/lib/groups/group';

export type NextBandFacts = {
  dataset: DatasetSummary;
  /** Those with something left to label, most worthwhile first. */
  clusters: readonly GroupHead[];
  /** Those that were put aside with a note. */
  parkedCount: number;
  hasRun: boolean;
  /** Whether a job runs whose end brings clusters. */
  isWorking: boolean;
  /** Whether a person paused that job. */
  isPaused: boolean;
  classNames: ReadonlyMap<string, string>;
  newestVersion: number | null;
  /** Labels that are in no version yet. */
  newLabelCount: number;
};
/** The band: a title, a sentence, and what its button does. Without a button nobody is needed. */
export type NextBand = { title: string; says: string; button: string | null; path?: string; act?: 'embed' };

const count = (value: number) => value.toLocaleString('en-US');
const counted = (value: number, one: string, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;

function unlabeledIn(clusters: readonly GroupHead[]): number {
  return clusters.reduce((sum, cluster) => sum + cluster.size - cluster.labeledCount, 0);
}

function describeReview(facts: NextBandFacts, first: GroupHead): NextBand {
  const name = facts.classNames.get(first.suggestion?.labelClassId ?? '');
  const guess = name === undefined ? '' : `, probably as ${name}`;
  const title = first.number === null ? first.title : `Cluster ${first.number}`;
  // Not what accepting it would label: some lie beyond the boundary or were excluded by hand.
  const holds = `${title} alone holds ${count(first.size - first.labeledCount)}${guess}.`;
  return {
    title: `Next: review ${counted(facts.clusters.length, 'cluster')}`,
    says: `They hold ${counted(unlabeledIn(facts.clusters), 'unlabeled sample')}. ${holds}`,
    button: `Review ${title}`,
    path: reviewPath(facts.dataset.id, first),
  };
}

function describeEnd(facts: NextBandFacts): NextBand {
  const path = `/datasets/${facts.dataset.id}/versions`;
  if (facts.newestVersion === null || facts.newLabelCount > 0) {
    const next = (facts.newestVersion ?? 0) + 1;
    return {
      title: `Next: freeze version ${next}`,
      says: 'Every sample is labeled. A version is what an export is made from.',
      button: `Freeze version ${next}`,
      path,
    };
  }
  return {
    title: `All ${counted(facts.dataset.sampleCount, 'sample')} are labeled and in version ${facts.newestVersion}`,
    says: 'It gives the same bytes on any day.',
    button: `Export version ${facts.newestVersion}`,
    path,
  };
}

/** What to do next with a dataset, from what is known of it. */
export function describeNext(facts: NextBandFacts): NextBand {
  const { dataset, clusters } = facts;
  const leftCount = dataset.sampleCount - dataset.labeledCount;
  const first = clusters[0];
  if (first !== undefined) return describeReview(facts, first);
  if (facts.isWorking && !facts.hasRun) {
    return {
      title: facts.isPaused ? 'Clusters wait: the work before them is paused' : 'Clusters are being prepared',
      says: facts.isPaused
        ? 'Press “Go on” at the paused work below, and they follow by themselves.'
        : 'They follow by themselves. You can close this tab; the work goes on.',
      button: null,
    };
  }
  if (dataset.sampleCount === 0) {
    return {
      title: 'Next: import samples',
      says: 'The dataset is empty.',
      button: 'Import samples',
      path: `/import?dataset=${dataset.id}`,
    };
  }
  if (!facts.hasRun) {
    return {
      title: 'Next: embed and cluster',
      says: `${counted(dataset.sampleCount, 'sample')} wait for a model to look at them.`,
      button: 'Embed and cluster',
      act: 'embed',
    };
  }
  if (leftCount > 0 && facts.parkedCount > 0) {
    return {
      title: `Next: take up ${counted(facts.parkedCount, 'parked group')}`,
      says: 'Nothing else waits. Their notes say why they were put aside.',
      button: 'Open the review',
      path: `/datasets/${dataset.id}/review`,
    };
  }
  if (leftCount > 0) {
    return {
      title: `Next: the last ${counted(leftCount, 'sample')}`,
      says: 'Every cluster is settled. These lie beyond the boundaries or were taken out.',
      button: `Label the last ${count(leftCount)}`,
      path: `/datasets/${dataset.id}/samples?state=unlabeled`,
    };
  }
  return describeEnd(facts);
}
