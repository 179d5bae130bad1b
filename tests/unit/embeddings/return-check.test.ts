import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareRow, findFault, normOf, pickCheckedRows } from '@/lib/embeddings/return-check';

const vectors = (rows: number[][]) => ({ values: Float32Array.from(rows.flat()), dimension: rows[0]?.length ?? 1 });

describe('what is wrong with vectors by themselves', () => {
  test('finite and longer than 0 is enough', () => {
    expect(
      findFault(
        vectors([
          [3, 4],
          [0, 1e-20],
        ]),
      ),
    ).toBeNull();
  });

  test.each([
    [
      [
        [1, 0],
        [Number.NaN, 0],
      ],
      'Vector 2 of 2 holds a number that is not finite.',
    ],
    [[[Number.NEGATIVE_INFINITY, 0]], 'Vector 1 of 1 holds a number that is not finite.'],
    [
      [
        [1, 1],
        [1, 2],
        [0, 0],
      ],
      'Vector 3 of 3 is zero everywhere.',
    ],
  ])('%j', (rows, sentence) => {
    expect(findFault(vectors(rows))).toBe(sentence);
  });

  test('norms do not overflow in float32', () => {
    expect(normOf(Float32Array.of(3e38, 3e38))).toBeCloseTo(Math.SQRT2 * 3e38, -33);
  });
});

const all = (count: number) => Array.from({ length: count }, (_, row) => row);

describe('which rows are computed again', () => {
  test('never those whose samples are gone; none when all are', () => {
    const purged = vectors([
      [1, 0],
      [9, 0],
      [1, 0],
    ]);
    expect(pickCheckedRows(purged, [0, 2], 0.9)).toEqual([2]);
    expect(pickCheckedRows(purged, [], 0.5)).toEqual([]);
  });

  const even = vectors([
    [1, 0],
    [0, 1],
    [1, 0],
    [0, 1],
  ]);

  test.each([
    [0, 0],
    [0.26, 1],
    [0.999999, 3],
  ])('chance %f takes row %i', (random, row) => {
    expect(pickCheckedRows(even, all(4), random)).toEqual([row]);
  });

  test('a row much longer or shorter than the middle one joins, at most three of them', () => {
    expect(
      pickCheckedRows(
        vectors([
          [1, 0],
          [0, 5],
          [1, 0],
          [0, 0.2],
          [1, 0],
        ]),
        all(5),
        0.5,
      ),
    ).toEqual([2, 1, 3]);
    const many = vectors([...Array.from({ length: 9 }, () => [1, 0]), ...Array.from({ length: 5 }, () => [9, 0])]);
    expect(pickCheckedRows(many, all(14), 0)).toEqual([0, 9, 10, 11]);
  });

  test('at least one row of every lease, each inside it', () => {
    const lease = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(lease, fc.double({ min: 0, max: 0.999999, noNaN: true }), (lengths, random) => {
        const rows = pickCheckedRows(vectors(lengths.map((length) => [length, 0])), all(lengths.length), random);
        expect(rows.length).toBeGreaterThan(0);
        expect(rows.every((row) => row >= 0 && row < lengths.length)).toBe(true);
      }),
    );
  });
});

describe('a row against the vector that was computed again', () => {
  const returned = vectors([
    [3, 4],
    [4, 3],
  ]);

  test('the same is the same, small differences too', () => {
    expect(compareRow(returned, 0, Float32Array.of(3, 4))).toEqual({ cosine: 1, isSame: true });
    expect(compareRow(returned, 0, Float32Array.of(3.01, 4)).isSame).toBe(true);
  });

  test('cosine 24 / 25 is not, nor the same direction at another length', () => {
    expect(compareRow(returned, 1, Float32Array.of(3, 4))).toEqual({ cosine: 0.96, isSame: false });
    expect(compareRow(returned, 0, Float32Array.of(3.1, 4.14)).isSame).toBe(false);
    expect(compareRow(returned, 0, Float32Array.of(-3, -4)).isSame).toBe(false);
    expect(compareRow(returned, 0, Float32Array.of(0, 0)).isSame).toBe(false);
  });
});
