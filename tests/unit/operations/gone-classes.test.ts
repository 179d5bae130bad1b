import { expect, it } from 'vitest';
import { findGone, followClass, moveOffGone } from '@/lib/operations/gone-classes';
import type { SampleState } from '@/lib/operations/operation';

const [A, B, C] = ['a', 'b', 'c'];
const by = { operationId: 'o', personId: 'p', decidedAt: '2026-11-23T00:00:00.000Z' };
const label = (labelClassId: string, operationId = 'o') => ({
  ...by,
  labelClassId,
  operationId,
  labelSource: 'person' as const,
});
const exclusion = (labelClassId: string) => ({ ...by, labelClassId });

it('goes by the newest edit that stands; what took a class away and stands no more counts for nothing', () => {
  const ends = [
    { stands: true, labelClassId: A, intoId: B },
    { stands: false, labelClassId: A, intoId: C },
    { stands: true, labelClassId: B, intoId: null },
  ];
  expect(findGone([A], ends)).toEqual(new Map([[A, B]]));
  expect(findGone([A, B, C], ends)).toEqual(
    new Map([
      [A, B],
      [B, null],
      [C, null],
    ]),
  );
});

it('follows merges to a class that lives, and ends where one was deleted or where they go round', () => {
  expect(
    followClass(
      new Map([
        [A, B],
        [B, C],
      ]),
      A,
    ),
  ).toBe(C);
  expect(
    followClass(
      new Map([
        [A, B],
        [B, null],
      ]),
      A,
    ),
  ).toBeNull();
  expect(
    followClass(
      new Map([
        [A, B],
        [B, A],
      ]),
      A,
    ),
  ).toBeNull();
  expect(followClass(new Map(), A)).toBe(A);
});

it('moves labels and exclusions, keeps who decided, and keeps one of two that become the same', () => {
  const state: SampleState = { labels: [label(A, 'one'), label(B, 'two')], exclusions: [exclusion(C)] };
  expect(moveOffGone(state, new Map([[A, B]]))).toEqual({ labels: [label(B, 'two')], exclusions: [exclusion(C)] });
  expect(moveOffGone({ labels: [label(A, 'one')], exclusions: [] }, new Map([[A, B]])).labels).toEqual([
    label(B, 'one'),
  ]);
  expect(moveOffGone(state, new Map([[A, null]])).labels).toEqual([label(B, 'two')]);
});

it('lets a label win over an exclusion of the same class', () => {
  const state: SampleState = { labels: [label(B)], exclusions: [exclusion(A)] };
  expect(moveOffGone(state, new Map([[A, B]]))).toEqual({ labels: [label(B)], exclusions: [] });
});
