import type { OutboxAct } from '@/components/outbox/outbox-acts';
import { makeKey } from '@/components/outbox/outbox-page';
import type { Deciding } from '@/components/review/decisions';
import { queueQuery } from '@/components/review/review-queries';
import type { ReviewSession } from '@/components/review/review-session';
import { readPersonName } from '@/components/shell/person';
import { formatCount, formatCounted } from '@/components/ui/format';
import type { GroupHead, ParkedNote } from '@/lib/groups/group';
import type { RegroupAnswer, Regrouping } from '@/lib/groups/regrouping';
import type { UndoAnswer } from '@/lib/labels/decision';

/** Leaves out the key from each kind of regrouping. */
type WithoutKey<R> = R extends unknown ? Omit<R, 'idempotencyKey'> : never;
type Sendable = WithoutKey<Extract<Regrouping, { kind: 'merge' | 'park' }>>;

type Sent = { kind: 'other' | 'revert'; path: string; body: object; operationId?: string; says: string };

/** Puts what changes the queue into the outbox, as an act that undo takes back by its key. Answers the id of the act. */
function send({ session, acts, showToast, undoAct, undoKeys }: Deciding, { path, body, says, ...sent }: Sent): string {
  const idempotencyKey = makeKey();
  const actId = makeKey();
  acts.done.push({ actId, keys: [idempotencyKey], group: null, shows: null, touched: [[]], sampleIds: [], says });
  acts.undone.length = 0;
  acts.standingCount += 1;
  const requests = [{ path, body: { ...body, idempotencyKey } }];
  session.outbox.add({ id: actId, ...sent, says, group: null, shows: null, requests });
  showToast({ says, action: { says: 'Undo', ...(undoKeys === undefined ? {} : { keys: undoKeys }), run: undoAct } });
  return actId;
}

function sendRegrouping(deciding: Deciding, body: Sendable, says: string): string {
  const path = `/api/datasets/${deciding.session.datasetId}/regroupings`;
  return send(deciding, { kind: 'other', path, body, says });
}

async function readQueue(session: ReviewSession): Promise<void> {
  await session.client.invalidateQueries({ queryKey: queueQuery(session.datasetId).queryKey });
}

type Group = Pick<GroupHead, 'id' | 'source' | 'title'>;

/** Merges of this page on their way, and the group that was open when each was made. */
const openAtMerge = new Map<string, string | null>();

/**
 * Puts one group in the place of several; it is opened once the server has made it, unless the person has gone on. Until
 * then those that were merged are gone from the queue.
 */
export function mergeGroups(deciding: Deciding, groups: readonly Group[]): void {
  const { session } = deciding;
  const fromIds = groups.map(({ id, source }) => ({ id, source }));
  const actId = sendRegrouping(deciding, { kind: 'merge', fromIds }, `${formatCounted(groups.length, 'group')} merged`);
  openAtMerge.set(actId, session.getState().openId);
  const merged = new Set(groups.map(({ id }) => id));
  session.queueAhead.add(actId, (clusters) => clusters.filter(({ id }) => !merged.has(id)));
}

/** Puts a group aside with a note, and goes on to the next. */
export function parkGroup(deciding: Deciding, group: Group, note: string): void {
  const { session } = deciding;
  const before = session.queue.open;
  const request = { kind: 'park', groupId: group.id, groupSource: group.source, note } as const;
  const actId = sendRegrouping(deciding, request, `${group.title} parked`);
  const parked = { operationId: '', note, personName: readPersonName(), at: new Date().toISOString() };
  setParked(session, actId, group.id, parked);
  if (session.getState().openId === group.id) session.goOn(before);
}

function setParked(session: ReviewSession, actId: string, groupId: string, parked: ParkedNote | null): void {
  session.queueAhead.add(actId, (clusters) =>
    clusters.map((each) => (each.id === groupId ? { ...each, parked } : each)),
  );
}

/** The server made a regrouping: the queue is read anew, and a merged group is opened. */
export async function takeRegrouped(session: ReviewSession, act: OutboxAct, answer: RegroupAnswer): Promise<void> {
  session.takeProgress(answer.progress, 0);
  session.ownRevisions.add(answer.operation.seq);
  const openId = openAtMerge.get(act.id);
  openAtMerge.delete(act.id);
  session.queueAhead.drop(act.id);
  await readQueue(session);
  const [made] = answer.groups;
  if (made !== undefined && openId !== undefined && session.getState().openId === openId) session.open(made.id);
}

/** The server took the park of a group back. */
export function takeUnparked(session: ReviewSession, act: OutboxAct, { operation, progress }: UndoAnswer): void {
  session.takeProgress(progress, 0);
  session.ownRevisions.add(operation.seq);
  session.queueAhead.drop(act.id);
  void readQueue(session);
}

/** The server refused a regrouping, or to take one back: the queue is as it was. */
export function dropRegrouped(session: ReviewSession, act: OutboxAct): void {
  openAtMerge.delete(act.id);
  session.queueAhead.drop(act.id);
  void readQueue(session);
}

/** Takes the park of a group back, whoever parked it, and opens the group. */
export function unparkGroup(deciding: Deciding, group: Group, operationId: string): void {
  const { session, showToast } = deciding;
  if (operationId === '') {
    showToast({ says: `The park of ${group.title} is not sent yet. Undo takes it back.` });
    return;
  }
  const path = `/api/operations/${operationId}/revert`;
  const says = `${group.title} is back in the queue`;
  const actId = send(deciding, { kind: 'revert', path, body: {}, operationId, says });
  setParked(session, actId, group.id, null);
  session.open(group.id);
}

/** "1,204 samples, 96 labeled". */
export function sayMembers(sampleCount: number, labeledCount: number): string {
  const labeled = labeledCount > 0 ? `, ${formatCount(labeledCount)} labeled` : '';
  return `${formatCounted(sampleCount, 'sample')}${labeled}`;
}
