import { describe, expect, it, test } from 'vitest';
import type { ChangedSample } from '@/lib/labels/decision';
import type { Desk } from '@/lib/review/desk';
import { type DeskAct, reduceDesk } from '@/lib/review/desk-acts';
import { isAnyLeft, type RefusedDecision } from '@/lib/review/refused-rest';
import { CLASS_A, CLASS_B, makeDesk, sampleIdAt } from './make-group';

const idsOf = (...ranks: number[]) => ranks.map(sampleIdAt);
const accept = (...ranks: number[]): RefusedDecision => ({
  kind: 'accept',
  labelClassId: CLASS_A,
  sampleIds: idsOf(...ranks),
});
const change = (rank: number, labelClassId: string | null, isDeleted = false): ChangedSample => ({
  ...{ sampleId: sampleIdAt(rank), labelClassId, labelClassName: null, isDeleted },
  ...{ revision: 9, personName: 'Mira', at: '2026-11-23T14:31:00.000Z' },
});
const actOn = (desk: Desk, ...acts: DeskAct[]) => acts.reduce(reduceDesk, desk);
const label = (...ranks: number[]): DeskAct => ({ kind: 'label', ranks, labelClassId: CLASS_B, leave: true });

describe('of a refused accept', () => {
  const desk = makeDesk({ size: 6 });

  it('samples are left while one is neither taken by others nor decided since', () => {
    const changed = [change(0, CLASS_B), change(1, null, true)];
    const back = actOn(desk, { kind: 'takeOut', changed });
    expect(isAnyLeft(back, [accept(0, 1, 2, 3)], changed)).toBe(true);
    expect(isAnyLeft(actOn(back, label(2)), [accept(0, 1, 2, 3)], changed)).toBe(true);
    expect(isAnyLeft(actOn(back, label(2, 3)), [accept(0, 1), accept(2, 3)], changed)).toBe(false);
    expect(isAnyLeft(back, [accept(0, 1)], changed)).toBe(false);
  });

  it('what others changed of its exclusions settles nothing', () => {
    const changed = [change(4, CLASS_B), change(5, CLASS_B)];
    expect(isAnyLeft(actOn(desk, { kind: 'takeOut', changed }), [accept(0, 1)], changed)).toBe(true);
  });

  it('a sample is left whose label somebody took away, until it is decided', () => {
    const changed = [change(0, null)];
    const back = actOn(desk, { kind: 'takeOut', changed });
    expect(isAnyLeft(back, [accept(0)], changed)).toBe(true);
    expect(isAnyLeft(actOn(back, label(0)), [accept(0)], changed)).toBe(false);
  });

  it('where samples carry several classes, another class leaves it open', () => {
    const several = makeDesk({ size: 2, several: { 0: [CLASS_B], 1: [CLASS_B, CLASS_A] } });
    expect(isAnyLeft(several, [accept(1)], [])).toBe(false);
    expect(isAnyLeft(several, [accept(0, 1)], [])).toBe(true);
  });
});

test.each([
  ['label', { 0: CLASS_B }, {}, true],
  ['label', { 0: CLASS_A }, {}, false],
  ['clear', { 0: CLASS_A }, {}, true],
  ['clear', {}, {}, false],
  ['exclude', {}, {}, true],
  ['exclude', {}, { 0: [CLASS_A] }, false],
] as const)('a refused %s is left as the sample stands: %o %o', (kind, labels, exclusions, isLeft) => {
  const desk = makeDesk({ size: 1, labels, exclusions: exclusions as Record<number, string[]> });
  expect(isAnyLeft(desk, [{ kind, labelClassId: CLASS_A, sampleIds: idsOf(0) }], [])).toBe(isLeft);
});
