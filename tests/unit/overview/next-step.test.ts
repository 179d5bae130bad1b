import { describe, expect, it } from 'vitest';
import { describeNext, type NextBandFacts } from '@/components/datasets/describe-next';
import { findNextStep } from '@/components/datasets/next-step';
import { sayOperation, sayOperationGroup } from '@/components/datasets/operation-words';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { GroupHead } from '@/lib/groups/group';
import type { OperationSummary } from '@/lib/operations/operation';

const card = {
  id: 'd',
  sampleCount: 100,
  labeledCount: 0,
  clustersLeft: 9,
  clusterCount: 12,
  newestVersionNumber: null,
  runningJobId: null,
};

describe('the next step on a card', () => {
  it('goes from import over clusters and review to export', () => {
    expect(findNextStep({ ...card, sampleCount: 0, clusterCount: 0 }).path).toBe('/import?dataset=d');
    expect(findNextStep({ ...card, clusterCount: 0, runningJobId: 'j' }).path).toBeNull();
    expect(findNextStep({ ...card, clusterCount: 0 }).says).toBe('Embed and cluster the samples');
    expect(findNextStep(card).says).toBe('Begin review: 9 clusters left');
    expect(findNextStep({ ...card, labeledCount: 5, clustersLeft: 1 }).says).toBe('Continue review: 1 cluster left');
    expect(findNextStep({ ...card, labeledCount: 99, clustersLeft: 0 }).says).toBe('Label the last 1 sample');
    expect(findNextStep({ ...card, labeledCount: 100 })).toMatchObject({
      says: 'All labeled. Freeze version 1',
      done: true,
    });
    expect(findNextStep({ ...card, labeledCount: 100, newestVersionNumber: 3 }).says).toBe(
      'All labeled. Export version 3',
    );
  });

  it('is review, not waiting, while more is being embedded beside clusters', () => {
    expect(findNextStep({ ...card, runningJobId: 'j' }).says).toBe('Begin review: 9 clusters left');
  });
});

const dataset = { id: 'd', sampleCount: 2_527, labeledCount: 1_604, modality: 'image' } as DatasetSummary;
const cluster = {
  source: 'cluster',
  id: 'c6',
  number: 6,
  size: 223,
  labeledCount: 10,
  suggestion: { labelClassId: 'k1' },
} as GroupHead;
const facts: NextBandFacts = {
  dataset,
  clusters: [cluster, { ...cluster, id: 'c7', number: 7, size: 40, labeledCount: 0 }],
  parkedCount: 0,
  hasRun: true,
  isWorking: false,
  isPaused: false,
  classNames: new Map([['k1', 'cardboard']]),
  newestVersion: null,
  newLabelCount: 0,
};

describe('the band of the next step', () => {
  it('names the most worthwhile cluster, with numbers that add up', () => {
    expect(describeNext(facts)).toEqual({
      title: 'Next: review 2 clusters',
      says: 'They hold 253 unlabeled samples. Cluster 6 alone holds 213, probably as cardboard.',
      button: 'Review Cluster 6',
      path: '/datasets/d/review?cluster=c6',
    });
  });

  it('does not ask for anything while clusters are on their way', () => {
    expect(describeNext({ ...facts, clusters: [], hasRun: false, isWorking: true }).button).toBeNull();
    const paused = describeNext({ ...facts, clusters: [], hasRun: false, isWorking: true, isPaused: true });
    expect(paused.title).toBe('Clusters wait: the work before them is paused');
    expect(describeNext({ ...facts, clusters: [], hasRun: false }).act).toBe('embed');
  });

  it('freezes what is new and exports what is not', () => {
    const done = { ...facts, clusters: [], dataset: { ...dataset, labeledCount: 2_527 } };
    expect(describeNext(done).button).toBe('Freeze version 1');
    expect(describeNext({ ...done, newestVersion: 2, newLabelCount: 4 }).button).toBe('Freeze version 3');
    expect(describeNext({ ...done, newestVersion: 2 }).button).toBe('Export version 2');
  });

  it('points at what no cluster settled', () => {
    expect(describeNext({ ...facts, clusters: [], parkedCount: 1 }).title).toBe('Next: take up 1 parked group');
    expect(describeNext({ ...facts, clusters: [] })).toMatchObject({
      button: 'Label the last 923',
      path: '/datasets/d/samples?state=unlabeled',
    });
  });
});

describe('operations in words', () => {
  const operation = {
    kind: 'accept',
    labelClass: { id: 'k', name: 'glass', slot: 1 },
    sampleCount: 1_186,
    excludedCount: 9,
    conflictCount: 1,
    groupTitle: 'Cluster 14',
    revertsSeq: null,
  } as OperationSummary;

  it('say verb, count and class', () => {
    expect(sayOperation(operation)).toBe('Accepted 1,186 as glass');
    expect(sayOperationGroup(operation)).toBe('Cluster 14 · 9 excluded · 1 conflict');
    expect(
      sayOperationGroup({ ...operation, kind: 'revert', excludedCount: 0, sampleCount: 27, conflictCount: 3 }),
    ).toBe('Cluster 14 · 27 samples changed · 3 decided later kept');
    expect(sayOperation({ ...operation, kind: 'clear', labelClass: null, sampleCount: 1 })).toBe(
      'Cleared the labels of 1 sample',
    );
  });

  it('say what a revert took back or brought back, with the count and class of the first act', () => {
    const revert = (revertCount: number, conflictCount = 0) =>
      sayOperation({
        ...operation,
        kind: 'revert',
        sampleCount: 1_195,
        conflictCount,
        original: { kind: 'accept', sampleCount: 1_186, revertCount, detail: null },
      });
    expect(revert(1)).toBe('Took back: 1,186 glass');
    expect(revert(2)).toBe('Again: 1,186 glass');
    expect(revert(3)).toBe('Took back: 1,186 glass');
    expect(revert(1, 3)).toBe('Took back: the rest of 1,186 glass');
  });
});
