import type { AuditAnswer, AuditPoint } from '@/lib/audits/audit';
import { markedInterval } from '@/lib/math/hypergeometric';
import type { Random } from '@/lib/math/random';

/** The estimate moves once in so many answers, so that no single one gives itself away. */
export const TRACK_STEP = 5;

/** Share of the target that is expected to be wrong; the plan leaves room for it. */
const EXPECTED_SHARE = 1 / 4;

/** Which end of the interval decides, and on how many samples. */
type Plan = { populationCount: number; targetError: number };

/**
 * How many samples an audit looks at: the fewest with which it still passes when a quarter of the target (rounded, at
 * least one) turn out to be mistakes; all of them where no fewer do. With a target of .1 that is 54 of 10,000, and a
 * group with 2 % of errors passes nearly three times in four.
 */
export function planSampleCount({ populationCount, targetError }: Plan): number {
  for (let sampleCount = 1; sampleCount < populationCount; sampleCount += 1) {
    const markedCount = Math.max(1, Math.round(sampleCount * targetError * EXPECTED_SHARE));
    const { upperCount } = markedInterval({ populationCount, sampleCount, markedCount });
    if (upperCount <= targetError * populationCount) return sampleCount;
  }
  return populationCount;
}

/** `count` different ids, each selection equally likely, in a random order. Throws RangeError when there are not so many. */
export function drawSample(random: Random, sampleIds: readonly string[], count: number): string[] {
  if (count > sampleIds.length) throw new RangeError(`${count} of ${sampleIds.length} samples cannot be drawn.`);
  const pool = [...sampleIds];
  for (let i = 0; i < count; i += 1) {
    const other = i + Math.floor(random() * (pool.length - i));
    [pool[i], pool[other]] = [pool[other] as string, pool[i] as string];
  }
  return pool.slice(0, count);
}

/** Whether an answer speaks against the class. That the person cannot tell does too: the bound must hold without them. */
export function isMistake(answer: AuditAnswer, labelClassId: string): boolean {
  return !('labelClassIds' in answer) || !answer.labelClassIds.includes(labelClassId);
}

type Answered = {
  labelClassId: string;
  populationCount: number;
  confidence: number;
  sampleIds: readonly string[];
  answers: readonly AuditAnswer[];
};

/** What the first `checkedCount` answers say of the population. */
export function estimateAt(audit: Answered, checkedCount: number): AuditPoint {
  const { labelClassId, populationCount, confidence, answers } = audit;
  const mistakeCount = answers.slice(0, checkedCount).filter((answer) => isMistake(answer, labelClassId)).length;
  const finding = { populationCount, sampleCount: checkedCount, markedCount: mistakeCount };
  return { checkedCount, mistakeCount, ...markedInterval(finding, confidence) };
}

/** The estimate after every fifth answer and, once all are given, at the end. */
export function trackOf(audit: Answered): AuditPoint[] {
  const points: AuditPoint[] = [];
  for (let count = TRACK_STEP; count <= audit.answers.length; count += TRACK_STEP)
    points.push(estimateAt(audit, count));
  const isWhole = audit.answers.length === audit.sampleIds.length;
  if (isWhole && points.at(-1)?.checkedCount !== audit.answers.length) {
    points.push(estimateAt(audit, audit.answers.length));
  }
  return points;
}

/** The drawn samples whose answers speak against the class. */
export function findMistakes(audit: Pick<Answered, 'labelClassId' | 'sampleIds' | 'answers'>): string[] {
  return audit.sampleIds.filter((_, position) => {
    const answer = audit.answers[position];
    return answer !== undefined && isMistake(answer, audit.labelClassId);
  });
}

/** Whether an estimate keeps the target: its upper end, as a share of the population, is not above it. */
export function keepsTarget(point: AuditPoint, { populationCount, targetError }: Plan): boolean {
  return point.upperCount <= targetError * populationCount;
}

/** The upper end, as a share of the population, with which an audit would end if no further mistake came. */
export function bestEnd(
  audit: { populationCount: number; sampleCount: number; confidence: number },
  mistakeCount: number,
) {
  const { populationCount, sampleCount, confidence } = audit;
  const { upperCount } = markedInterval({ populationCount, sampleCount, markedCount: mistakeCount }, confidence);
  return upperCount / populationCount;
}
