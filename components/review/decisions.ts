import type { ReviewSession } from '@/components/review/review-session';
import { sayChanged } from '@/components/review/wording';
import { ApiError, api, isApiError } from '@/components/shell/api';
import { classesQuery } from '@/components/shell/queries';
import { formatCount } from '@/components/ui/format';
import type { ToastMessage } from '@/components/ui/toast';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { ChangedSample, Decision, DecisionAnswer } from '@/lib/labels/decision';
import { decideAccept, decideOnRanks, planAccept, planAcceptSelected } from '@/lib/review/accept-plan';
import { type Desk, labelOf, ranksOf, targetsOf, visibleRanks } from '@/lib/review/desk';
import { standingOf } from '@/lib/review/members';

/** How many operations each act of the person took, so that undo takes all of them back; newest last. */
export type ActLog = {
  done: number[];
  undone: number[];
  /** Acts that stand, those on their way to the server included. */
  standingCount: number;
};

export type Deciding = {
  session: ReviewSession;
  acts: ActLog;
  showToast: (message: ToastMessage) => void;
  undo: () => void;
  undoKeys: string | undefined;
};

/** An idempotency key: 32 random hex digits. */
export function makeKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

type Act = {
  groupId: string;
  labelClassId: string;
  decisions: readonly Decision[];
  /** Labels that the act counts ahead of the server. */
  countOf: (decision: Decision) => number;
  says: string;
};

function changedOf(error: ApiError): readonly ChangedSample[] {
  const { details } = error;
  if (typeof details !== 'object' || details === null || !('changed' in details) || !Array.isArray(details.changed))
    return [];
  return details.changed as ChangedSample[];
}

/** The server refused: what was shown ahead is taken back, and the group says why at the front of the queue. */
function takeBack(
  { session, acts, showToast }: Deciding,
  act: Act,
  refused: readonly Decision[],
  error: unknown,
): void {
  const { groupId, labelClassId } = act;
  const desk = session.getState().desks.get(groupId);
  for (const each of refused) session.countAhead(labelClassId, -act.countOf(each));
  const ids = refused.flatMap((each) => each.sampleIds);
  if (desk !== undefined) session.act({ kind: 'unlabel', ranks: ranksOf(desk.group, ids) }, groupId);
  const done = act.decisions.length - refused.length;
  if (done > 0) acts.done.push(done);
  else {
    session.act({ kind: 'operationRefused' }, groupId);
    acts.standingCount -= 1;
  }
  const changed = isApiError(error, 'conflict') ? changedOf(error) : [];
  const isChanged = changed.length > 0;
  let message = error instanceof Error ? error.message : 'The decision was refused.';
  if (isChanged) {
    session.act({ kind: 'takeOut', changed }, groupId);
    const left = session.getState().desks.get(groupId);
    message = sayChanged(changed, left === undefined ? 0 : planAccept(left).accepted.length);
  } else session.act({ kind: 'notice', notice: { kind: 'refused', message } }, groupId);
  session.dispatch({ kind: 'sitting', act: { kind: 'returned', groupId } });
  void session.forget(groupId);
  const { openId } = session.getState();
  if (openId === groupId) {
    showToast({ says: 'Not applied. The reason stands above the samples.' });
    return;
  }
  if (openId === null) {
    session.open(groupId);
    return;
  }
  const title = desk?.group.head.title ?? 'A cluster';
  showToast({
    says: `${title} came back. ${message}`,
    tone: 'error',
    action: { says: 'Open it', run: () => session.open(groupId) },
  });
}

/** What the server decided otherwise than was shown: members that turned out to carry another label keep it. */
function takeAnswer({ session }: Deciding, act: Act, decision: Decision, answer: DecisionAnswer): void {
  session.takeProgress(answer.progress, act.countOf(decision));
  const desk = session.getState().desks.get(act.groupId);
  if (desk === undefined) return;
  for (const { sampleId, labelClassId } of answer.conflicts) {
    session.act({ kind: 'label', ranks: ranksOf(desk.group, [sampleId]), labelClassId, leave: false }, act.groupId);
  }
  if (desk.revision < answer.progress.revision) void session.forget(act.groupId);
}

function send(deciding: Deciding, act: Act): void {
  const { session, acts, showToast, undo, undoKeys } = deciding;
  for (const each of act.decisions) session.countAhead(act.labelClassId, act.countOf(each));
  session.act({ kind: 'operated' }, act.groupId);
  acts.standingCount += 1;
  showToast({
    says: act.says,
    action: { says: 'Undo', ...(undoKeys === undefined ? {} : { keys: undoKeys }), run: undo },
  });
  let doneCount = 0;
  session.outbox.add(async () => {
    try {
      for (const decision of act.decisions.slice(doneCount)) {
        const answer = await api.post<DecisionAnswer>(`/api/datasets/${session.datasetId}/operations`, decision);
        doneCount += 1;
        takeAnswer(deciding, act, decision, answer);
      }
      acts.done.push(act.decisions.length);
      acts.undone.length = 0;
      await session.client.invalidateQueries({ queryKey: groupKeyOf(session, act.groupId), refetchType: 'none' });
    } catch (error) {
      if (isApiError(error, 'unreachable') || isApiError(error, 'unavailable')) throw error;
      takeBack(deciding, act, act.decisions.slice(doneCount), error);
    }
  }, act.decisions.length);
}

const groupKeyOf = (session: ReviewSession, groupId: string) => ['dataset', session.datasetId, 'group', groupId];

function nameOf(session: ReviewSession, labelClassId: string): string {
  return session.classes.find(({ id }) => id === labelClassId)?.name ?? 'class';
}

