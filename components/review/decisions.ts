import { showEdit } from '@/components/classes/class-queries';
import { newClass, requestEdit } from '@/components/classes/class-requests';
import type { OutboxRequest, OutboxShow } from '@/components/outbox/outbox-acts';
import { makeKey } from '@/components/outbox/outbox-page';
import type { ReviewSession } from '@/components/review/review-session';
import { formatCount, formatCounted } from '@/components/ui/format';
import type { ToastMessage } from '@/components/ui/toast';
import type { Decision } from '@/lib/labels/decision';
import { decideAccept, decideOnRanks, planAccept, planAcceptSelected, takesAway } from '@/lib/review/accept-plan';
import { carries, type Desk, isMultiLabel, labelOf, targetsOf, visibleRanks } from '@/lib/review/desk';
import { standingOf } from '@/lib/review/members';

/** An act of the person on this page, so that undo takes all of its operations back, as one. */
export type ActEntry = {
  /** The act in the outbox that made it stand, or fall, last. */
  actId: string;
  /** Idempotency keys of its operations, in the order in which they were made; none for an act of before this page. */
  keys: string[];
  group: { id: string; title: string } | null;
  shows: OutboxShow | null;
  /** The samples that each operation touched. */
  touched: string[][];
  /** The samples that it was about, without those that it left out. */
  sampleIds: string[];
  says: string;
};

/** The acts of this page that stand and that were taken back; newest last. */
export type ActLog = {
  done: ActEntry[];
  undone: ActEntry[];
  /** Acts that stand, those on their way to the server included; less than none where older ones were taken back. */
  standingCount: number;
};

export type Deciding = {
  session: ReviewSession;
  acts: ActLog;
  showToast: (message: ToastMessage) => void;
  /** Takes the newest step back: a skip, an edit, or an act. */
  undo: () => void;
  /** Takes the newest act back, whatever came after it on the page. */
  undoAct: () => void;
  redo: () => void;
  undoKeys: string | undefined;
};

type Act = {
  group: { id: string; title: string };
  labelClassId: string;
  decisions: readonly Decision[];
  /** Labels that the act counts ahead of the server. */
  countOf: (decision: Decision) => number;
  shows: Pick<OutboxShow, 'as' | 'leave' | 'step'>;
  says: string;
};

/** All samples that a decision touches. */
export function listTouched(decision: Decision): string[] {
  const excluded = decision.kind === 'accept' ? (decision.excludedSampleIds ?? []) : [];
  return [...decision.sampleIds, ...excluded];
}

/** What goes to the server of a decision: it names one's own requests before it, which its revision does not hold. */
export function requestOf({ outbox, datasetId }: ReviewSession, decision: Decision): OutboxRequest {
  const touched = listTouched(decision);
  const after = outbox.own.listFor(touched);
  outbox.own.note(decision.idempotencyKey, touched);
  const body = after.length === 0 ? decision : { ...decision, after };
  return { path: `/api/datasets/${datasetId}/operations`, body };
}

/** Whoever decides a group again has seen why the server refused what came before. */
export function discardRefused({ outbox }: ReviewSession, groupId: string): void {
  for (const old of outbox.acts) if (old.refusal !== null && old.group?.id === groupId) outbox.discard(old);
}

function send(deciding: Deciding, act: Act): void {
  const { session, acts, showToast, undoAct, undoKeys } = deciding;
  const { group, labelClassId, decisions, says } = act;
  const shows: OutboxShow = { ...act.shows, labelClassId, counts: decisions.map(act.countOf) };
  for (const count of shows.counts) session.ahead.add(labelClassId, count);
  session.act({ kind: 'operated' }, group.id);
  const actId = makeKey();
  const keys = decisions.map(({ idempotencyKey }) => idempotencyKey);
  const sampleIds = decisions.flatMap((decision) => (decision.kind === 'exclude' ? [] : decision.sampleIds));
  acts.done.push({ actId, keys, group, shows, touched: decisions.map(listTouched), sampleIds, says });
  acts.undone.length = 0;
  acts.standingCount += 1;
  discardRefused(session, group.id);
  const requests = decisions.map((decision) => requestOf(session, decision));
  session.outbox.add({ id: actId, kind: 'decide', says, group, shows, requests });
  showToast({
    says,
    action: { says: 'Undo', ...(undoKeys === undefined ? {} : { keys: undoKeys }), run: undoAct },
  });
}

