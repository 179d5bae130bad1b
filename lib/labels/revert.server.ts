import type { Actor } from '@/lib/auth/actor';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { getProgress, lockDataset } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { PrismaClient } from '@/lib/db/generated/client';
import { Conflict, Invalid, NotFound } from '@/lib/errors';
import type { UndoAnswer } from '@/lib/labels/decision';
import { listChangedSamples } from '@/lib/labels/repo.server';
import { turnAct } from '@/lib/labels/turn.server';
import { type Chain, doesLinkStand, takenBackBy } from '@/lib/operations/chain';
import { readChain } from '@/lib/operations/chain-repo.server';
import { readOperation } from '@/lib/operations/log-repo.server';
import { OPERATION_SAMPLE_LIMIT } from '@/lib/operations/operation';
import { findRepeated } from '@/lib/operations/repo.server';
import { hashRequest } from '@/lib/operations/request-hash.server';
import { findRevisionsOf } from '@/lib/operations/revisions-repo.server';
import { listKeptIds, listTouchedIds, listTouchedSince } from '@/lib/operations/turn-repo.server';

/** Changed samples that a refusal names at most; it says how many there are in all. */
const NAMED_CHANGES = 1000;

/** A merge of classes can touch every sample of a dataset: its revert takes longer than other acts may. */
export const REVERT_TIMEOUT_MS = 120_000;

type Request = {
  dataset: AuthorizedDataset;
  actor: Actor;
  operationId: string;
  idempotencyKey: string;
  /** The dataset revision that the person saw; left out where nobody looked. */
  revision?: number | undefined;
  /** Idempotency keys of the person's own requests that the revision does not hold yet. */
  after?: readonly string[] | undefined;
};

/**
 * Takes back what any operation did, whoever did it and however long ago, as an operation of its own; of a revert, brings
 * back what that took. Samples that somebody decided later keep the later decision. A repeated key answers the same.
 * Throws NotFound, Conflict when the operation is taken back already, when something stands on top of it, or when one of its
 * samples changed after `revision`, other than by the person's own requests in `after` (then with `{ revision, changed }`;
 * nothing was applied).
 */
export async function revertOperation(client: PrismaClient, request: Request): Promise<UndoAnswer> {
  const { dataset, actor, operationId, idempotencyKey } = request;
  const requestHash = hashRequest(actor.personId, { operationId, idempotencyKey });
  const revert = async (tx: Tx): Promise<UndoAnswer> => {
    const revision = await lockDataset(tx, dataset.id);
    const repeated = await findRepeated(tx, { datasetId: dataset.id, idempotencyKey, requestHash });
    if (repeated?.revertsId) return await answerRevert(tx, dataset, repeated.id);
    const chain = await readChain(tx, operationId);
    refuseFallen(chain, operationId);
    await refuseUnseen(tx, { ...request, chain, now: revision });
    const id = await turnAct(tx, { ...request, chain, way: 'revert', stepId: null, requestHash });
    return await answerRevert(tx, dataset, id);
  };
  return await client.$transaction(revert, { timeout: REVERT_TIMEOUT_MS });
}

/** Throws Conflict for an operation that is taken back already. */
export function refuseFallen(chain: Chain, operationId: string): void {
  if (doesLinkStand(chain, operationId)) return;
  const by = takenBackBy(chain, operationId);
  if (by === null) throw new NotFound('operation', operationId);
  throw new Conflict(
    `This operation is taken back already, by operation ${by.seq} of ${by.personName}. Nothing was changed. Revert that one to bring it back.`,
  );
}

async function refuseUnseen(tx: Tx, request: Request & { chain: Chain; now: number }): Promise<void> {
  const { dataset, actor, chain, revision, now } = request;
  if (revision === undefined || revision === now) return;
  if (revision > now) {
    throw new Invalid(
      `The request says that it saw revision ${revision}, but the dataset is at ${now}. Look at the preview again.`,
    );
  }
  const idempotencyKeys = request.after ?? [];
  const own = await findRevisionsOf(tx, { datasetId: dataset.id, personId: actor.personId, idempotencyKeys });
  const since = { actId: chain.act.id, revision, exceptRevisions: [...own], limit: NAMED_CHANGES };
  const { count, sampleIds } = await listTouchedSince(tx, since);
  if (count === 0) return;
  const changed = await listChangedSamples(tx, { datasetId: dataset.id, sampleIds, revision });
  throw new Conflict(
    `${count.toLocaleString('en-US')} samples of operation ${chain.act.seq} changed after revision ${revision}, which this request saw. Nothing was applied. Look at the preview again.`,
    { revision: now, changed },
  );
}

/** What a revert answers, from its operation; lists of samples end at OPERATION_SAMPLE_LIMIT. */
export async function answerRevert(tx: Tx, dataset: AuthorizedDataset, operationId: string): Promise<UndoAnswer> {
  const { act, reverts } = await readChain(tx, operationId);
  const place = reverts.findIndex((link) => link.id === operationId);
  const target = reverts[place - 1] ?? act;
  return {
    operation: await readOperation(tx, operationId),
    reverted: await readOperation(tx, target.id),
    progress: await getProgress(tx, dataset),
    sampleIds: await listTouchedIds(tx, operationId, OPERATION_SAMPLE_LIMIT),
    keptSampleIds: await listKeptIds(tx, { operationId: act.id, exceptBy: operationId, limit: OPERATION_SAMPLE_LIMIT }),
  };
}
