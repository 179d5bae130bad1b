import { describe, expect, test } from 'vitest';
import type { SampleState } from '@/lib/operations/operation';
import { describeEffect } from '@/lib/review/operation-words';

const nameOf = (id: string) => ({ g: 'glass', p: 'paper' })[id] ?? null;

function state(labels: string[], exclusions: string[] = []): SampleState {
  const by = { operationId: 'o', personId: 'ada', decidedAt: '2026-01-01T00:00:00.000Z' };
  return {
    labels: labels.map((labelClassId) => ({ labelClassId, labelSource: 'person', ...by })),
    exclusions: exclusions.map((labelClassId) => ({ labelClassId, ...by })),
  };
}

const effect = (...rest: [Parameters<typeof describeEffect>[0], SampleState | null, SampleState | null]) => {
  const { says, className } = describeEffect(...rest, nameOf);
  return className === null ? says : `${says} ${className}`;
};

describe('what an act did to one sample', () => {
  test.each([
    ['accept', null, state(['g']), 'Accepted as glass'],
    ['accept', null, state([], ['g']), 'Left out as not glass'],
    ['accept', state(['p']), state(['p'], ['g']), 'Left out as not glass'],
    ['label', state(['p']), state(['g']), 'Labeled glass'],
    ['exclude', state(['g']), state([], ['g']), 'Marked not glass'],
    ['clear', state(['p']), null, 'Label cleared, was paper'],
    ['import', null, state(['p']), 'Imported as paper'],
    ['revert', state(['g']), null, 'Put back to unlabeled'],
    ['revert', state(['g']), state(['p']), 'Put back to paper'],
    ['label', null, state(['x']), 'Labeled a class that is gone'],
  ] as const)('%s', (kind, before, after, says) => {
    expect(effect(kind, before, after)).toBe(says);
  });
});
