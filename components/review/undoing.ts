import type { OutboxRequest } from '@/components/outbox/outbox-acts';
import { makeKey } from '@/components/outbox/outbox-page';
import type { ActEntry, Deciding } from '@/components/review/decisions';
import type { ReviewSession } from '@/components/review/review-session';
import { showTurnAhead } from '@/components/review/undoing-shown';
import type { Desk } from '@/lib/review/desk';

type Way = 'undo' | 'redo';

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

/** An act that was made before this page was loaded: the server knows which. */
const OLDER: Omit<ActEntry, 'actId'> = { keys: [], says: '', group: null, shows: null, touched: [], sampleIds: [] };

function sayTurn(way: Way, says: string): string {
  const verb = way === 'undo' ? 'Taken back' : 'Done again';
  return says === '' ? `${verb}: the newest act` : `${verb}: ${says}`;
}

/**
 * Takes one's own newest act on the server back, or does it again, a bulk act as one. An act of this page is named by
 * its keys, so that no other one is taken back when the server refused it meanwhile.
 */
export function stepAct({ session, acts }: Deciding, way: Way): void {
  const { outbox } = session;
  const entry = (way === 'undo' ? acts.done : acts.undone).pop();
  acts.standingCount += way === 'undo' ? -1 : 1;
  const isAhead = entry !== undefined && showTurnAhead(session, way, entry);
  // What was done last is taken back first.
  const order = entry === undefined ? [] : [...entry.keys.keys()];
  if (way === 'undo') order.reverse();
  const requests = (order.length === 0 ? [null] : order).map((index) => {
    const idempotencyKey = makeKey();
    if (index === null) return requestOf(session, way, { idempotencyKey });
    outbox.own.note(idempotencyKey, entry?.touched[index] ?? []);
    return requestOf(session, way, { idempotencyKey, of: entry?.keys[index] ?? '' });
  });
  const actId = makeKey();
  const turned: ActEntry = { ...(entry ?? OLDER), actId };
  (way === 'undo' ? acts.undone : acts.done).push(turned);
  const sign = way === 'undo' ? -1 : 1;
  const counts = order.map((index) => sign * (turned.shows?.counts[index] ?? 0));
  outbox.add({
    id: actId,
    kind: way,
    says: sayTurn(way, turned.says),
    group: turned.group,
    shows: isAhead && turned.shows !== null ? { ...turned.shows, counts } : null,
    requests,
  });
}

const requestOf = ({ datasetId }: ReviewSession, way: Way, body: OutboxRequest['body']): OutboxRequest => ({
  path: `/api/datasets/${datasetId}/${way}`,
  body,
});

/**
 * Takes the newest step back, or does it again: a skip that nothing followed, else an edit inside the open group, else
 * one's own newest act on the server.
 */
export function stepBack(deciding: Deciding, way: Way): void {
  const { session, showToast } = deciding;
  if (way === 'undo' && session.takeSkipBack(deciding.acts.standingCount)) {
    showToast({ says: 'Skip taken back' });
    return;
  }
  if (!stepEdit(session, way)) stepAct(deciding, way);
}
