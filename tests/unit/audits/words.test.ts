import { describe, expect, it } from 'vitest';
import {
  formatShare,
  formatShares,
  sayExpected,
  sayExpectedErrors,
  sayLeft,
  sayMistakes,
  sayStanding,
} from '@/components/audit/audit-words';
import { sumExpectedErrors } from '@/lib/audits/expected-errors';

const audit = {
  populationCount: 594,
  sampleIds: Array.from({ length: 60 }, (_, i) => `${i}`),
  targetError: 0.1,
  confidence: 0.95,
};
const point = { checkedCount: 35, mistakeCount: 1, lowerCount: 1, upperCount: 81 };

describe('what is said of an audit', () => {
  it('are shares, counts and intervals', () => {
    expect([formatShare(0.084), formatShare(0.1), formatShare(0)]).toEqual(['8.4 %', '10 %', '0 %']);
    expect(formatShares(0.005, 0.145)).toBe('0.5–14.5 %');
    expect(formatShares(0.1, 0.1)).toBe('10 %');
    expect(sayMistakes(point)).toBe('1 mistake in 35');
    expect(sayExpected(point)).toBe('1–81');
    expect(sayExpected({ ...point, upperCount: 1 })).toBe('1');
  });

  it('says where it stands, and never decides before the end', () => {
    expect(sayStanding(audit, undefined).title).toBe('No estimate yet');
    const { title, says } = sayStanding(audit, point);
    expect(title).toBe('Not yet below the target');
    expect(says).toBe(
      'The interval still reaches 13.6 %. The verdict falls once, at 60: with no further mistake it would end at 8.4 %.',
    );
    expect(sayStanding(audit, { ...point, upperCount: 50 }).title).toBe('Below the target so far');
  });

  it('says what is left after the accept', () => {
    expect(sayLeft(audit, { checkedCount: 60, mistakeCount: 1, lowerCount: 1, upperCount: 50 })).toBe(
      'expect 9 wrong, at most 49',
    );
    expect(sayLeft(audit, { checkedCount: 594, mistakeCount: 3, lowerCount: 3, upperCount: 3 })).toBe('none wrong');
  });
});

describe('expected errors', () => {
  const labels = {
    ...{ labelClassId: 'glass', populationCount: 594, sampleCount: 60, mistakeCount: 1, lowerCount: 1, upperCount: 50 },
    ...{ confidence: 0.95, standingCount: 593, unseenCount: 534 },
  };

  it('are the share of mistakes among what the audit did not show, by class and in all', () => {
    const classes = [
      { labelClassId: 'glass', labelCount: 600 },
      { labelClassId: 'paper', labelCount: 40 },
      { labelClassId: 'metal', labelCount: 0 },
    ];
    const { all, classes: byClass } = sumExpectedErrors(0.1, classes, [
      labels,
      { ...labels, mistakeCount: 0, lowerCount: 0 },
    ]);
    expect(byClass.map(sayExpectedErrors)).toEqual(['9 (0–99) in 1,186', 'not audited', '']);
    expect(all).toMatchObject({ labelCount: 640, auditedCount: 1186, upperCount: 99 });
    const [glass] = sumExpectedErrors(0.1, [{ labelClassId: 'glass', labelCount: 700 }], [labels]).classes;
    expect(glass && sayExpectedErrors(glass)).toBe('9 (0–49) in 593, 107 not audited');
  });

  it('of labels that are mostly gone say no more than what is left', () => {
    const left = { ...labels, standingCount: 12, unseenCount: 10, lowerCount: 31 };
    const [glass] = sumExpectedErrors(0.1, [{ labelClassId: 'glass', labelCount: 12 }], [left]).classes;
    expect(glass).toMatchObject({ lowerCount: 0, upperCount: 10, auditedCount: 12 });
  });
});
