import { sendTogether } from '@/components/audit/send-together';
import { makeKey } from '@/components/outbox/outbox-page';
import type { Deciding } from '@/components/review/decisions';
import { queueQuery } from '@/components/review/review-queries';
import { ApiError, api } from '@/components/shell/api';
import { formatCount, formatCounted } from '@/components/ui/format';
import type { GroupHead } from '@/lib/groups/group';
import type { RegroupAnswer, Regrouping } from '@/lib/groups/regrouping';

/** Leaves out the key from each kind of regrouping. */
type WithoutKey<R> = R extends unknown ? Omit<R, 'idempotencyKey'> : never;

/** Sends a regrouping; a refusal is told, and changes nothing. */
async function send(
  { session, showToast }: Deciding,
  request: WithoutKey<Regrouping>,
): Promise<{ answer: RegroupAnswer; idempotencyKey: string } | null> {
  const idempotencyKey = makeKey();
  try {
    const path = `/api/datasets/${session.datasetId}/regroupings`;
    const answer = await api.post<RegroupAnswer>(path, { ...request, idempotencyKey });
    session.ownRevisions.add(answer.operation.seq);
    session.takeProgress(answer.progress, 0);
    return { answer, idempotencyKey };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    showToast({ says: error.message, tone: 'error' });
    return null;
  }
}

async function readQueue({ session }: Deciding): Promise<void> {
  await session.client.invalidateQueries({ queryKey: queueQuery(session.datasetId).queryKey });
}

type Group = Pick<GroupHead, 'id' | 'source' | 'title'>;

/** Puts one group in the place of several and opens it. Answers whether it was done. */
export async function mergeGroups(deciding: Deciding, groups: readonly Group[]): Promise<boolean> {
  const fromIds = groups.map(({ id, source }) => ({ id, source }));
  const sent = await send(deciding, { kind: 'merge', fromIds });
  if (sent === null) return false;
  const [made] = sent.answer.groups;
  const says = `${formatCounted(groups.length, 'group')} merged: ${formatCounted(made?.size ?? 0, 'sample')}`;
  sendTogether(deciding, { group: null, decisions: [], madeKeys: [sent.idempotencyKey], says });
  await readQueue(deciding);
  if (made !== undefined) deciding.session.open(made.id);
  return true;
}

/** Puts a group aside with a note, and goes on to the next. Answers whether it was done. */
export async function parkGroup(deciding: Deciding, group: Group, note: string): Promise<boolean> {
  const { session } = deciding;
  const before = session.queue.open;
  const sent = await send(deciding, { kind: 'park', groupId: group.id, groupSource: group.source, note });
  if (sent === null) return false;
  sendTogether(deciding, {
    group: null,
    decisions: [],
    madeKeys: [sent.idempotencyKey],
    says: `${group.title} parked`,
  });
  await readQueue(deciding);
  if (session.getState().openId === group.id) session.goOn(before);
  return true;
}

/** Takes the park of a group back, whoever parked it, and opens the group. */
export async function unparkGroup(deciding: Deciding, group: Group, operationId: string): Promise<void> {
  const { session, showToast } = deciding;
  try {
    await api.post(`/api/operations/${operationId}/revert`, { idempotencyKey: makeKey() });
    await readQueue(deciding);
    session.open(group.id);
    showToast({ says: `${group.title} is back in the queue` });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    showToast({ says: error.message, tone: 'error' });
  }
}

/** "1,204 samples, 96 labeled". */
export function sayMembers(sampleCount: number, labeledCount: number): string {
  const labeled = labeledCount > 0 ? `, ${formatCount(labeledCount)} labeled` : '';
  return `${formatCounted(sampleCount, 'sample')}${labeled}`;
}
