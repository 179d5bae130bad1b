import type { DatasetCard } from '@/lib/datasets/dataset';

/** What brings a dataset forward, and where one does it; without a path it needs nobody. */
export type NextStep = { says: string; path: string | null; done?: true };
type Facts = Pick<
  DatasetCard,
  'id' | 'sampleCount' | 'labeledCount' | 'clustersLeft' | 'clusterCount' | 'newestVersionNumber' | 'runningJobId'
>;

function countOf(count: number, one: string): string {
  return `${count.toLocaleString('en-US')} ${one}${count === 1 ? '' : 's'}`;
}

function stepOfLabeled(dataset: Facts, root: string): NextStep {
  const version = dataset.newestVersionNumber;
  const says = version === null ? 'All labeled. Freeze version 1' : `All labeled. Export version ${version}`;
  return { says, path: `${root}/versions`, done: true };
}

/**
 * The one sentence that a dataset's card and overview say first. Running work comes before review only while there is
 * nothing to review yet.
 */
export function findNextStep(dataset: Facts): NextStep {
  const root = `/datasets/${dataset.id}`;
  const leftCount = dataset.sampleCount - dataset.labeledCount;
  if (dataset.clusterCount === 0 && dataset.runningJobId !== null) {
    return { says: 'Clusters follow by themselves when this is done', path: null };
  }
  if (dataset.sampleCount === 0) return { says: 'Import samples', path: `/import?dataset=${dataset.id}` };
  if (leftCount === 0) return stepOfLabeled(dataset, root);
  if (dataset.clusterCount === 0) return { says: 'Embed and cluster the samples', path: root };
  if (dataset.clustersLeft > 0) {
    const verb = dataset.labeledCount > 0 ? 'Continue review' : 'Begin review';
    return { says: `${verb}: ${countOf(dataset.clustersLeft, 'cluster')} left`, path: `${root}/review` };
  }
  return { says: `Label the last ${countOf(leftCount, 'sample')}`, path: `${root}/samples?state=unlabeled` };
}
