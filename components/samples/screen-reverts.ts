import { isWaiting, type OutboxClassEdit, type OutboxRequest } from '@/components/outbox/outbox-acts';
import type { PageOutbox } from '@/components/outbox/outbox-page';
import { OWN_KEY_LIMIT, type UndoAnswer } from '@/lib/labels/decision';

/** A revert of the operations log, as its preview showed it. */
export type ScreenRevert = {
  operationId: string;
  /** What it is: "Revert of “Accepted 40 as spam”". */
  says: string;
  /** The dataset revision of the preview. */
  revision: number;
  /** Called while the screen that it was made on is there. */
  onDone: (answer: UndoAnswer) => void;
  /** The server took nothing of it. */
  onRefused: () => void;
};

/** An edit of classes. */
export type ScreenEdit = {
  /** What it did: "Class glass created". */
  says: string;
  classEdit: OutboxClassEdit;
  /** Of a merge or a deletion, the dataset revision of its preview. */
  revision?: number;
  /** Called once the server has done it, while the screen that it was made on is there. */
  onDone?: () => void;
  /** The server took nothing of it; called while the screen is there. */
  onRefused?: () => void;
};

/**
 * The keys of one's own requests of a dataset that wait, the newest first to be kept: they go out before what is made now,
 * and what they touch is no surprise to it.
 */
export async function listWaitingKeys(
  datasetId: string,
  outbox: Pick<PageOutbox, 'getState' | 'readRequests'>,
): Promise<string[]> {
  const acts = outbox.getState().acts.filter((act) => act.datasetId === datasetId && isWaiting(act));
  const requests = await Promise.all(acts.map((act) => outbox.readRequests(act)));
  return requests
    .flat()
    .map(({ body }) => body.idempotencyKey)
    .slice(-OWN_KEY_LIMIT);
}

/** What goes to the server of a revert. */
export function requestRevert(
  { operationId, revision }: Pick<ScreenRevert, 'operationId' | 'revision'>,
  idempotencyKey: string,
  after: readonly string[],
): OutboxRequest {
  const body = { idempotencyKey, revision, ...(after.length === 0 ? {} : { after }) };
  return { path: `/api/operations/${operationId}/revert`, body };
}
