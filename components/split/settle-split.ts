import { sendTogether } from '@/components/audit/send-together';
import { makeKey } from '@/components/outbox/outbox-page';
import type { Deciding } from '@/components/review/decisions';
import { queueQuery } from '@/components/review/review-queries';
import { ApiError, api } from '@/components/shell/api';
import { formatCount, formatCounted } from '@/components/ui/format';
import type { RegroupAnswer } from '@/lib/groups/regrouping';
import type { Desk } from '@/lib/review/desk';
import { decidePart, describeParts, type SplitPart, settledParts } from '@/lib/review/split-parts';

type Split = { desk: Desk; parts: readonly SplitPart[]; isKept: boolean };

/**
 * Puts the parts in the place of the group; unless they are only kept, those that have a class are accepted, each by an
 * operation of its own. One step of undo takes all of it back. Opens the first part that has no class, or the next group.
 * Answers whether it was done; a refusal is told and changes nothing.
 */
export async function settleSplit(deciding: Deciding, { desk, parts, isKept }: Split): Promise<boolean> {
  const { session, showToast } = deciding;
  const { id, source, title } = desk.group.head;
  const idempotencyKey = makeKey();
  const body = { kind: 'split', idempotencyKey, fromId: id, fromSource: source, parts: describeParts(parts) };
  try {
    const answer = await api.post<RegroupAnswer>(`/api/datasets/${session.datasetId}/regroupings`, body);
    session.ownRevisions.add(answer.operation.seq);
    session.takeProgress(answer.progress, 0);
    const settled = isKept ? [] : settledParts(parts);
    const decisions = settled.flatMap((each) => {
      const group = answer.groups[each.position];
      return group === undefined ? [] : decidePart(each, group, makeKey);
    });
    const count = settled.reduce((sum, { plan }) => sum + plan.accepted.length, 0);
    const says =
      decisions.length === 0
        ? `${title} split in ${formatCounted(answer.groups.length, 'group')}`
        : `${formatCount(count)} labeled in ${formatCounted(settled.length, 'part')} of ${title}`;
    sendTogether(deciding, { group: null, decisions, madeKeys: [idempotencyKey], says });
    const settledIds = new Set(settled.map(({ position }) => answer.groups[position]?.id));
    await session.client.invalidateQueries({ queryKey: queueQuery(session.datasetId).queryKey });
    const rest = answer.groups.find((group) => !settledIds.has(group.id));
    session.open(rest?.id ?? session.queue.open.find((group) => !settledIds.has(group.id))?.id ?? null);
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    showToast({ says: error.message, tone: 'error' });
    return false;
  }
}
