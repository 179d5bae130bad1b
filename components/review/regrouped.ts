import { queueQuery } from '@/components/review/review-queries';
import type { ReviewSession } from '@/components/review/review-session';
import type { UndoAnswer } from '@/lib/labels/decision';

/** Whether an undo or a redo was of a split, a merge or a park. */
export function isRegrouping({ reverted }: UndoAnswer): boolean {
  return ['split', 'merge', 'park'].includes(reverted.original?.kind ?? reverted.kind);
}

/** The queue as it stands after a split, merge or park was taken back or done again, and the group that this is about. */
export async function showRegrouped(session: ReviewSession, way: string, { reverted }: UndoAnswer): Promise<void> {
  const before = session.queue.open;
  await session.client.invalidateQueries({ queryKey: queueQuery(session.datasetId).queryKey });
  const detail = reverted.original?.detail ?? reverted.detail;
  const made = way === 'redo' && detail?.type === 'regroup' ? detail.intoIds[0] : undefined;
  const target = made ?? reverted.groupId;
  const isThere =
    session.queue.open.some(({ id }) => id === target) || session.queue.done.some(({ id }) => id === target);
  if (target !== null && isThere) session.open(target);
  else session.goOn(before);
}
