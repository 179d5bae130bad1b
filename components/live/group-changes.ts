import { livePage } from '@/components/live/live-page';
import { Pace } from '@/components/live/pace';
import { groupQuery } from '@/components/review/review-queries';
import type { ReviewSession } from '@/components/review/review-session';
import { api } from '@/components/shell/api';
import type { ChangedSample, GroupChanges } from '@/lib/labels/decision';
import type { LiveEvent } from '@/lib/live/change';
import { labelOf } from '@/lib/review/desk';

/** Whether an event can have touched the open group: clusters of one run share no sample. */
function mayTouch(session: ReviewSession, event: LiveEvent): boolean {
  const { desk } = session;
  if (desk === null || event.type === 'presence') return false;
  if (event.type === 'hello') return event.revision > desk.revision;
  if (event.change.of === 'job' || event.change.revision <= desk.revision) return false;
  const { groupId, groupSource } = event.change;
  if (groupSource !== 'cluster' || desk.group.head.source !== 'cluster' || groupId === desk.group.head.id) return true;
  const { open, done } = session.queue;
  return ![...open, ...done].some(({ id }) => id === groupId);
}

/** Members that somebody else changed leave the open group, and a line above the samples says who did what. */
async function readChanges(session: ReviewSession): Promise<void> {
  const { desk } = session;
  if (desk === null || !session.outbox.isIdle) return;
  const { id } = desk.group.head;
  const path = `/api/datasets/${session.datasetId}/changes?group=${id}&after=${desk.revision}`;
  const { revision, changed } = await api.get<GroupChanges>(path);
  // While this was read the person may have decided something: then the answer to that says what changed.
  if (!session.outbox.isIdle) return;
  const foreign = changed.filter((sample) => !session.ownRevisions.has(sample.revision));
  const now = session.desk;
  if (now === null || now.group.head.id !== id) return;
  const rankById = new Map(now.group.sampleIds.map((sampleId, rank) => [sampleId, rank]));
  const isOther = ({ sampleId, labelClassId, isDeleted }: ChangedSample) =>
    isDeleted === true || labelOf(now, rankById.get(sampleId) ?? -1) !== labelClassId;
  const relabeled = foreign.filter(isOther);
  if (relabeled.length > 0) session.act({ kind: 'takeOut', changed: relabeled }, id);
  // "Not this class", said by somebody else, stands in a new reading only.
  if (relabeled.length < foreign.length) return void (await session.forget(id));
  const { queryKey } = groupQuery(session.datasetId, id);
  if (foreign.length > 0) await session.client.invalidateQueries({ queryKey, refetchType: 'none' });
  session.act({ kind: 'seen', revision }, id);
}

/**
 * Keeps the open group up to date with what others do, and tells them which group is open here. Answers what ends it.
 */
export function followLive(session: ReviewSession): () => void {
  const page = livePage(session.datasetId);
  const pace = new Pace(() => readChanges(session));
  const leave = page.follow((event) => mayTouch(session, event) && pace.ask());
  const tell = () => page.showGroup(session.getState().openId);
  const unsubscribe = session.subscribe(tell);
  tell();
  return () => {
    leave();
    unsubscribe();
    pace.end();
    page.showGroup(null);
  };
}
