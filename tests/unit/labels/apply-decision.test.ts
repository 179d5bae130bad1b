import { describe, expect, it } from 'vitest';
import { type Act, excludeClass, findOtherClass, giveClass, planDecision } from '@/lib/labels/apply-decision';
import { sumCounts } from '@/lib/labels/count-change';
import type { Decision } from '@/lib/labels/decision';
import { describeNothing } from '@/lib/labels/refusal';
import { EMPTY_STATE, isSameState, packState } from '@/lib/operations/sample-state';

const GLASS = 'glass';
const PAPER = 'paper';
const first: Act = {
  operationId: 'op-1',
  personId: 'ada',
  decidedAt: '2026-01-02T03:04:05.006Z',
  labelSource: 'import',
};
const second: Act = { ...first, operationId: 'op-2', labelSource: 'person' };
const glass = giveClass(EMPTY_STATE, GLASS, first);
const common = { idempotencyKey: 'a-key-of-8', revision: 0 };

describe('states', () => {
  it('keeps a label of the same class as it was made', () => {
    expect(giveClass(glass, GLASS, second)).toEqual(glass);
  });

  it('replaces another class and takes back "not this class"', () => {
    const excluded = excludeClass(glass, PAPER, first);
    expect(giveClass(excluded, PAPER, second)).toEqual({
      labels: [{ labelClassId: PAPER, ...second }],
      exclusions: [],
    });
  });

  it('takes a class away by excluding it, and excludes once', () => {
    const once = excludeClass(glass, GLASS, second);
    expect(once.labels).toEqual([]);
    expect(excludeClass(once, GLASS, first)).toEqual(once);
  });

  it('tells two labels of one class by their operations, and packs the empty state as null', () => {
    expect(isSameState(glass, giveClass(EMPTY_STATE, GLASS, second))).toBe(false);
    expect(isSameState(glass, giveClass(EMPTY_STATE, GLASS, first))).toBe(true);
    expect(packState({ labels: [], exclusions: [] })).toBeNull();
    expect(packState(glass)).toEqual(glass);
    expect(findOtherClass(glass, GLASS)).toBeNull();
    expect(findOtherClass(glass, PAPER)).toBe(GLASS);
  });
});

describe('planDecision', () => {
  const states = new Map([['labeled', glass]]);

  it('accept skips conflicts, counts what is new, and looks at each sample once', () => {
    const decision: Decision = {
      ...common,
      kind: 'accept',
      labelClassId: PAPER,
      sampleIds: ['labeled', 'new', 'new'],
      excludedSampleIds: ['out'],
    };
    const plan = planDecision(decision, states, second);
    expect(plan).toMatchObject({
      sampleCount: 1,
      excludedCount: 1,
      conflicts: [{ sampleId: 'labeled', labelClassId: GLASS }],
    });
    expect(plan.effects.map((effect) => effect.sampleId)).toEqual(['new', 'out']);
    expect(sumCounts(plan.effects, () => true)).toEqual({
      labeledCount: 1,
      classes: [{ labelClassId: PAPER, labelCount: 1 }],
    });
  });

  it('a relabel moves one count from class to class; deleted samples do not count', () => {
    const decision: Decision = { ...common, kind: 'label', labelClassId: PAPER, sampleIds: ['labeled'] };
    const { effects } = planDecision(decision, states, second);
    const classes = [
      { labelClassId: GLASS, labelCount: -1 },
      { labelClassId: PAPER, labelCount: 1 },
    ];
    expect(sumCounts(effects, () => true)).toEqual({ labeledCount: 0, classes });
    expect(sumCounts(effects, () => false)).toEqual({ labeledCount: 0, classes: [] });
  });

  it('finds nothing to do and says why', () => {
    const clear: Decision = { ...common, kind: 'clear', sampleIds: ['a', 'b'] };
    const plan = planDecision(clear, new Map(), second);
    expect(plan.effects).toEqual([]);
    expect(describeNothing(clear, plan)).toBe('Nothing to clear: 2 samples carry no label.');
    const accept: Decision = { ...common, kind: 'accept', labelClassId: PAPER, sampleIds: ['labeled'] };
    expect(describeNothing(accept, planDecision(accept, states, second))).toContain(
      'of 1 sample, 1 carry another label',
    );
  });
});
