import type { Actor } from '@/lib/auth/actor';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { lockDataset } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { PrismaClient } from '@/lib/db/generated/client';
import { Conflict } from '@/lib/errors';
import type { UndoAnswer } from '@/lib/labels/decision';
import { answerRevert, REVERT_TIMEOUT_MS } from '@/lib/labels/revert.server';
import { turnAct } from '@/lib/labels/turn.server';
import type { Chain } from '@/lib/operations/chain';
import { readChain } from '@/lib/operations/chain-repo.server';
import { findRepeated } from '@/lib/operations/repo.server';
import { hashRequest } from '@/lib/operations/request-hash.server';
import { findRedoStep, findUndoStep } from '@/lib/operations/step-repo.server';

type Request = {
  dataset: AuthorizedDataset;
  actor: Actor;
  idempotencyKey: string;
  /** The idempotency key of the step that is meant; left out for the newest. */
  of?: string | undefined;
};
type Directed = Request & { direction: 'undo' | 'redo' };

/**
 * Reverts one's own newest step that still stands, as an operation of its own; asked again, the one before it, and so on.
 * A step is an act of one's own, or a revert that one asked for by name. A sample that was decided later, by whomever, keeps
 * the later decision. The making of a class that is in use is passed over. A repeated key answers the same.
 * Imports of labels are not undone. Throws Conflict when nothing is left to undo, or when something stands on top.
 */
export async function undo(client: PrismaClient, request: Request): Promise<UndoAnswer> {
  return await step(client, { ...request, direction: 'undo' });
}

/**
 * Brings back the step that one undid last. Throws Conflict when there is none, or when one has acted anew since.
 */
export async function redo(client: PrismaClient, request: Request): Promise<UndoAnswer> {
  return await step(client, { ...request, direction: 'redo' });
}

async function step(client: PrismaClient, request: Directed): Promise<UndoAnswer> {
  const { dataset, actor, direction, idempotencyKey } = request;
  const requestHash = hashRequest(actor.personId, { direction, idempotencyKey, of: request.of });
  const take = async (tx: Tx): Promise<UndoAnswer> => {
    await lockDataset(tx, dataset.id);
    const repeated = await findRepeated(tx, { datasetId: dataset.id, idempotencyKey, requestHash });
    if (repeated?.revertsId) return await answerRevert(tx, dataset, repeated.id);
    const target = direction === 'undo' ? await findUndoTarget(tx, request) : await findRedoTarget(tx, request);
    if (target === null) throw new Conflict(describeNoTarget(request));
    const id = await turnAct(tx, { ...request, ...target, way: direction, requestHash });
    return await answerRevert(tx, dataset, id);
  };
  return await client.$transaction(take, { timeout: REVERT_TIMEOUT_MS });
}

type Target = { chain: Chain; stepId: string };

const personOf = ({ dataset, actor, of }: Directed) => ({
  datasetId: dataset.id,
  personId: actor.personId,
  stepKey: of,
});

async function findUndoTarget(tx: Tx, request: Directed): Promise<Target | null> {
  const stepId = await findUndoStep(tx, personOf(request));
  return stepId === null ? null : { chain: await readChain(tx, stepId), stepId };
}

async function findRedoTarget(tx: Tx, request: Directed): Promise<Target | null> {
  const stepId = await findRedoStep(tx, personOf(request));
  return stepId === null ? null : { chain: await readChain(tx, stepId), stepId };
}

function describeNoTarget({ direction, actor, of }: Directed): string {
  if (of !== undefined) {
    return direction === 'undo'
      ? 'Nothing is left to undo of this: it was not applied, or is taken back already.'
      : 'This cannot be redone: it is not undone any more, or you have decided something since.';
  }
  return direction === 'undo'
    ? `Nothing is left to undo: ${actor.personName} has no operation in this dataset that still stands.`
    : `Nothing can be redone: ${actor.personName} has undone nothing, or has decided something since.`;
}
