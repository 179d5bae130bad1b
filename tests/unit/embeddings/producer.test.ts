import { describe, expect, test } from 'vitest';
import { describeRefusals, joinProducer, leaseSizeFor } from '@/lib/embeddings/producer';

describe('pages that embed', () => {
  test.each([
    ['text', 0, 16],
    ['text', 30, 150],
    ['text', 5_000, 256],
    ['image', 3, 15],
    ['image', 0.1, 8],
    ['image', 500, 64],
  ] as const)('a lease of %s at %f a second has %i samples', (modality, ratePerS, size) => {
    expect(leaseSizeFor(modality, ratePerS)).toBe(size);
  });

  test.each([{ ratePerS: Number.NaN }, { ratePerS: -1 }, { backend: 'cpu' }, { modelId: 'x' }, { more: 1 }])(
    'an offer with %j is not valid',
    (change) => {
      const offer = { modelId: '01a207d5-10fd-741a-bb5d-9b1ca148f7c3', backend: 'wasm', ratePerS: 1 };
      expect(joinProducer.safeParse(offer).success).toBe(true);
      expect(joinProducer.safeParse({ ...offer, ...change }).success).toBe(false);
    },
  );

  test('a refusal says whose page, why, and what becomes of its embeddings', () => {
    const refused = { personName: 'Mira', reason: 'It sent nothing.', retractedCount: 1_200 };
    expect(describeRefusals([refused])).toBe(
      'A page of Mira was refused. It sent nothing. 1,200 embeddings of it were deleted and made anew.',
    );
    expect(describeRefusals([{ ...refused, retractedCount: 0 }])).toMatch(/None of its embeddings/);
    expect(describeRefusals([])).toBe('');
  });

  test('of several refusals the count and the last are said', () => {
    const refused = { personName: 'Ada', reason: 'It sent something else.', retractedCount: 7 };
    const last = { personName: 'Mira', reason: 'It sent nothing.', retractedCount: 12 };
    expect(describeRefusals([refused, refused, last])).toBe(
      '3 pages were refused, the last one of Mira. It sent nothing. 12 embeddings of it were deleted and made anew.',
    );
  });
});
