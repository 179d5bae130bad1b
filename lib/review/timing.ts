import type { Modality } from '@/lib/datasets/dataset';
import type { GroupSource } from '@/lib/operations/operation';

/** One group that a person had open, from its first sample on the screen to the decision, or to leaving it. */
export type Visit = {
  modality: Modality;
  source: GroupSource;
  /** Milliseconds that it was on the screen with the window in front; pauses of more than a minute count as one minute. */
  lookMs: number;
  /** Members that came on the screen. */
  seenCount: number;
  /** Members that got an exclusion or a class of their own. */
  exceptionCount: number;
  keyCount: number;
  clickCount: number;
  isDecided: boolean;
};

/** One sample that was decided alone, large: in an audit. */
export type LoneAnswer = { modality: Modality; lookMs: number };

/** What is kept in this browser of one person's times. */
export type TimingLog = { isOff: boolean; visits: Visit[]; answers: LoneAnswer[] };

export const EMPTY_TIMING: TimingLog = { isOff: false, visits: [], answers: [] };

/** The newest so many of each are kept. */
export const TIMING_LIMIT = 200;

/** Seconds that things cost a person. */
export type Costs = {
  /** Choosing what a group is. */
  groupS: number;
  /** One more sample in a grid or a list. */
  lookS: number;
  /** Taking one exception out. */
  exceptionS: number;
  /** One sample alone. */
  aloneS: number;
};

/** What is assumed before a person's own times are known: the cost model by which review was simulated. */
export const DEFAULT_COSTS: Readonly<Record<Modality, Costs>> = {
  image: { groupS: 1.5, lookS: 0.25, exceptionS: 1, aloneS: 2 },
  text: { groupS: 1.5, lookS: 1, exceptionS: 1, aloneS: 3 },
};

/** Decided groups, or answers, from which a person's own time is taken instead of the default. */
export const TELLING_COUNT = 8;
const LEAST_S = 0.02;
const MOST_S = 60;

/** The log with one more visit; nothing changes while timing is off. */
export function addVisit(log: TimingLog, visit: Visit): TimingLog {
  if (log.isOff || visit.lookMs <= 0 || visit.seenCount <= 0) return log;
  return { ...log, visits: [...log.visits, visit].slice(-TIMING_LIMIT) };
}

/** The log with one more sample that was decided alone. */
export function addAnswer(log: TimingLog, answer: LoneAnswer): TimingLog {
  if (log.isOff || answer.lookMs <= 0) return log;
  return { ...log, answers: [...log.answers, answer].slice(-TIMING_LIMIT) };
}

/** The middle of some numbers; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle];
  if (high === undefined) return null;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}

const clamp = (seconds: number) => Math.min(MOST_S, Math.max(LEAST_S, seconds));

/**
 * A line through the times of groups without exceptions: seconds for the group itself and for each sample in it, by the
 * median of the slopes of all pairs and the median of what remains (Sen, "Estimates of the regression coefficient based on
 * Kendall's tau", 1968), which stray visits do not move. Where all groups are of one size, the default of the group stands
 * and the rest is the samples'.
 */
function fitLine(
  points: readonly { seen: number; seconds: number }[],
  given: Costs,
): { groupS: number; lookS: number } {
  const slopes: number[] = [];
  points.forEach((one, i) => {
    for (const other of points.slice(i + 1)) {
      if (other.seen !== one.seen) slopes.push((other.seconds - one.seconds) / (other.seen - one.seen));
    }
  });
  const slope = median(slopes) ?? median(points.map(({ seen, seconds }) => (seconds - given.groupS) / seen));
  const lookS = clamp(slope ?? given.lookS);
  const groupS = clamp(median(points.map(({ seen, seconds }) => seconds - lookS * seen)) ?? given.groupS);
  return { groupS, lookS };
}