const groupOf = ({ group }: Desk) => ({ id: group.head.id, title: group.head.title });

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
  const shows = { as: 'label', leave: false, step: isFinished ? 'finished' : 'put' } as const;
  send(deciding, { group: groupOf(desk), labelClassId, decisions, countOf: countSamples, shows, says });
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

/**
 * Gives the selected members (or the one under the cursor) a class of their own; they leave the page with it. Where samples
 * carry several classes they stay, and a class that all of them carry is taken away.
 */
export function labelTargets(deciding: Deciding, labelClassId: string): void {
  const { session } = deciding;
  const { desk } = session;
  if (desk === null) return;
  const targets = targetsOf(desk);
  if (takesAway(desk, targets, labelClassId)) {
    clearTargets(deciding, desk, targets, labelClassId);
    return;
  }
  const ranks = targets.filter((rank) => !carries(desk, rank, labelClassId));
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

function clearTargets(deciding: Deciding, desk: Desk, ranks: readonly number[], labelClassId: string): void {
  const { session } = deciding;
  const decisions = decideOnRanks(desk, 'clear', labelClassId, ranks, makeKey);
  session.act({ kind: 'unlabel', ranks, labelClassId }, desk.group.head.id);
  const says = `${nameOf(session, labelClassId)} taken from ${formatCounted(ranks.length, 'sample')}`;
  const shows = { as: 'clear', leave: false, step: null } as const;
  send(deciding, { group: groupOf(desk), labelClassId, decisions, countOf: () => 0, shows, says });
}

type SettledRanks = Pick<Act, 'labelClassId' | 'decisions' | 'countOf'> & { ranks: readonly number[] };

function settleRanks(deciding: Deciding, desk: Desk, { labelClassId, ranks, decisions, countOf }: SettledRanks): void {
  const { session } = deciding;
  const groupId = desk.group.head.id;
  const before = session.queue.open;
  const leave = !isMultiLabel(desk);
  session.act({ kind: 'label', ranks, labelClassId, leave }, groupId);
  const says = `${formatCount(ranks.length)} labeled ${nameOf(session, labelClassId)}`;
  const shows = { as: 'label', leave, step: null } as const;
  send(deciding, { group: groupOf(desk), labelClassId, decisions, countOf, shows, says });
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
  const shows = { as: 'remember', leave: false, step: null } as const;
  send(deciding, { group: groupOf(desk), labelClassId, decisions, countOf: () => 0, shows, says });
}

/**
 * Makes a class in place; it can be used at once, for what is decided with it is sent after it. Answers its id, or null
 * where it cannot be made.
 */
export function makeClass({ session, showToast }: Deciding, name: string): string | null {
  const classEdit = newClass(name);
  const { datasetId } = session;
  if (!showEdit(session.client, datasetId, classEdit, showToast)) return null;
  const requests = [requestEdit(datasetId, classEdit, { idempotencyKey: makeKey() })];
  const says = `Class ${classEdit.name} created`;
  session.outbox.add({ id: makeKey(), kind: 'class', says, group: null, shows: null, classEdit, requests });
  return classEdit.labelClassId;
}

/** What choosing a class means now: with a selection it labels that; without, it is the class of the group. Never accepts. */
export function takeClass(deciding: Deciding, labelClassId: string): void {
  const { session } = deciding;
  if ((session.desk?.selection.size ?? 0) > 0) labelTargets(deciding, labelClassId);
  else session.act({ kind: 'choose', labelClassId });
}
