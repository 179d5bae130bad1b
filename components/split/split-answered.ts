import { classOf, type OutboxAct } from '@/components/outbox/outbox-acts';
import type { OutboxEvent } from '@/components/outbox/outbox-page';
import { queueQuery } from '@/components/review/review-queries';
import type { ReviewSession } from '@/components/review/review-session';
import type { RegroupAnswer } from '@/lib/groups/regrouping';
import type { Decision, DecisionAnswer } from '@/lib/labels/decision';
import { ranksOf } from '@/lib/review/desk';

type Answered = Extract<OutboxEvent, { type: 'answered' }>;
type Refused = Extract<OutboxEvent, { type: 'refused' }>;

/** From here on the queue of the server says what became of the group. */
function endAhead(session: ReviewSession, act: OutboxAct): void {
  session.queueAhead.drop(act.id);
  if (act.group !== null) session.dispatch({ kind: 'sitting', act: { kind: 'reopened', groupId: act.group.id } });
  void session.client.invalidateQueries({ queryKey: queueQuery(session.datasetId).queryKey });
}

/** The server made a split, or accepted one of its parts. */
export function takeSplit(session: ReviewSession, { act, index, answer }: Answered): void {
  const { operation, progress } = answer as RegroupAnswer | DecisionAnswer;
  session.takeProgress(progress, act.shows?.counts[index] ?? 0, classOf(act.shows, index));
  session.ownRevisions.add(operation.seq);
  if (index > 0) {
    if (operation.groupId !== null) void session.forget(operation.groupId);
    return;
  }
  endAhead(session, act);
  for (const { id } of (answer as RegroupAnswer).groups) void session.forget(id);
}

/**
 * The server refused a split, or to accept a part of one that it made: what was shown ahead is taken back. Answers what is to
 * be looked at again: the group, or the first part that was not accepted.
 */
export async function dropSplit(session: ReviewSession, { act, index }: Refused): Promise<string | null> {
  session.ahead.addShown(act.shows, index, -1);
  const requests = await session.outbox.readRequests({ ...act, doneCount: index });
  if (index === 0) return leaveParts(session, act, requests[0]?.body.parts);
  const decisions = requests.map(({ body }) => body as unknown as Decision);
  for (const decision of decisions.toReversed()) returnPart(session, decision);
  return decisions[0]?.group?.id ?? null;
}

/** The parts will not be: whoever works on one goes back to the group. */
function leaveParts(session: ReviewSession, act: OutboxAct, parts: unknown): string | null {
  const ids = new Set((Array.isArray(parts) ? (parts as { id?: string }[]) : []).map(({ id }) => id));
  endAhead(session, act);
  const groupId = act.group?.id ?? null;
  if (ids.has(session.getState().openId ?? '')) session.open(groupId);
  return groupId;
}

/** A part comes back unaccepted, to the front of the queue. */
function returnPart(session: ReviewSession, { group, labelClassId, sampleIds }: Decision): void {
  const desk = session.getState().desks.get(group?.id ?? '');
  if (group?.id === undefined) return;
  session.dispatch({ kind: 'sitting', act: { kind: 'returned', groupId: group.id } });
  if (desk !== undefined && labelClassId !== undefined)
    session.act({ kind: 'unlabel', ranks: ranksOf(desk.group, sampleIds), labelClassId }, group.id);
  void session.forget(group.id);
}
