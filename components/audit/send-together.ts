import type { OutboxRequest, OutboxShow } from '@/components/outbox/outbox-acts';
import { makeKey } from '@/components/outbox/outbox-page';
import { type Deciding, discardRefused, listTouched, requestOf } from '@/components/review/decisions';
import type { Decision } from '@/lib/labels/decision';

type Together = {
  /** The group that comes back when the server refuses; null where each decision is of a group of its own. */
  group: { id: string; title: string } | null;
  decisions: readonly Decision[];
  /** The split that makes the groups of the decisions: it goes out before them. */
  split?: { request: OutboxRequest; group: { id: string; title: string }; says: string };
  says: string;
};

/** The labels that a split with its decisions counts ahead of the server: none by the split itself. */
function showsOf(decisions: readonly Decision[]): OutboxShow {
  const counts = [0, ...decisions.map((decision) => (decision.kind === 'accept' ? decision.sampleIds.length : 0))];
  const labelClassIds = [null, ...decisions.map(({ labelClassId }) => labelClassId ?? null)];
  return { labelClassId: '', labelClassIds, as: 'label', leave: false, step: null, counts };
}

/**
 * Sends decisions of several classes as one act of the person: one step of undo. What they do is shown by the server's
 * answers; of a split also ahead of them, as counts. Answers the id of the act.
 */
export function sendTogether(deciding: Deciding, { group, decisions, split, says }: Together): string {
  const { session, acts, showToast, undoAct, undoKeys } = deciding;
  const actId = makeKey();
  const before = split === undefined ? [] : [split.request];
  const requests = [...before, ...decisions.map((decision) => requestOf(session, decision))];
  const keys = requests.map(({ body }) => body.idempotencyKey);
  const touched = [...before.map(() => []), ...decisions.map(listTouched)];
  if (group !== null) session.act({ kind: 'operated' }, group.id);
  const sampleIds = decisions.flatMap((decision) => decision.sampleIds);
  acts.done.push({ actId, keys, group, shows: null, touched, sampleIds, says });
  acts.undone.length = 0;
  acts.standingCount += 1;
  discardRefused(session, (split?.group ?? group)?.id ?? '');
  if (split === undefined) session.outbox.add({ id: actId, kind: 'decide', says, group, shows: null, requests });
  else {
    const shows = showsOf(decisions);
    session.ahead.addShown(shows, 0, 1);
    session.outbox.add({ id: actId, kind: 'split', says: split.says, group: split.group, shows, requests });
  }
  showToast({ says, action: { says: 'Undo', ...(undoKeys === undefined ? {} : { keys: undoKeys }), run: undoAct } });
  return actId;
}
