import { describe, expect, it } from 'vitest';
import {
  addAnswer,
  addVisit,
  DEFAULT_COSTS,
  EMPTY_TIMING,
  expectedSeconds,
  learnCosts,
  median,
  summarizeTiming,
  TIMING_LIMIT,
  type TimingLog,
  type Visit,
} from '@/lib/review/timing';

const visit = (change: Partial<Visit> = {}): Visit => ({
  modality: 'image',
  source: 'cluster',
  lookMs: 10_000,
  seenCount: 40,
  exceptionCount: 0,
  keyCount: 3,
  clickCount: 1,
  isDecided: true,
  ...change,
});

/** Visits of a person who takes 2 s a group, .1 s a sample and 1.6 s an exception. */
function logOf(exceptions: readonly number[]): TimingLog {
  return exceptions.reduce((log, exceptionCount, i) => {
    const seenCount = 20 + 10 * i;
    const seconds = 2 + 0.1 * seenCount + 1.6 * exceptionCount;
    return addVisit(log, visit({ seenCount, exceptionCount, lookMs: 1000 * seconds }));
  }, EMPTY_TIMING);
}

describe('what things cost a person', () => {
  it('is the default until enough was timed', () => {
    expect(learnCosts(logOf([0, 0, 0]), 'image')).toEqual({ costs: DEFAULT_COSTS.image, own: [] });
    expect(learnCosts(EMPTY_TIMING, 'text').costs.lookS).toBe(1);
  });

  it('is found again from visits, whatever a few stray ones say', () => {
    const log = logOf([0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 3, 1, 4, 2, 1, 5]);
    const strayed = addVisit(log, visit({ lookMs: 300_000 }));
    for (const each of [log, strayed]) {
      const { costs, own } = learnCosts(each, 'image');
      expect(costs.groupS).toBeCloseTo(2, 1);
      expect(costs.lookS).toBeCloseTo(0.1, 2);
      expect(costs.exceptionS).toBeCloseTo(1.6, 1);
      expect(costs.aloneS).toBe(2);
      expect(own).toEqual(['groupS', 'lookS', 'exceptionS']);
    }
  });

  it('of groups of one size is put on their samples', () => {
    const log = Array.from({ length: 8 }).reduce<TimingLog>((sum) => addVisit(sum, visit()), EMPTY_TIMING);
    const { costs } = learnCosts(log, 'image');
    expect(costs.lookS).toBeCloseTo(8.5 / 40);
    expect(costs.groupS).toBeCloseTo(1.5);
  });

  it('counts decided groups only, and each modality for itself', () => {
    const skipped = Array.from({ length: 20 }).reduce<TimingLog>(
      (sum) => addVisit(sum, visit({ isDecided: false })),
      EMPTY_TIMING,
    );
    expect(learnCosts(skipped, 'image').own).toEqual([]);
    const answered = Array.from({ length: 9 }).reduce<TimingLog>(
      (sum, _, i) => addAnswer(sum, { modality: 'text', lookMs: 1000 * i + 500 }),
      EMPTY_TIMING,
    );
    expect(learnCosts(answered, 'text')).toMatchObject({ costs: { aloneS: 4.5 }, own: ['aloneS'] });
    expect(learnCosts(answered, 'image').own).toEqual([]);
  });

  it('prices a page', () => {
    expect(expectedSeconds({ sampleCount: 1, exceptionCount: 0 }, DEFAULT_COSTS.image)).toBe(2);
    expect(expectedSeconds({ sampleCount: 48, exceptionCount: 3 }, DEFAULT_COSTS.image)).toBe(1.5 + 12 + 3);
  });
});

describe('the log of times', () => {
  it('is bounded, and takes nothing in while it is off', () => {
    let log = EMPTY_TIMING;
    for (let i = 0; i < TIMING_LIMIT + 5; i += 1) log = addVisit(log, visit({ seenCount: i + 1 }));
    expect(log.visits).toHaveLength(TIMING_LIMIT);
    expect(log.visits[0]?.seenCount).toBe(6);
    const off = { ...log, isOff: true };
    expect(addVisit(off, visit())).toBe(off);
    expect(addAnswer(off, { modality: 'image', lookMs: 1 })).toBe(off);
    expect(addVisit(log, visit({ lookMs: 0 }))).toBe(log);
  });

  it('is summed up by kind and size', () => {
    const log = [visit(), visit({ lookMs: 20_000 }), visit({ source: 'filter', seenCount: 300, keyCount: 9 })].reduce(
      addVisit,
      EMPTY_TIMING,
    );
    expect(summarizeTiming(log, 'image')).toEqual({
      visitCount: 3,
      answerCount: 0,
      groupMedianS: 10,
      keysMedian: 3,
      clicksMedian: 1,
      byKind: [
        { source: 'cluster', size: 'up to 50', count: 2, medianS: 15 },
        { source: 'filter', size: 'more than 200', count: 1, medianS: 10 },
      ],
    });
    expect(median([])).toBeNull();
  });
});
