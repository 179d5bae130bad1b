import type { ChangedSample, Decision } from '@/lib/labels/decision';
import { carriedBy, carries, type Desk, isMultiLabel } from '@/lib/review/desk';

/** What a refused decision would have done, and to which samples; those that it left out are not among them. */
export type RefusedDecision = Pick<Decision, 'kind' | 'labelClassId' | 'sampleIds'>;

/** Whether what is known of a member answers a decision about it: it carries the class by now, or another one was given here. */
function isAnswered(desk: Desk, rank: number, { kind, labelClassId = '' }: RefusedDecision): boolean {
  if (desk.gone.has(rank)) return true;
  switch (kind) {
    case 'accept':
      return isMultiLabel(desk) ? carries(desk, rank, labelClassId) : carriedBy(desk, rank).length > 0;
    case 'label':
      return carries(desk, rank, labelClassId) || desk.labels.has(rank);
    case 'exclude':
      return desk.group.excludedClassIds[rank]?.includes(labelClassId) === true;
    case 'clear':
      return labelClassId === '' ? carriedBy(desk, rank).length === 0 : !carries(desk, rank, labelClassId);
  }
}

/**
 * Whether any sample of refused decisions is still to be decided in their group: it is on the desk, nobody else labeled or
 * deleted it meanwhile (`changed`), and nothing answered it since. A label that somebody took away leaves its sample open.
 */
export function isAnyLeft(
  desk: Desk,
  decisions: readonly RefusedDecision[],
  changed: readonly ChangedSample[],
): boolean {
  const taken = changed.filter(({ labelClassId, isDeleted }) => labelClassId !== null || isDeleted === true);
  const takenIds = new Set(taken.map(({ sampleId }) => sampleId));
  return decisions.some((decision) => {
    const ids = new Set(decision.sampleIds);
    return desk.group.sampleIds.some(
      (id, rank) => ids.has(id) && !takenIds.has(id) && !isAnswered(desk, rank, decision),
    );
  });
}