const countSamples = (decision: Decision) => (decision.kind === 'accept' ? decision.sampleIds.length : 0);

/** Members inside the proposed boundary that stay undecided when the group is accepted as it stands. */
export function countLeftInside(desk: Desk): number {
  let count = 0;
  for (let rank = 0; rank < desk.group.head.boundaryRank; rank += 1)
    if (standingOf(desk, rank) === 'beyond') count += 1;
  return count;
}

/** Accepts the open group as the chosen class, minus exclusions, and goes on to the next at once. */
export function accept(deciding: Deciding): void {
  const { session } = deciding;
  const { desk } = session;
  const plan = desk && planAccept(desk);
  if (desk === null || plan === null || plan.labelClassId === null || plan.accepted.length === 0) return;
  const { labelClassId } = plan;
  const groupId = desk.group.head.id;
  const decisions = decideAccept(desk, { ...plan, labelClassId, makeKey });
  const before = session.queue.open;
  const isFinished = countLeftInside(desk) === 0;
  session.act({ kind: 'notice', notice: null }, groupId);
  session.act({ kind: 'label', ranks: plan.accepted, labelClassId, leave: false }, groupId);
  session.dispatch({ kind: 'sitting', act: { kind: isFinished ? 'finished' : 'put', groupId } });
  session.goOn(before);
  const says = `${formatCount(plan.accepted.length)} labeled ${nameOf(session, labelClassId)}`;
  send(deciding, { groupId, labelClassId, decisions, countOf: countSamples, says });
}

/** Accepts only the selected members as the chosen class; they leave the page. */
export function acceptSelected(deciding: Deciding): void {
  const { session } = deciding;
  const { desk } = session;
  if (desk === null || desk.chosenClassId === null) return;
  const labelClassId = desk.chosenClassId;
  const ranks = planAcceptSelected(desk);
  if (ranks.length === 0) return;
  const decisions = decideAccept(desk, { labelClassId, accepted: ranks, byHand: [], beyondCount: 0, makeKey });
  settleRanks(deciding, desk, { labelClassId, ranks, decisions, countOf: countSamples });
}

/** Gives the selected members (or the one under the cursor) a class of their own; they leave the page with it. */
export function labelTargets(deciding: Deciding, labelClassId: string): void {
  const { session } = deciding;
  const { desk } = session;
  if (desk === null) return;
  const ranks = targetsOf(desk).filter((rank) => labelOf(desk, rank) !== labelClassId);
  if (ranks.length === 0) {
    deciding.showToast({ says: `Already ${nameOf(session, labelClassId)}: nothing to label` });
    return;
  }
  const unlabeled = new Set(
    ranks.filter((rank) => labelOf(desk, rank) === null).map((rank) => desk.group.sampleIds[rank]),
  );
  const decisions = decideOnRanks(desk, 'label', labelClassId, ranks, makeKey);
  const countOf = (decision: Decision) => decision.sampleIds.filter((sampleId) => unlabeled.has(sampleId)).length;
  settleRanks(deciding, desk, { labelClassId, ranks, decisions, countOf });
}

type Settled = Pick<Act, 'labelClassId' | 'decisions' | 'countOf'> & { ranks: readonly number[] };

function settleRanks(deciding: Deciding, desk: Desk, { labelClassId, ranks, decisions, countOf }: Settled): void {
  const { session } = deciding;
  const groupId = desk.group.head.id;
  const before = session.queue.open;
  session.act({ kind: 'label', ranks, labelClassId, leave: true }, groupId);
  const says = `${formatCount(ranks.length)} labeled ${nameOf(session, labelClassId)}`;
  send(deciding, { groupId, labelClassId, decisions, countOf, says });
  const left = session.desk;
  if (left === null || left.filter !== null || visibleRanks(left).length > 0) return;
  session.dispatch({ kind: 'sitting', act: { kind: 'finished', groupId } });
  session.goOn(before);
}

/** Remembers of the selected members (or the one under the cursor) that they are not of the chosen class. */
export function excludeTargets(deciding: Deciding): void {
  const { session } = deciding;
  const { desk } = session;
  if (desk === null || desk.chosenClassId === null) return;
  const labelClassId = desk.chosenClassId;
  const ranks = targetsOf(desk);
  if (ranks.length === 0) return;
  const groupId = desk.group.head.id;
  const decisions = decideOnRanks(desk, 'exclude', labelClassId, ranks, makeKey);
  session.act({ kind: 'remember', ranks, labelClassId }, groupId);
  const says = `${formatCount(ranks.length)} remembered as not ${nameOf(session, labelClassId)}`;
  send(deciding, { groupId, labelClassId, decisions, countOf: () => 0, says });
}

/** Makes a class in place. The server gives it its colour and shape. */
export async function createClass({ session, showToast }: Deciding, name: string): Promise<LabelClass | null> {
  try {
    const made = await api.post<LabelClass>(`/api/datasets/${session.datasetId}/classes`, { name });
    session.client.setQueryData(classesQuery(session.datasetId).queryKey, (old) => ({
      classes: [...(old?.classes ?? []), made],
    }));
    return made;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    showToast({ says: error.message, tone: 'error' });
    return null;
  }
}

/** What choosing a class means now: with a selection it labels that; without, it is the class of the group. Never accepts. */
export function takeClass(deciding: Deciding, labelClassId: string): void {
  const { session } = deciding;
  if ((session.desk?.selection.size ?? 0) > 0) labelTargets(deciding, labelClassId);
  else session.act({ kind: 'choose', labelClassId });
}
