import { makeKey } from '@/components/outbox/outbox-page';
import { type Deciding, listTouched, requestOf } from '@/components/review/decisions';
import type { Decision } from '@/lib/labels/decision';

type Together = {
  /** The group that comes back when the server refuses; null where each decision is of a group of its own. */
  group: { id: string; title: string } | null;
  decisions: readonly Decision[];
  /** Keys of operations that were made already and belong to the act, oldest first: undo takes them back last. */
  madeKeys?: readonly string[];
  says: string;
};

/**
 * Sends decisions of several classes as one act of the person: one step of undo. What they do is shown by the server's
 * answers, for the counts that the page keeps ahead are those of a single class.
 */
export function sendTogether(deciding: Deciding, { group, decisions, madeKeys = [], says }: Together): void {
  const { session, acts, showToast, undoAct, undoKeys } = deciding;
  const actId = makeKey();
  const keys = [...madeKeys, ...decisions.map(({ idempotencyKey }) => idempotencyKey)];
  const touched = [...madeKeys.map(() => []), ...decisions.map(listTouched)];
  if (group !== null) session.act({ kind: 'operated' }, group.id);
  const sampleIds = decisions.flatMap((decision) => decision.sampleIds);
  acts.done.push({ actId, keys, group, shows: null, touched, sampleIds, says });
  acts.undone.length = 0;
  acts.standingCount += 1;
  const requests = decisions.map((decision) => requestOf(session, decision));
  if (requests.length > 0) session.outbox.add({ id: actId, kind: 'decide', says, group, shows: null, requests });
  showToast({ says, action: { says: 'Undo', ...(undoKeys === undefined ? {} : { keys: undoKeys }), run: undoAct } });
}