/**
 * What things cost this person, from what was timed; the default of whatever was timed too seldom (fewer than 8 times), and
 * in `own` which of them are the person's own.
 */
export function learnCosts(log: TimingLog, modality: Modality): { costs: Costs; own: (keyof Costs)[] } {
  const given = DEFAULT_COSTS[modality];
  const visits = log.visits.filter((visit) => visit.modality === modality && visit.isDecided);
  const clean = visits.filter((visit) => visit.exceptionCount === 0);
  const own: (keyof Costs)[] = [];
  const costs = { ...given };
  if (clean.length >= TELLING_COUNT) {
    const points = clean.map(({ seenCount, lookMs }) => ({ seen: seenCount, seconds: lookMs / 1000 }));
    Object.assign(costs, fitLine(points, given));
    own.push('groupS', 'lookS');
  }
  const withExceptions = visits.filter((visit) => visit.exceptionCount > 0);
  if (withExceptions.length >= TELLING_COUNT) {
    const rests = withExceptions.map(
      (visit) => (visit.lookMs / 1000 - costs.groupS - costs.lookS * visit.seenCount) / visit.exceptionCount,
    );
    costs.exceptionS = clamp(median(rests) ?? given.exceptionS);
    own.push('exceptionS');
  }
  const alone = log.answers.filter((answer) => answer.modality === modality);
  if (alone.length >= TELLING_COUNT) {
    costs.aloneS = clamp((median(alone.map((answer) => answer.lookMs)) ?? 0) / 1000);
    own.push('aloneS');
  }
  return { costs, own };
}

/** A page that a queue may show: so many samples, so many of which are expected to be exceptions. */
export type PricedPage = { sampleCount: number; exceptionCount: number };

/** Seconds that a page is expected to cost: alone for a single sample, else the group, its samples and its exceptions. */
export function expectedSeconds(page: PricedPage, costs: Costs): number {
  if (page.sampleCount === 1) return costs.aloneS;
  return costs.groupS + costs.lookS * page.sampleCount + costs.exceptionS * page.exceptionCount;
}

/** Figures of what was timed, for the person to see. */
export type TimingSummary = {
  visitCount: number;
  answerCount: number;
  /** Median seconds that a decided group was looked at; null before the first. */
  groupMedianS: number | null;
  keysMedian: number | null;
  clicksMedian: number | null;
  /** The same by what proposed the group and how many samples it showed. */
  byKind: { source: GroupSource; size: 'up to 50' | '51 to 200' | 'more than 200'; count: number; medianS: number }[];
};

function sizeOf(seenCount: number): TimingSummary['byKind'][number]['size'] {
  if (seenCount <= 50) return 'up to 50';
  return seenCount <= 200 ? '51 to 200' : 'more than 200';
}

/** Sums up the visits of one modality: medians over all, and by kind and size of the group. */
export function summarizeTiming(log: TimingLog, modality: Modality): TimingSummary {
  const visits = log.visits.filter((visit) => visit.modality === modality && visit.isDecided);
  const kinds = new Map<string, Visit[]>();
  for (const visit of visits) {
    const key = `${visit.source} ${sizeOf(visit.seenCount)}`;
    kinds.set(key, [...(kinds.get(key) ?? []), visit]);
  }
  const secondsOf = (some: readonly Visit[]) => median(some.map((visit) => visit.lookMs / 1000));
  return {
    visitCount: visits.length,
    answerCount: log.answers.filter((answer) => answer.modality === modality).length,
    groupMedianS: secondsOf(visits),
    keysMedian: median(visits.map((visit) => visit.keyCount)),
    clicksMedian: median(visits.map((visit) => visit.clickCount)),
    byKind: [...kinds.values()].flatMap((some) => {
      const [first] = some;
      if (first === undefined) return [];
      const medianS = secondsOf(some) ?? 0;
      return [{ source: first.source, size: sizeOf(first.seenCount), count: some.length, medianS }];
    }),
  };
}
