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
  expect(proposeK({ sampleCount, classCount })).toEqual({ k, reason });
});

test('stays within its bounds and grows with the samples', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.integer({ min: 0, max: 3_000 }),
      (sampleCount, classCount) => {
        const { k } = proposeK({ sampleCount, classCount });
        expect(Number.isInteger(k) && k >= 1 && k <= largestK && k <= sampleCount).toBe(true);
        expect(proposeK({ sampleCount: sampleCount + 1, classCount }).k).toBeGreaterThanOrEqual(k);
      },
    ),
  );
});
