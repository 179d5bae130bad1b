import { followLive } from '@/components/live/group-changes';
import { isWaiting, type OutboxAct, type OutboxRefusal } from '@/components/outbox/outbox-acts';
import type { OutboxEvent } from '@/components/outbox/outbox-page';
import type { ActEntry, Deciding } from '@/components/review/decisions';
import { openWanted } from '@/components/review/decisions-wanted';
import { dropRegrouped, takeRegrouped, takeUnparked } from '@/components/review/regroup';
import { groupQuery } from '@/components/review/review-queries';
import type { ReviewSession } from '@/components/review/review-session';
import { actOf, showTurned } from '@/components/review/undoing-shown';
import { sayChanged, sayChangedBy } from '@/components/review/wording';
import { classesQuery, datasetKey } from '@/components/shell/queries';
import { dropSplit, takeSplit } from '@/components/split/split-answered';
import type { OpenGroup } from '@/lib/groups/group';
import type { RegroupAnswer } from '@/lib/groups/regrouping';
import type { Decision, DecisionAnswer, UndoAnswer } from '@/lib/labels/decision';
import { planAccept } from '@/lib/review/accept-plan';
import { ranksOf } from '@/lib/review/desk';
import { isAnyLeft } from '@/lib/review/refused-rest';

type Answered = Extract<OutboxEvent, { type: 'answered' }>;
type Refused = Extract<OutboxEvent, { type: 'refused' }>;

/**
 * Other groups may hold the same samples: those that a search or a lasso brought together, and clusters of another run. What
 * was read of them is out of date after a decision; clusters of one run share no sample.
 */
function forgetOverlapping(session: ReviewSession, groupId: string | undefined): void {
  const { desks } = session.getState();
  const own = groupId === undefined ? undefined : desks.get(groupId)?.group;
  const runOf = (group: OpenGroup | undefined) => (group?.head.source === 'cluster' ? (group.run?.id ?? null) : null);
  for (const [id, { group }] of desks) {
    const isApart = runOf(group) !== null && runOf(group) === runOf(own);
    if (id !== groupId && !isApart) void session.forget(id);
  }
}

/** What the server decided otherwise than was shown: members that turned out to carry another label keep it. */
function takeDecision(session: ReviewSession, { act, index, isOver }: Answered, answer: DecisionAnswer): void {
  session.takeProgress(answer.progress, act.shows?.counts[index] ?? 0, act.shows?.labelClassId);
  session.ownRevisions.add(answer.operation.seq);
  const groupId = act.group?.id;
  if (groupId === undefined) return;
  const desk = session.getState().desks.get(groupId);
  if (desk !== undefined) {
    for (const { sampleId, labelClassId } of answer.conflicts)
      session.act({ kind: 'label', ranks: ranksOf(desk.group, [sampleId]), labelClassId, leave: false }, groupId);
    if (desk.revision < answer.progress.revision) void session.forget(groupId);
  }
  const { queryKey } = groupQuery(session.datasetId, groupId);
  if (!isOver) return;
  void session.client.invalidateQueries({ queryKey, refetchType: 'none' });
  forgetOverlapping(session, groupId);
}

function takeTurned(deciding: Deciding, { act, index, isOver }: Answered, answer: UndoAnswer): void {
  const { session } = deciding;
  session.takeProgress(answer.progress, act.shows?.counts[index] ?? 0, act.shows?.labelClassId);
  session.ownRevisions.add(answer.operation.seq);
  if (act.pageId === session.outbox.pageId) void showTurned(deciding, act, answer, isOver);
  else if (answer.reverted.groupId !== null) void session.forget(answer.reverted.groupId);
  if (isOver) forgetOverlapping(session, answer.reverted.groupId ?? undefined);
}

/** The operations of an act that were not made can not be taken back. */
function cutEntry({ acts }: Deciding, act: OutboxAct, doneCount: number): void {
  const cut = (entries: ActEntry[]): boolean => {
    const at = entries.findIndex(({ actId }) => actId === act.id);
    const entry = entries[at];
    if (entry === undefined) return false;
    entry.keys.length = Math.min(entry.keys.length, doneCount);
    if (doneCount === 0) entries.splice(at, 1);
    return doneCount === 0;
  };
  if (cut(acts.done)) acts.standingCount -= 1;
  cut(acts.undone);
}

/** An undo or a redo that found nothing is no step. */
function dropTurned({ acts }: Deciding, { id, kind }: OutboxAct): void {
  const entries = kind === 'undo' ? acts.undone : acts.done;
  const at = entries.findIndex(({ actId }) => actId === id);
  if (at < 0) return;
  entries.splice(at, 1);
  acts.standingCount += kind === 'undo' ? 1 : -1;
}

