import { countLeftInside, type Deciding, makeKey } from '@/components/review/decisions';
import { groupQuery } from '@/components/review/review-queries';
import type { ReviewSession } from '@/components/review/review-session';
import { sayReverted } from '@/components/review/wording';
import { ApiError, api, isApiError } from '@/components/shell/api';
import type { UndoAnswer } from '@/lib/labels/decision';
import { planAccept } from '@/lib/review/accept-plan';
import type { Desk } from '@/lib/review/desk';

type Way = 'undo' | 'redo';

/** An act done again that leaves nothing to accept in the open cluster goes on to the next, as accepting did. */
function leaveSettled(session: ReviewSession, groupId: string): void {
  const { desk } = session;
  if (desk === null || session.getState().openId !== groupId || planAccept(desk).accepted.length > 0) return;
  const before = session.queue.open;
  session.dispatch({ kind: 'sitting', act: { kind: countLeftInside(desk) === 0 ? 'finished' : 'put', groupId } });
  session.goOn(before);
}

/** Opens what an undo restored, as the server has it now, with the cursor on the first restored sample. */
async function show({ session }: Deciding, way: Way, answer: UndoAnswer): Promise<void> {
  const groupId = answer.reverted.groupId;
  if (groupId === null) return;
  const isKnown =
    answer.reverted.groupSource !== 'cluster' ||
    [...session.queue.open, ...session.queue.done].some(({ id }) => id === groupId);
  if (!isKnown && session.getState().openId !== groupId) return;
  const wasLaid = session.getState().desks.has(groupId);
  await session.client.cancelQueries(groupQuery(session.datasetId, groupId));
  const group = await session.client.fetchQuery({ ...groupQuery(session.datasetId, groupId), staleTime: 0 });
  session.lay(group);
  session.act({ kind: way === 'undo' ? 'operationUndone' : 'operationRedone' }, groupId);
  const chosen = answer.reverted.labelClass;
  if (!wasLaid && chosen !== null) session.act({ kind: 'choose', labelClassId: chosen.id }, groupId);
  if (way === 'redo') leaveSettled(session, groupId);
  else {
    session.dispatch({ kind: 'sitting', act: { kind: 'reopened', groupId } });
    session.open(groupId);
    session.act({ kind: 'goTo', sampleIds: answer.sampleIds }, groupId);
  }
}

async function step(deciding: Deciding, way: Way, key: string): Promise<UndoAnswer | null> {
  const { session, showToast } = deciding;
  try {
    const answer = await api.post<UndoAnswer>(`/api/datasets/${session.datasetId}/${way}`, { idempotencyKey: key });
    session.takeProgress(answer.progress, 0);
    return answer;
  } catch (error) {
    if (isApiError(error, 'unreachable') || isApiError(error, 'unavailable') || !(error instanceof ApiError))
      throw error;
    showToast({ says: error.message });
    return null;
  }
}

/** Operations that the act took which is to be taken back, or done again. */
function countOperations({ acts }: Deciding, way: Way): number {
  const count = (way === 'undo' ? acts.done : acts.undone).pop() ?? 1;
  (way === 'undo' ? acts.undone : acts.done).push(count);
  return count;
}

const hasSameMarks = (one: Desk, other: Desk) =>
  one.boundary === other.boundary &&
  one.hand.size === other.hand.size &&
  [...one.hand].every(([rank, mark]) => other.hand.get(rank) === mark);

/** Takes the newest edit of the open group back, or does it again; edits that came to nothing are passed over. */
function stepEdit(session: ReviewSession, way: Way): boolean {
  for (let { desk } = session; desk !== null; desk = session.desk) {
    const steps = way === 'undo' ? desk.past : desk.future;
    if (steps.at(-1)?.kind !== 'edit') return false;
    session.act({ kind: way === 'undo' ? 'undoEdit' : 'redoEdit' });
    if (session.desk === null || !hasSameMarks(desk, session.desk)) return true;
  }
  return false;
}

/**
 * Takes the newest step back, or does it again: a skip that nothing followed, else an edit inside the open group, else one's own newest act on the
 * server, a bulk act as one.
 */
export function stepBack(deciding: Deciding, way: Way): void {
  const { session, showToast } = deciding;
  if (way === 'undo' && session.takeSkipBack(deciding.acts.standingCount)) {
    showToast({ says: 'Skip taken back' });
    return;
  }
  if (stepEdit(session, way)) return;
  deciding.acts.standingCount += way === 'undo' ? -1 : 1;
  const keys: string[] = [];
  let count: number | null = null;
  let doneCount = 0;
  let sampleCount = 0;
  let keptCount = 0;
  session.outbox.add(async () => {
    count ??= countOperations(deciding, way);
    while (doneCount < count) {
      keys[doneCount] ??= makeKey();
      const answer = await step(deciding, way, keys[doneCount] ?? makeKey());
      if (answer === null) {
        deciding.acts.standingCount += way === 'undo' ? 1 : -1;
        return;
      }
      doneCount += 1;
      sampleCount += answer.operation.original?.sampleCount ?? answer.reverted.sampleCount;
      keptCount += answer.keptSampleIds.length;
      if (doneCount < count) continue;
      await show(deciding, way, answer);
      const redo = { says: 'Redo', run: () => stepBack(deciding, 'redo') };
      showToast({
        says: sayReverted(answer.operation, sampleCount, keptCount),
        ...(way === 'undo' ? { action: redo } : {}),
      });
    }
  });
}
