/**
 * The hypergeometric distribution: how many marked items a simple random sample without replacement holds.
 * Probabilities by the saddle-point form of Loader, "Fast and accurate computation of binomial probabilities" (2000),
 * which never subtracts large logarithms: relative error about 1e-14 up to populations of 10^6 and beyond.
 */

/** A sample of `sampleCount` items drawn from `populationCount`, of which `markedCount` are marked. All whole numbers ≥ 0. */
export type Draw = { populationCount: number; markedCount: number; sampleCount: number };

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
/** log n! minus Stirling's formula, exact to the last bits for n up to 15; past them the series has converged. */
const STIRLING_ERRORS = Array.from({ length: 16 }, (_, n) => {
  if (n === 0) return 0;
  let factorial = 1;
  for (let i = 2; i <= n; i++) factorial *= i;
  return Math.log(factorial) - HALF_LOG_TWO_PI - (n + 0.5) * Math.log(n) + n;
});

function stirlingError(n: number): number {
  const known = STIRLING_ERRORS[n];
  if (known !== undefined) return known;
  const square = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / (1188 * square)) / square) / square) / square) / n;
}

/** x log(x / mean) + mean − x, without cancellation where the two are near each other. */
function deviance(x: number, mean: number): number {
  const difference = x - mean;
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - difference;
  const ratio = difference / (x + mean);
  let sum = difference * ratio;
  let term = 2 * x * ratio;
  for (let i = 3; ; i += 2) {
    term *= ratio * ratio;
    const next = sum + term / i;
    if (next === sum) return sum;
    sum = next;
  }
}

/** The logarithm of the binomial probability of x in `count` trials of `chance`; both outcomes possible. */
function logBinomial(x: number, count: number, chance: number): number {
  if (x === 0) return count === 0 ? 0 : count * Math.log1p(-chance);
  if (x === count) return count * Math.log(chance);
  const rest = count - x;
  const lead = stirlingError(count) - stirlingError(x) - stirlingError(rest);
  const distance = deviance(x, count * chance) + deviance(rest, count * (1 - chance));
  return lead - distance - HALF_LOG_TWO_PI - 0.5 * (Math.log(x) + Math.log(rest) - Math.log(count));
}

/** The chance that exactly `x` of the sample are marked, 0–1. */
export function hypergeometricChance(x: number, draw: Draw): number {
  const { populationCount, markedCount, sampleCount } = draw;
  const unmarkedCount = populationCount - markedCount;
  if (x < Math.max(0, sampleCount - unmarkedCount) || x > Math.min(sampleCount, markedCount)) return 0;
  if (sampleCount === 0 || sampleCount === populationCount) return 1;
  // Conditioned on the size of the sample, independent draws with any chance give this distribution.
  const chance = sampleCount / populationCount;
  const log =
    logBinomial(x, markedCount, chance) +
    logBinomial(sampleCount - x, unmarkedCount, chance) -
    logBinomial(sampleCount, populationCount, chance);
  return Math.min(1, Math.exp(log));
}

/** The chance that at most `x` of the sample are marked, 0–1. Sums the smaller tail, from its large end. */
export function hypergeometricAtMost(x: number, draw: Draw): number {
  const { populationCount, markedCount, sampleCount } = draw;
  const lowest = Math.max(0, sampleCount - (populationCount - markedCount));
  const highest = Math.min(sampleCount, markedCount);
  if (x < lowest) return 0;
  if (x >= highest) return 1;
  const mean = (sampleCount * markedCount) / populationCount;
  return x < mean ? sumDown(x, lowest, draw) : 1 - sumUp(x + 1, highest, draw);
}

const NEGLIGIBLE = 1e-17;

function sumDown(from: number, lowest: number, draw: Draw): number {
  const { populationCount, markedCount, sampleCount } = draw;
  let chance = hypergeometricChance(from, draw);
  let sum = chance;
  for (let x = from; x > lowest; x--) {
    const remaining = populationCount - markedCount - sampleCount + x;
    chance *= (x * remaining) / ((markedCount - x + 1) * (sampleCount - x + 1));
    sum += chance;
    if (chance < NEGLIGIBLE * sum) break;
  }
  return Math.min(1, sum);
}

function sumUp(from: number, highest: number, draw: Draw): number {
  const { populationCount, markedCount, sampleCount } = draw;
  let chance = hypergeometricChance(from, draw);
  let sum = chance;
  for (let x = from; x < highest; x++) {
    const remaining = populationCount - markedCount - sampleCount + x + 1;
    chance *= ((markedCount - x) * (sampleCount - x)) / ((x + 1) * remaining);
    sum += chance;
    if (chance < NEGLIGIBLE * sum) break;
  }
  return Math.min(1, sum);
}

/** What a sample says: `markedCount` of its `sampleCount` items are marked. */
export type SampleFinding = { populationCount: number; sampleCount: number; markedCount: number };

/**
 * The exact interval for how many items of a finite population are marked: every count that the sample does not
 * contradict at (1 − confidence) / 2 on either side. It inverts the two tails of the hypergeometric distribution, as
 * Clopper and Pearson (1934) do for the binomial; see Wright, "Exact Confidence Bounds when Sampling from Small Finite
 * Universes" (1991). It covers the true count with at least `confidence`, usually more. A sample of everything gives the
 * count itself. Throws RangeError for counts that do not fit together.
 */
export function markedInterval(finding: SampleFinding, confidence = 0.95): { lowerCount: number; upperCount: number } {
  const { populationCount, sampleCount, markedCount } = finding;
  if (!(markedCount >= 0 && markedCount <= sampleCount && sampleCount <= populationCount)) {
    throw new RangeError(`${markedCount} marked of ${sampleCount} drawn from ${populationCount} cannot be.`);
  }
  const tail = (1 - confidence) / 2;
  const least = markedCount;
  const most = populationCount - sampleCount + markedCount;
  const drawn = (marked: number): Draw => ({ populationCount, markedCount: marked, sampleCount });
  // More marked items make "at most" less likely: both ends are where a monotone test changes its answer.
  const isHighEnough = (marked: number) => 1 - hypergeometricAtMost(markedCount - 1, drawn(marked)) > tail;
  const isTooHigh = (marked: number) => hypergeometricAtMost(markedCount, drawn(marked)) <= tail;
  return {
    lowerCount: firstWhere(isHighEnough, least, most),
    upperCount: firstWhere(isTooHigh, least, most + 1) - 1,
  };
}

/** The first whole number of least..most where a test that turns from false to true is true; most where it never is before. */
function firstWhere(test: (value: number) => boolean, least: number, most: number): number {
  let low = least;
  let high = most;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
