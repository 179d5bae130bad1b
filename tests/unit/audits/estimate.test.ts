import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditAnswer } from '@/lib/audits/audit';
import {
  bestEnd,
  drawSample,
  estimateAt,
  findMistakes,
  keepsTarget,
  planSampleCount,
  trackOf,
} from '@/lib/audits/estimate';
import { markedInterval } from '@/lib/math/hypergeometric';
import { createRandom } from '@/lib/math/random';

const right: AuditAnswer = { labelClassIds: ['glass'] };
const wrong: AuditAnswer = { labelClassIds: ['paper'] };
const none: AuditAnswer = { noneOfThese: true };
const unknown: AuditAnswer = { cannotTell: true };

const idsTo = (count: number) => Array.from({ length: count }, (_, i) => `s${i}`);
const auditOf = (answers: AuditAnswer[], sampleCount = answers.length) => ({
  labelClassId: 'glass',
  populationCount: 600,
  confidence: 0.95,
  sampleIds: idsTo(sampleCount),
  answers,
});

describe('how many samples an audit looks at', () => {
  it('is enough to pass with a quarter of the target wrong, and no more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 10_000 }), fc.integer({ min: 1, max: 50 }), (populationCount, percent) => {
        const targetError = percent / 100;
        const sampleCount = planSampleCount({ populationCount, targetError });
        expect(sampleCount).toBeLessThanOrEqual(populationCount);
        if (sampleCount === populationCount) return;
        const markedCount = Math.max(1, Math.round((sampleCount * targetError) / 4));
        const { upperCount } = markedInterval({ populationCount, sampleCount, markedCount });
        expect(upperCount / populationCount).toBeLessThanOrEqual(targetError);
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it('grows with the group up to a limit, and is everything where the group is small', () => {
    const planned = [8, 50, 200, 594, 10_000].map((populationCount) =>
      planSampleCount({ populationCount, targetError: 0.1 }),
    );
    expect(planned).toEqual([8, 31, 46, 51, 54]);
    expect(planSampleCount({ populationCount: 1, targetError: 0.1 })).toBe(1);
  });
});

describe('the draw', () => {
  it('takes different ids, as many as asked, every one as likely as the others', () => {
    const random = createRandom(11);
    const ids = idsTo(20);
    const counts = new Map<string, number>(ids.map((id) => [id, 0]));
    for (let trial = 0; trial < 4000; trial += 1) {
      const drawn = drawSample(random, ids, 5);
      expect(new Set(drawn).size).toBe(5);
      for (const id of drawn) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    // 4,000 trials at 5 of 20: 1,000 expected, standard deviation 27.4.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(4 * 27.4);
  });

  it('refuses more than there are', () => {
    expect(() => drawSample(createRandom(1), idsTo(3), 4)).toThrow(RangeError);
  });
});

describe('what answers say', () => {
  it('counts another class, none of them and "cannot tell" as mistakes', () => {
    const audit = auditOf([right, wrong, right, unknown, none]);
    expect(findMistakes(audit)).toEqual(['s1', 's3', 's4']);
    expect(estimateAt(audit, 5)).toMatchObject({ checkedCount: 5, mistakeCount: 3 });
    expect(estimateAt(auditOf([{ labelClassIds: ['paper', 'glass'] }]), 1).mistakeCount).toBe(0);
  });

  it('moves every fifth answer, and at the end', () => {
    const answers = Array.from({ length: 12 }, () => right);
    expect(trackOf(auditOf(answers.slice(0, 4), 12))).toEqual([]);
    expect(trackOf(auditOf(answers.slice(0, 9), 12)).map((point) => point.checkedCount)).toEqual([5]);
    expect(trackOf(auditOf(answers)).map((point) => point.checkedCount)).toEqual([5, 10, 12]);
    expect(trackOf(auditOf(answers.slice(0, 10))).map((point) => point.checkedCount)).toEqual([5, 10]);
  });

  it('keeps the target by the upper end of the interval', () => {
    const clean = estimateAt(auditOf(Array.from({ length: 60 }, () => right)), 60);
    expect(keepsTarget(clean, { populationCount: 600, targetError: 0.1 })).toBe(true);
    expect(keepsTarget(clean, { populationCount: 600, targetError: 0.01 })).toBe(false);
    const best = bestEnd({ populationCount: 600, sampleCount: 60, confidence: 0.95 }, 1);
    expect(best).toBeGreaterThan(clean.upperCount / 600);
    expect(best).toBeLessThan(0.1);
  });
});

/**
 * The whole way of an audit on labeled groups: members that are of the class or not, the product's own draw, a person who
 * answers by the labels. With 1,000 trials a coverage of exactly .95 has a standard deviation of .0069; a cell may fall
 * below .95 by three of those. Pooled over the grid nothing is allowed.
 */
describe('the interval in simulation', () => {
  const trialCount = 1000;
  const noise = 3 * Math.sqrt((0.95 * 0.05) / trialCount);
  const populations = [40, 150, 600, 2500, 10_000];
  const sampleCounts = [10, 30, 54, 150];
  const rates = [0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3];

  it.each(populations)('covers the true error of %d samples', (populationCount) => {
    const random = createRandom(populationCount);
    let coveredCount = 0;
    let cellCount = 0;
    for (const rate of rates) {
      const wrongCount = Math.round(rate * populationCount);
      const isWrong = new Map(idsTo(populationCount).map((id, i) => [id, i < wrongCount]));
      const ids = [...isWrong.keys()];
      for (const sampleCount of sampleCounts.filter((count) => count < populationCount)) {
        const covered = countCovered({ random, ids, isWrong, wrongCount, sampleCount });
        expect(covered / trialCount).toBeGreaterThanOrEqual(0.95 - noise);
        coveredCount += covered;
        cellCount += 1;
      }
    }
    expect(coveredCount / (cellCount * trialCount)).toBeGreaterThanOrEqual(0.95);
  });

  function countCovered(cell: {
    random: () => number;
    ids: string[];
    isWrong: Map<string, boolean>;
    wrongCount: number;
    sampleCount: number;
  }): number {
    const { random, ids, isWrong, wrongCount, sampleCount } = cell;
    const intervals = new Map<number, { lowerCount: number; upperCount: number }>();
    let covered = 0;
    for (let trial = 0; trial < trialCount; trial += 1) {
      const sampleIds = drawSample(random, ids, sampleCount);
      const answers = sampleIds.map((id) => (isWrong.get(id) ? wrong : right));
      const { length: markedCount } = findMistakes({ labelClassId: 'glass', sampleIds, answers });
      const interval =
        intervals.get(markedCount) ?? markedInterval({ populationCount: ids.length, sampleCount, markedCount });
      intervals.set(markedCount, interval);
      if (interval.lowerCount <= wrongCount && wrongCount <= interval.upperCount) covered += 1;
    }
    return covered;
  }
});