/** What was shown ahead of a refused decision is taken back, and its group goes to the front of the queue. */
async function takeBack(deciding: Deciding, { act, index, refusal }: Refused): Promise<void> {
  const { session } = deciding;
  const { group, shows } = act;
  session.ahead.addShown(shows, index, -1);
  cutEntry(deciding, act, index);
  if (group === null) return deciding.showToast({ says: refusal.message, tone: 'error' });
  const requests = await session.outbox.readRequests({ ...act, doneCount: index });
  const ids = requests.flatMap(({ body }) => (body as unknown as Decision).sampleIds);
  const desk = session.getState().desks.get(group.id);
  if (desk !== undefined) {
    if (shows !== null) session.act(actOf(shows, ranksOf(desk.group, ids), 'undo'), group.id);
    if (index === 0) session.act({ kind: 'operationRefused' }, group.id);
  }
  // From here on nothing of it stands on the desk, and the reason may.
  session.outbox.shown.delete(act.id);
  const says = returnGroup(session, act, refusal);
  const { openId } = session.getState();
  if (openId === null) session.open(group.id);
  // Where the group is open, the reason stands above its samples.
  else if (openId !== group.id)
    deciding.showToast({
      says: `${group.title} came back. ${says}`,
      tone: 'error',
      action: { says: 'Open it', run: () => session.open(group.id) },
    });
}

/** Puts a group to the front of the queue, with the reason above its samples once they are on the desk. */
function returnGroup(session: ReviewSession, act: OutboxAct, refusal: OutboxRefusal): string {
  const groupId = act.group?.id ?? '';
  const { outbox } = session;
  if (!outbox.returned.has(act.id)) {
    outbox.returned.add(act.id);
    session.dispatch({ kind: 'sitting', act: { kind: 'returned', groupId } });
    void session.forget(groupId);
  }
  if (!session.getState().desks.has(groupId) || outbox.told.has(act.id))
    return refusal.changed.length > 0 ? sayChangedBy(refusal.changed) : refusal.message;
  outbox.told.add(act.id);
  if (refusal.changed.length === 0) {
    session.act({ kind: 'notice', notice: { kind: 'refused', message: refusal.message } }, groupId);
    return refusal.message;
  }
  session.act({ kind: 'takeOut', changed: refusal.changed, isRefused: true }, groupId);
  const left = session.getState().desks.get(groupId);
  return sayChanged(refusal.changed, left === undefined ? 0 : planAccept(left).accepted.length);
}

/** Shows an act that waits and that this page does not show yet: made by another page, or before this one was loaded. */
async function showAhead(session: ReviewSession, act: OutboxAct): Promise<void> {
  const { outbox } = session;
  const { group, shows } = act;
  if (group === null || shows === null || (act.kind !== 'decide' && act.kind !== 'split')) return;
  if (!outbox.counted.has(act.id)) {
    outbox.counted.add(act.id);
    session.ahead.addShown(shows, act.doneCount, 1);
    // Where the parts of a split are not known, its group counts as done.
    const step = act.kind === 'split' && act.doneCount === 0 ? 'finished' : shows.step;
    if (step !== null) session.dispatch({ kind: 'sitting', act: { kind: step, groupId: group.id } });
  }
  if (act.kind === 'split') return;
  if (!session.getState().desks.has(group.id)) return void outbox.shown.delete(act.id);
  if (outbox.shown.has(act.id)) return;
  outbox.shown.add(act.id);
  const requests = await outbox.readRequests(act);
  for (const { body } of requests) {
    const decision = body as unknown as Decision;
    const desk = session.getState().desks.get(group.id);
    if (desk === undefined) return;
    outbox.own.note(decision.idempotencyKey, decision.sampleIds);
    const ranks = ranksOf(desk.group, decision.sampleIds);
    session.act(actOf(shows, ranks, 'redo'), group.id);
  }
}

/**
 * With the group before the person, a reason that they closed is done with; so is one of an act of which no sample is left to
 * decide: others took them, or they were decided since.
 */
function discardSeen(session: ReviewSession, act: OutboxAct): void {
  const groupId = act.group?.id ?? '';
  const { outbox } = session;
  if (!outbox.told.has(act.id) || session.getState().openId !== groupId) return;
  const desk = session.getState().desks.get(groupId);
  if (desk === undefined) return;
  const requests = outbox.recall(act, () => reconcile(session));
  const decisions = requests?.map(({ body }) => body as unknown as Decision) ?? [];
  const isSettled = decisions.length > 0 && !isAnyLeft(desk, decisions, act.refusal?.changed ?? []);
  if (desk.notice === null || isSettled) outbox.discard(act);
}

