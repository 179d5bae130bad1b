import { sayLeft } from '@/components/audit/audit-words';
import { sendTogether } from '@/components/audit/send-together';
import { makeKey } from '@/components/outbox/outbox-page';
import type { Deciding } from '@/components/review/decisions';
import type { ReviewSession } from '@/components/review/review-session';
import { formatCount } from '@/components/ui/format';
import type { AuditView } from '@/lib/audits/audit';
import type { Decision } from '@/lib/labels/decision';
import { decideAccept, decideOnRanks, planAccept } from '@/lib/review/accept-plan';
import { type Desk, ranksOf } from '@/lib/review/desk';

function nameOf(session: ReviewSession, labelClassId: string): string {
  return session.classes.find(({ id }) => id === labelClassId)?.name ?? 'class';
}

/** Drawn samples by the classes that the person gave them; those that they could not tell, or that are of none, stay out. */
function gatherAnswers(audit: AuditView, isWanted: (labelClassId: string) => boolean): Map<string, string[]> {
  const byClass = new Map<string, string[]>();
  audit.answers.forEach((answer, position) => {
    const sampleId = audit.sampleIds[position];
    if (!('labelClassIds' in answer) || sampleId === undefined) return;
    for (const id of answer.labelClassIds.filter(isWanted)) byClass.set(id, [...(byClass.get(id) ?? []), sampleId]);
  });
  return byClass;
}

function labelAnswers(deciding: Deciding, desk: Desk, byClass: ReadonlyMap<string, readonly string[]>, leave: boolean) {
  const groupId = desk.group.head.id;
  return [...byClass].flatMap(([labelClassId, sampleIds]): Decision[] => {
    const ranks = ranksOf(desk.group, sampleIds);
    deciding.session.act({ kind: 'label', ranks, labelClassId, leave }, groupId);
    return decideOnRanks(desk, 'label', labelClassId, ranks, makeKey);
  });
}

/**
 * Accepts the open group on its audit: the mistakes get the class that the person gave them, all others the class of the
 * group, and the audit stays on that operation. Goes on to the next group.
 */
export function acceptAudited(deciding: Deciding, audit: AuditView, populationIds: readonly string[]): void {
  const { session } = deciding;
  const { desk } = session;
  const point = audit.track.at(-1);
  if (desk === null || desk.group.head.id !== audit.groupId || point === undefined) return;
  const { labelClassId, groupId } = audit;
  const mistakes = new Set(audit.mistakeIds ?? []);
  const accepted = ranksOf(
    desk.group,
    populationIds.filter((id) => !mistakes.has(id)),
  );
  const { byHand, beyondCount } = planAccept(desk);
  const accepts = decideAccept(desk, { labelClassId, accepted, byHand, beyondCount, makeKey });
  const audited = accepts.map((each) => (each.kind === 'accept' ? { ...each, auditId: audit.id } : each));
  const before = session.queue.open;
  const labels = labelAnswers(
    deciding,
    desk,
    gatherAnswers(audit, (id) => id !== labelClassId),
    false,
  );
  session.act({ kind: 'label', ranks: accepted, labelClassId, leave: false }, groupId);
  session.dispatch({ kind: 'sitting', act: { kind: 'finished', groupId } });
  session.goOn(before);
  const says = `${formatCount(accepted.length)} labeled ${nameOf(session, labelClassId)} · ${sayLeft(audit, point)}`;
  sendTogether(deciding, { group: titleOf(desk), decisions: [...labels, ...audited], says });
}

/** Labels the drawn samples as the person said, after an audit that holds the rest; they leave the page. */
export function labelAnswered(deciding: Deciding, audit: AuditView): void {
  const { session } = deciding;
  const { desk } = session;
  if (desk === null || desk.group.head.id !== audit.groupId) return;
  const byClass = gatherAnswers(audit, () => true);
  const decisions = labelAnswers(deciding, desk, byClass, true);
  if (decisions.length === 0) return;
  const count = new Set([...byClass.values()].flat()).size;
  sendTogether(deciding, { group: titleOf(desk), decisions, says: `${formatCount(count)} labeled as you answered` });
}

const titleOf = ({ group }: Desk) => ({ id: group.head.id, title: group.head.title });
