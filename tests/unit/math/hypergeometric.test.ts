import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Draw, hypergeometricAtMost, hypergeometricChance, markedInterval } from '@/lib/math/hypergeometric';

/** The distribution by its definition, in whole numbers: C(K, x) C(N − K, n − x) / C(N, n). */
function byDefinition(x: number, { populationCount, markedCount, sampleCount }: Draw): number {
  const scale = 10n ** 30n;
  const ways = choose(markedCount, x) * choose(populationCount - markedCount, sampleCount - x);
  return Number((ways * scale) / choose(populationCount, sampleCount)) / 1e30;
}

function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let ways = 1n;
  for (let i = 1; i <= k; i++) ways = (ways * BigInt(n - i + 1)) / BigInt(i);
  return ways;
}

const draws = fc.integer({ min: 1, max: 400 }).chain((populationCount) =>
  fc.record({
    populationCount: fc.constant(populationCount),
    markedCount: fc.integer({ min: 0, max: populationCount }),
    sampleCount: fc.integer({ min: 0, max: populationCount }),
  }),
);

const findings = draws.chain((draw) =>
  fc.record({
    populationCount: fc.constant(draw.populationCount),
    sampleCount: fc.constant(draw.sampleCount),
    markedCount: fc.integer({ min: 0, max: draw.sampleCount }),
  }),
);

describe('the hypergeometric distribution', () => {
  it('gives chances worked by hand', () => {
    // 3 of 10 drawn, 4 marked: C(4,1) C(6,2) / C(10,3) = 60 / 120.
    const draw = { populationCount: 10, markedCount: 4, sampleCount: 3 };
    expect(hypergeometricChance(1, draw)).toBeCloseTo(0.5, 13);
    expect(hypergeometricChance(3, draw)).toBeCloseTo(4 / 120, 13);
    expect(hypergeometricAtMost(1, draw)).toBeCloseTo(80 / 120, 13);
    expect(hypergeometricChance(4, draw)).toBe(0);
  });

  it('agrees with the definition in whole numbers', () => {
    fc.assert(
      fc.property(draws, fc.nat(400), (draw, x) => {
        const exact = byDefinition(x, draw);
        expect(Math.abs(hypergeometricChance(x, draw) - exact)).toBeLessThanOrEqual(1e-11 * exact + 1e-28);
      }),
      { seed: 4, numRuns: 400 },
    );
  });

  it('adds up to one', () => {
    fc.assert(
      fc.property(draws, (draw) => {
        let sum = 0;
        for (let x = 0; x <= draw.sampleCount; x++) {
          expect(hypergeometricAtMost(x, draw)).toBeCloseTo(sum + hypergeometricChance(x, draw), 10);
          sum += hypergeometricChance(x, draw);
        }
        expect(sum).toBeCloseTo(1, 10);
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  it('stays exact in a million', () => {
    // No marked one in 100 of 1,000,000 with 30,000 marked: the product of (970,000 − i) / (1,000,000 − i).
    let product = 1;
    for (let i = 0; i < 100; i++) product *= (970_000 - i) / (1_000_000 - i);
    const draw = { populationCount: 1_000_000, markedCount: 30_000, sampleCount: 100 };
    expect(Math.abs(hypergeometricAtMost(0, draw) / product - 1)).toBeLessThan(1e-11);
    const half = { populationCount: 1_000_000, markedCount: 500_000, sampleCount: 500_000 };
    expect(hypergeometricAtMost(250_000, half)).toBeGreaterThan(0.5);
    expect(hypergeometricAtMost(249_999, half)).toBeCloseTo(1 - hypergeometricAtMost(250_000, half), 10);
  });
});

describe('the interval for the marked items of a population', () => {
  it('is what the tails say by hand', () => {
    // None marked in 3 of 5: with 2 marked that has the chance 1/10 > 2.5 %; no more than 2 are left.
    expect(markedInterval({ populationCount: 5, sampleCount: 3, markedCount: 0 })).toEqual({
      lowerCount: 0,
      upperCount: 2,
    });
    // None marked in 9 of 12: 1 marked has the chance 3/12, 2 have 3·2/(12·11) = .045, 3 have 1/220.
    expect(markedInterval({ populationCount: 12, sampleCount: 9, markedCount: 0 }).upperCount).toBe(2);
  });

  it('is the count itself when everything was drawn', () => {
    fc.assert(
      fc.property(findings, ({ populationCount, markedCount }) => {
        const count = Math.min(markedCount, populationCount);
        const finding = { populationCount, sampleCount: populationCount, markedCount: count };
        expect(markedInterval(finding)).toEqual({ lowerCount: count, upperCount: count });
      }),
      { seed: 6, numRuns: 50 },
    );
  });

  it('holds exactly the counts that neither tail contradicts', () => {
    fc.assert(
      fc.property(findings, (finding) => {
        const { populationCount, sampleCount, markedCount } = finding;
        const { lowerCount, upperCount } = markedInterval(finding);
        for (let marked = markedCount; marked <= populationCount - sampleCount + markedCount; marked++) {
          const draw = { populationCount, sampleCount, markedCount: marked };
          const isPossible =
            hypergeometricAtMost(markedCount, draw) > 0.025 && 1 - hypergeometricAtMost(markedCount - 1, draw) > 0.025;
          expect(isPossible).toBe(marked >= lowerCount && marked <= upperCount);
        }
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it('rises with the marked ones of the sample, and narrows as more are drawn', () => {
    fc.assert(
      fc.property(findings, (finding) => {
        fc.pre(finding.markedCount < finding.sampleCount);
        const one = markedInterval(finding);
        const more = markedInterval({ ...finding, markedCount: finding.markedCount + 1 });
        expect(more.lowerCount).toBeGreaterThanOrEqual(one.lowerCount);
        expect(more.upperCount).toBeGreaterThanOrEqual(one.upperCount);
      }),
      { seed: 8, numRuns: 100 },
    );
    const width = (sampleCount: number) => {
      const finding = { populationCount: 600, sampleCount, markedCount: sampleCount / 30 };
      const { lowerCount, upperCount } = markedInterval(finding);
      return upperCount - lowerCount;
    };
    expect([30, 60, 120, 300].map(width)).toEqual([...[30, 60, 120, 300].map(width)].sort((a, b) => b - a));
  });

  it('covers the true count in at least 95 % of all draws, whatever that count is', () => {
    fc.assert(
      fc.property(draws, ({ populationCount, markedCount, sampleCount }) => {
        let covered = 0;
        for (let x = 0; x <= sampleCount; x++) {
          const chance = hypergeometricChance(x, { populationCount, markedCount, sampleCount });
          if (chance === 0) continue;
          const { lowerCount, upperCount } = markedInterval({ populationCount, sampleCount, markedCount: x });
          if (lowerCount <= markedCount && markedCount <= upperCount) covered += chance;
        }
        expect(covered).toBeGreaterThanOrEqual(0.95 - 1e-9);
      }),
      { seed: 9, numRuns: 60 },
    );
  });

  it('refuses counts that cannot be', () => {
    expect(() => markedInterval({ populationCount: 5, sampleCount: 6, markedCount: 0 })).toThrow(RangeError);
    expect(() => markedInterval({ populationCount: 5, sampleCount: 3, markedCount: 4 })).toThrow(RangeError);
  });
});
