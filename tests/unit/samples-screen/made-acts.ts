import { beforeEach } from 'vitest';
import type { SampleAct } from '@/components/samples/screen-acts';
import type { ChangedSample } from '@/lib/labels/decision';

export const glass = { id: 'class-glass', name: 'glass' };
export const paper = { id: 'class-paper', name: 'paper' };
export const label = (sampleIds: readonly string[], labelClass = glass): SampleAct => ({
  kind: 'label',
  labelClass,
  sampleIds,
  revision: 7,
});

let keys = 0;
beforeEach(() => {
  keys = 0;
});
/** Keys of requests in the order of their making: key-1, key-2 and so on, in each test anew. */
export const makeKey = () => {
  keys += 1;
  return `key-${keys}`;
};

/** A sample that somebody else labeled meanwhile. */
export const changedBy = (sampleId: string): ChangedSample => ({
  sampleId,
  labelClassId: paper.id,
  labelClassName: 'paper',
  revision: 9,
  personName: 'Mira',
  at: '2026-11-23T13:00:00.000Z',
});
