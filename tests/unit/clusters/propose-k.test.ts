import fc from 'fast-check';
import { expect, test } from 'vitest';
import { largestK, proposeK } from '@/lib/clusters/propose-k';

test.each([
  [1, 0, 1, '1 sample is too few to divide.'],
  [4, 9, 1, '4 samples are too few to divide.'],
  [5, 0, 2, 'The square root of 5 samples: about 3 in a cluster.'],
  [500, 0, 22, 'The square root of 500 samples: about 23 in a cluster.'],
  [13_083, 0, 114, 'The square root of 13,083 samples: about 115 in a cluster.'],
  [13_083, 77, 154, 'Two clusters for each of 77 classes.'],
  [100, 60, 25, 'One cluster for every 4 of 100 samples.'],
  [1_000_000, 0, 1000, 'The square root of 1,000,000 samples: about 1,000 in a cluster.'],
  [9_000_000, 0, 2000, 'The most clusters that are made, for 9,000,000 samples.'],
])('%i samples and %i classes: %i clusters', (sampleCount, classCount, k, reason) => {
  expect(proposeK({ sampleCount, classCount, curve: [] })).toEqual({ k, reason });
});

test('stays within its bounds and grows with the samples', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.integer({ min: 0, max: 3_000 }),
      (sampleCount, classCount) => {
        const { k } = proposeK({ sampleCount, classCount, curve: [] });
        expect(Number.isInteger(k) && k >= 1 && k <= largestK && k <= sampleCount).toBe(true);
        expect(proposeK({ sampleCount: sampleCount + 1, classCount, curve: [] }).k).toBeGreaterThanOrEqual(k);
      },
    ),
  );
});

const curve = [
  { k: 20, explained: 0.2 },
  { k: 80, explained: 0.3 },
  { k: 160, explained: 0.39 },
  { k: 320, explained: 0.4 },
  { k: 640, explained: 0.38 },
];

test('the smallest k that explains nearly as much as the best', () => {
  const reason = 'More clusters hardly describe new samples better, as tried on 4,000 of them.';
  expect(proposeK({ sampleCount: 10_000, classCount: 50, curve })).toEqual({ k: 160, reason });
  expect(proposeK({ sampleCount: 10_000, classCount: 90, curve })).toEqual({
    k: 180,
    reason: 'Two clusters for each of 90 classes.',
  });
});

test('the square root where that is more than the sample can tell', () => {
  expect(proposeK({ sampleCount: 1_000_000, classCount: 0, curve })).toEqual({
    k: 1000,
    reason: 'The square root of 1,000,000 samples: about 1,000 in a cluster.',
  });
});
