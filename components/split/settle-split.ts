import { v7 as uuidv7 } from 'uuid';
import { sendTogether } from '@/components/audit/send-together';
import { makeKey } from '@/components/outbox/outbox-page';
import type { Deciding } from '@/components/review/decisions';
import { groupQuery } from '@/components/review/review-queries';
import type { ReviewSession } from '@/components/review/review-session';
import { formatCount, formatCounted } from '@/components/ui/format';
import type { GroupHead, OpenGroup } from '@/lib/groups/group';
import type { Desk } from '@/lib/review/desk';
import {
  decidePart,
  describeParts,
  openPart,
  type SettledPart,
  type SplitPart,
  settledParts,
} from '@/lib/review/split-parts';

type Split = { desk: Desk; parts: readonly SplitPart[]; isKept: boolean };

/**
 * Puts the parts in the place of the group; unless they are only kept, those that have a class are accepted, each by an
 * operation of its own. All of it waits in the outbox as one act, in order: the parts have their ids from here, so that they
 * stand in the queue, and can be worked on, before the server knows of them. One step of undo takes all of it back. Opens
 * the first part that has no class, or the next group.
 */
export function settleSplit(deciding: Deciding, { desk, parts, isKept }: Split): void {
  const { session } = deciding;
  const { id, title } = desk.group.head;
  const before = session.queue.open;
  const groups = parts.map((part) => openPart(part, uuidv7()));
  const settled = isKept ? [] : settledParts(parts);
  const decisions = settled.flatMap((each) => {
    const group = groups[each.position];
    return group === undefined ? [] : decidePart(each, group.head, makeKey);
  });
  const count = settled.reduce((sum, { plan }) => sum + plan.accepted.length, 0);
  const made = `split in ${formatCounted(groups.length, 'group')}`;
  const labeled = `${formatCount(count)} labeled in ${formatCounted(settled.length, 'part')}`;
  const actId = sendTogether(deciding, {
    ...{ group: null, decisions },
    split: {
      request: requestSplit(session, desk.group.head, describeParts(parts, idsOf(groups))),
      group: { id, title },
      says: decisions.length === 0 ? `Split in ${formatCounted(groups.length, 'group')}` : `Split, ${labeled}`,
    },
    says: decisions.length === 0 ? `${title} ${made}` : `${labeled} of ${title}`,
  });
  showParts(session, { actId, fromId: id, groups });
  for (const each of settled) showSettled(session, each, groups[each.position]?.head.id ?? '');
  const isSettled = new Set(settled.map(({ position }) => position));
  const rest = groups.find((_, position) => !isSettled.has(position));
  if (rest === undefined) session.goOn(before);
  else session.open(rest.head.id);
}

const idsOf = (groups: readonly OpenGroup[]) => groups.map(({ head }) => head.id);

function requestSplit(
  { datasetId }: ReviewSession,
  { id, source }: GroupHead,
  parts: ReturnType<typeof describeParts>,
) {
  const body = { kind: 'split', idempotencyKey: makeKey(), fromId: id, fromSource: source, parts };
  return { path: `/api/datasets/${datasetId}/regroupings`, body };
}

type Shown = { actId: string; fromId: string; groups: readonly OpenGroup[] };

/** The parts stand in the queue where the group stood, each as it opens. */
function showParts(session: ReviewSession, { actId, fromId, groups }: Shown): void {
  session.queueAhead.add(actId, (clusters) =>
    clusters.flatMap((each) => {
      if (each.id !== fromId) return [each];
      return groups.map(({ head }) => ({ ...head, coarseNumber: each.coarseNumber, done: false, parked: null }));
    }),
  );
  for (const group of groups) {
    session.client.setQueryData(groupQuery(session.datasetId, group.head.id).queryKey, group);
    session.lay(group);
  }
}

/** A part that the act accepts is done, with its labels on its desk. */
function showSettled(session: ReviewSession, { plan }: SettledPart, groupId: string): void {
  const { labelClassId, accepted, byHand } = plan;
  session.act({ kind: 'choose', labelClassId }, groupId);
  session.act({ kind: 'label', ranks: accepted, labelClassId, leave: false }, groupId);
  session.act({ kind: 'remember', ranks: byHand, labelClassId }, groupId);
  session.dispatch({ kind: 'sitting', act: { kind: 'finished', groupId } });
}
