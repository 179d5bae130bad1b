import { expect, it } from 'vitest';
import { EMPTY_STATE, packState } from '@/lib/operations/sample-state';

const exclusion = (labelClassId: string) => ({
  labelClassId,
  operationId: 'o',
  personId: 'p',
  decidedAt: '2026-01-01T00:00:00.000Z',
});

it('stores the same state as the same bytes, whatever order its entries were read in', () => {
  const [a, b] = [exclusion('a'), exclusion('b')];
  expect(packState({ labels: [], exclusions: [b, a] })).toEqual({ labels: [], exclusions: [a, b] });
  expect(packState(EMPTY_STATE)).toBeNull();
});