function reconcile(session: ReviewSession): void {
  for (const act of session.outbox.acts) {
    if (isWaiting(act)) void showAhead(session, act);
    else if (act.refusal !== null && act.kind === 'decide' && act.group !== null && !session.outbox.shown.has(act.id)) {
      returnGroup(session, act, act.refusal);
      discardSeen(session, act);
    }
  }
}

function refuseRegrouping(deciding: Deciding, { act, index, refusal }: Refused): void {
  cutEntry(deciding, act, index);
  dropRegrouped(deciding.session, act);
  if (act.pageId === deciding.session.outbox.pageId) deciding.showToast({ says: refusal.message, tone: 'error' });
}

/** An act of another screen: the screen that it was made on tells what became of it. */
function takeScreen(session: ReviewSession, event: OutboxEvent): void {
  if (event.type !== 'answered') return;
  const { operation, progress } = event.answer as DecisionAnswer | UndoAnswer;
  session.takeProgress(progress, 0);
  session.ownRevisions.add(operation.seq);
  const { openId } = session.getState();
  if (openId !== null) void session.forget(openId);
}

async function refuseSplit(deciding: Deciding, event: Refused): Promise<void> {
  const { session, showToast } = deciding;
  cutEntry(deciding, event.act, event.index);
  const again = await dropSplit(session, event);
  const { changed, message } = event.refusal;
  const says = changed.length > 0 ? sayChangedBy(changed) : message;
  const action = again === null ? {} : { action: { says: 'Open it', run: () => session.open(again) } };
  const done = event.index === 0 ? 'Not split' : 'Split, but not all of its parts are labeled';
  showToast({ says: `${event.act.group?.title}: ${done}. ${says}`, tone: 'error', ...action });
}

/** An edit of classes: what the server made of it is read; of one that goes, all that showed its labels. */
function takeClassEdit({ session, showToast }: Deciding, event: Answered | Refused): void {
  const { datasetId } = session;
  const isGone = event.type === 'answered' && event.act.classEdit?.kind === 'remove';
  void session.client.invalidateQueries({
    queryKey: isGone ? datasetKey(datasetId) : classesQuery(datasetId).queryKey,
  });
  if (event.act.place === 'screen') return;
  if (event.type === 'refused' && event.act.pageId === session.outbox.pageId)
    showToast({ says: event.refusal.message, tone: 'error' });
}

function takeEvent(deciding: Deciding, event: OutboxEvent): void {
  if ((event.type === 'answered' || event.type === 'refused') && event.act.kind === 'class')
    takeClassEdit(deciding, event);
  else if ('act' in event && event.act.place === 'screen') takeScreen(deciding.session, event);
  else if (event.type === 'answered') {
    if (event.act.kind === 'decide') takeDecision(deciding.session, event, event.answer as DecisionAnswer);
    else if (event.act.kind === 'other') void takeRegrouped(deciding.session, event.act, event.answer as RegroupAnswer);
    else if (event.act.kind === 'split') takeSplit(deciding.session, event);
    else if (event.act.kind === 'revert') takeUnparked(deciding.session, event.act, event.answer as UndoAnswer);
    else takeTurned(deciding, event, event.answer as UndoAnswer);
  } else if (event.type === 'refused') {
    if (event.act.kind === 'decide') void takeBack(deciding, event);
    else if (event.act.kind === 'split') void refuseSplit(deciding, event);
    else if (event.act.kind === 'other' || event.act.kind === 'revert') refuseRegrouping(deciding, event);
    else if (event.act.pageId === deciding.session.outbox.pageId) {
      if (event.isOver) dropTurned(deciding, event.act);
      deciding.showToast({ says: event.refusal.message });
    }
  }
  if (deciding.session.outbox.isIdle) deciding.session.settle();
}

/**
 * Carries what becomes of the acts in the outbox over to the desk, whichever page made or sent them: answers, refusals,
 * and what waits already when this page is loaded; and what others do meanwhile. Answers what ends it.
 */
export function followOutbox(read: () => Deciding): () => void {
  const { session } = read();
  const unsubscribe = session.subscribe(() => reconcile(session));
  const leave = session.outbox.follow(
    (event) => takeEvent(read(), event),
    () => reconcile(session),
  );
  const endWanted = openWanted(session.datasetId, (groupId) => session.open(groupId));
  const endCounts = session.ahead.follow();
  const endQueue = session.queueAhead.follow();
  const endLive = followLive(session);
  reconcile(session);
  return () => {
    unsubscribe();
    endCounts();
    endQueue();
    endLive();
    leave();
    endWanted();
  };
}
