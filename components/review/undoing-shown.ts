import type { OutboxAct, OutboxShow } from '@/components/outbox/outbox-acts';
import { type ActEntry, countLeftInside, type Deciding } from '@/components/review/decisions';
import { isRegrouping, showRegrouped } from '@/components/review/regrouped';
import { groupQuery } from '@/components/review/review-queries';
import type { ReviewSession } from '@/components/review/review-session';
import { sayReverted } from '@/components/review/wording';
import type { UndoAnswer } from '@/lib/labels/decision';
import { planAccept } from '@/lib/review/accept-plan';
import { isDecidedHere, ranksOf } from '@/lib/review/desk';
import type { DeskAct } from '@/lib/review/desk-acts';

/** An act done again that leaves nothing to accept in the open group goes on to the next, as accepting did. */
function leaveSettled(session: ReviewSession, groupId: string): void {
  const { desk } = session;
  if (desk === null || session.getState().openId !== groupId || planAccept(desk).accepted.length > 0) return;
  const before = session.queue.open;
  session.dispatch({ kind: 'sitting', act: { kind: countLeftInside(desk) === 0 ? 'finished' : 'put', groupId } });
  session.goOn(before);
}

function reopen(session: ReviewSession, groupId: string, sampleIds: readonly string[]): void {
  session.dispatch({ kind: 'sitting', act: { kind: 'reopened', groupId } });
  session.open(groupId);
  session.act({ kind: 'goTo', sampleIds }, groupId);
}

/** What an act, or taking it back, does to the desk ahead of the server. */
export function actOf(shows: OutboxShow, ranks: readonly number[], way: 'undo' | 'redo'): DeskAct {
  const { as, labelClassId, leave } = shows;
  if (as === 'remember' && way === 'redo') return { kind: 'remember', ranks, labelClassId };
  return (as === 'clear') === (way === 'undo')
    ? { kind: 'label', ranks, labelClassId, leave }
    : { kind: 'unlabel', ranks, labelClassId };
}

/**
 * Shows at once what taking an act back, or doing it again, will lead to, where the desk knows it: labels that were given
 * here. False where it does not; then the server's answer shows it.
 */
export function showTurnAhead(session: ReviewSession, way: 'undo' | 'redo', entry: ActEntry): boolean {
  const { group, shows, sampleIds } = entry;
  const desk = group === null ? undefined : session.getState().desks.get(group.id);
  if (group === null || desk === undefined || shows === null || shows.as === 'remember') return false;
  const ranks = ranksOf(desk.group, sampleIds);
  if (way === 'undo' && !ranks.every((rank) => isDecidedHere(desk, rank))) return false;
  for (const count of shows.counts) session.ahead.add(shows.labelClassId, way === 'undo' ? -count : count);
  if (way === 'undo') {
    session.act(actOf(shows, ranks, way), group.id);
    session.act({ kind: 'operationUndone' }, group.id);
    reopen(session, group.id, sampleIds);
    return true;
  }
  session.act(actOf(shows, ranks, way), group.id);
  session.act({ kind: 'operationRedone' }, group.id);
  leaveSettled(session, group.id);
  return true;
}

/** Reads the group that an undo or a redo changed, and opens what was restored unless the page showed it ahead. */
async function show(session: ReviewSession, act: OutboxAct, answer: UndoAnswer): Promise<void> {
  const { groupId, groupSource, labelClass } = answer.reverted;
  if (groupId === null) return;
  if (isRegrouping(answer)) return showRegrouped(session, act.kind, answer);
  const { open, done } = session.queue;
  const isKnown = groupSource !== 'cluster' || [...open, ...done].some(({ id }) => id === groupId);
  if (!isKnown && session.getState().openId !== groupId) return;
  const wasLaid = session.getState().desks.has(groupId);
  await session.client.cancelQueries(groupQuery(session.datasetId, groupId));
  const group = await session.client.fetchQuery({ ...groupQuery(session.datasetId, groupId), staleTime: 0 });
  if (session.outbox.isIdle) session.lay(group);
  else session.receive(group);
  if (act.shows !== null) return;
  session.act({ kind: act.kind === 'undo' ? 'operationUndone' : 'operationRedone' }, groupId);
  if (!wasLaid && labelClass !== null) session.act({ kind: 'choose', labelClassId: labelClass.id }, groupId);
  if (act.kind === 'redo') leaveSettled(session, groupId);
  else reopen(session, groupId, answer.sampleIds);
}

/** Sums of the answers to an act of several requests. */
const sums = new WeakMap<ReviewSession, Map<string, { sampleCount: number; keptCount: number }>>();

function addUp(session: ReviewSession, act: OutboxAct, answer: UndoAnswer) {
  const bySession = sums.get(session) ?? new Map<string, { sampleCount: number; keptCount: number }>();
  sums.set(session, bySession);
  const sum = bySession.get(act.id) ?? { sampleCount: 0, keptCount: 0 };
  sum.sampleCount += answer.operation.original?.sampleCount ?? answer.reverted.sampleCount;
  sum.keptCount += answer.keptSampleIds.length;
  bySession.set(act.id, sum);
  return sum;
}

/** Takes the answer to an undo or a redo of this page in, and says what it did once all of it is answered. */
export async function showTurned(
  { session, acts, showToast, redo }: Deciding,
  act: OutboxAct,
  answer: UndoAnswer,
  isOver: boolean,
): Promise<void> {
  const { sampleCount, keptCount } = addUp(session, act, answer);
  if (!isOver) return;
  await show(session, act, answer);
  // What the person did since has its own message, and its way back, which this one would cover. A decision empties what can
  // be done again: then there is no newest at all.
  const newest = (act.kind === 'undo' ? acts.undone : acts.done).at(-1);
  if (newest?.actId !== act.id) return;
  showToast({
    says: sayReverted(answer.operation, sampleCount, keptCount),
    ...(act.kind === 'undo' ? { action: { says: 'Redo', run: redo } } : {}),
  });
}
