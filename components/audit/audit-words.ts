import { formatCount, formatCounted } from '@/components/ui/format';
import type { AuditPoint, AuditView, ExpectedErrors } from '@/lib/audits/audit';
import { bestEnd } from '@/lib/audits/estimate';

/** A share in percent with one digit, and none where it is whole: .084 → "8.4 %", .1 → "10 %". */
export function formatShare(share: number): string {
  return `${(100 * share).toFixed(1).replace(/\.0$/, '')} %`;
}

/** Two ends of an interval as one figure: "0.5–14.5 %". */
export function formatShares(lower: number, upper: number): string {
  const [low, high] = [formatShare(lower), formatShare(upper)];
  return low === high ? high : `${low.slice(0, -2)}–${high}`;
}

type Sized = Pick<AuditView, 'populationCount' | 'sampleIds' | 'targetError' | 'confidence'>;

/** How an audit is told in one line: how many of how many. */
export function sayDraw({ populationCount, sampleIds }: Sized): string {
  const all = `${formatCounted(populationCount, 'sample')}`;
  if (sampleIds.length === populationCount) return `All ${all}, in a random order`;
  return `${formatCount(sampleIds.length)} of ${all}, drawn at random`;
}

/** "1 mistake in 35". */
export function sayMistakes({ mistakeCount, checkedCount }: AuditPoint): string {
  return `${formatCounted(mistakeCount, 'mistake')} in ${formatCount(checkedCount)}`;
}

/** Expected mistakes among all samples of the audit: "3–86". */
export function sayExpected({ lowerCount, upperCount }: AuditPoint): string {
  return lowerCount === upperCount ? formatCount(upperCount) : `${formatCount(lowerCount)}–${formatCount(upperCount)}`;
}

/** Where an audit stands while it runs: whether the interval keeps the target yet, and what it would end at. */
export function sayStanding(audit: Sized, point: AuditPoint | undefined): { title: string; says: string } {
  const { populationCount, sampleIds, targetError, confidence } = audit;
  const sampleCount = sampleIds.length;
  const falls = `The verdict falls once, at ${formatCount(sampleCount)}`;
  const best = (mistakeCount: number) =>
    formatShare(bestEnd({ populationCount, sampleCount, confidence }, mistakeCount));
  if (point === undefined)
    return { title: 'No estimate yet', says: `${falls}: without a mistake it would end at ${best(0)}.` };
  const upper = point.upperCount / populationCount;
  const ends = `with no further mistake it would end at ${best(point.mistakeCount)}`;
  if (upper <= targetError) return { title: 'Below the target so far', says: `${falls}: ${ends}.` };
  return {
    title: 'Not yet below the target',
    says: `The interval still reaches ${formatShare(upper)}. ${falls}: ${ends}.`,
  };
}

/** The verdict in one sentence. */
export function sayVerdict(
  { populationCount, targetError, status }: Sized & Pick<AuditView, 'status'>,
  point: AuditPoint,
) {
  const upper = formatShare(point.upperCount / populationCount);
  const target = formatShare(targetError);
  if (status === 'passed') {
    const found = point.mistakeCount === 0 ? '' : ' The mistakes found get the class that you gave them.';
    return `At most ${upper} of the ${formatCount(populationCount)} are wrong; the target is ${target}.${found}`;
  }
  return `Up to ${upper} of the ${formatCount(populationCount)} may be wrong; the target is ${target}. Split the group, or take the wrong ones out and audit it again.`;
}

/** Why accepting is held: said on the button itself. */
export function sayHeld(audit: AuditView, count: number): string {
  const upper = (audit.track.at(-1)?.upperCount ?? 0) / audit.populationCount;
  return `Accept ${formatCount(count)} · held: up to ${formatShare(upper)} may be wrong`;
}

/** What is left of an audited accept, for the toast: "expect 11 wrong, at most 49". */
export function sayLeft(audit: Pick<AuditView, 'populationCount' | 'sampleIds'>, point: AuditPoint): string {
  const unseenCount = audit.populationCount - audit.sampleIds.length;
  const expected = (point.mistakeCount / point.checkedCount) * unseenCount;
  const most = point.upperCount - point.mistakeCount;
  return most === 0 ? 'none wrong' : `expect ${formatCount(Math.round(expected))} wrong, at most ${formatCount(most)}`;
}

/** Expected errors of a class or of all: "11 (2–49) in 534", or that nothing is audited. */
export function sayExpectedErrors(errors: ExpectedErrors): string {
  const { auditedCount, expectedCount, lowerCount, upperCount, labelCount } = errors;
  if (auditedCount === 0) return labelCount === 0 ? '' : 'not audited';
  const ends = lowerCount === upperCount ? '' : ` (${formatCount(lowerCount)}–${formatCount(upperCount)})`;
  const rest = auditedCount < labelCount ? `, ${formatCount(labelCount - auditedCount)} not audited` : '';
  return `${formatCount(Math.round(expectedCount))}${ends} in ${formatCount(auditedCount)}${rest}`;
}
