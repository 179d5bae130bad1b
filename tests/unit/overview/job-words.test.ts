import { expect, test } from 'vitest';
import { progressOf, sayWait } from '@/components/datasets/job-words';
import type { JobSummary } from '@/lib/jobs/job';

const JOB: JobSummary = {
  id: '0197d2c5-0000-7000-8000-000000000001',
  datasetId: null,
  kind: 'embed',
  status: 'queued',
  request: null,
  doneCount: 0,
  totalCount: 0,
  unit: 'samples',
  ratePerS: null,
  secondsLeft: null,
  message: null,
  waitsFor: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: null,
  finishedAt: null,
};

test.each([
  [null, null],
  [{ kind: 'embed', datasetName: 'Trash' }, 'Waits for the embedding of Trash'],
  [{ kind: 'intake', datasetName: 'Letters' }, 'Waits for the import into Letters'],
  [{ kind: 'intake', datasetName: null }, 'Waits for the import'],
] as const)('a job that waits for %o says so', (waitsFor, says) => {
  expect(sayWait({ ...JOB, waitsFor })).toBe(says);
});

test('a job that has counted everything has no rate any more', () => {
  const running = { ...JOB, status: 'running' as const, totalCount: 100, ratePerS: 40 };
  expect(progressOf({ ...running, doneCount: 60 }).perSecond).toBe(40);
  expect(progressOf({ ...running, doneCount: 100 }).perSecond).toBeNull();
});
