import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '@/lib/auth/actor';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { getProgress, lockDataset } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { PrismaClient } from '@/lib/db/generated/client';
import { Conflict } from '@/lib/errors';
import type { UndoAnswer } from '@/lib/labels/decision';
import { recordAct } from '@/lib/labels/record-act.server';
import { findDecidedLater } from '@/lib/operations/decided-later';
import { readOperation } from '@/lib/operations/log-repo.server';
import { findRepeated, readEffects, readTouchedIds, type StoredOperation } from '@/lib/operations/repo.server';
import { hashRequest } from '@/lib/operations/request-hash.server';
import type { Effect } from '@/lib/operations/sample-state';
import { findRedoTarget, findUndoTarget, listLaterEffects } from '@/lib/operations/undo-repo.server';
import { readMarks } from '@/lib/samples/revision-repo.server';

type Request = { dataset: AuthorizedDataset; actor: Actor; idempotencyKey: string };

/**
 * Reverts one's own newest act that still stands, as an operation of its own; asked again, the one before it, and so
 * on. A sample that was decided later, by whomever, keeps the later decision. A repeated key answers the same.
 * Imports of labels are not undone. Throws Conflict when nothing is left to undo.
 */
export async function undo(client: PrismaClient, request: Request): Promise<UndoAnswer> {
  return await revert(client, { ...request, direction: 'undo' });
}

/**
 * Reverts one's own newest undo, which brings the act back. Throws Conflict when there is none, or when one has acted
 * anew since.
 */
export async function redo(client: PrismaClient, request: Request): Promise<UndoAnswer> {
  return await revert(client, { ...request, direction: 'redo' });
}

type Directed = Request & { direction: 'undo' | 'redo' };

async function revert(client: PrismaClient, request: Directed): Promise<UndoAnswer> {
  const { dataset, actor, direction, idempotencyKey } = request;
  const requestHash = hashRequest(actor.personId, { direction, idempotencyKey });
  return await client.$transaction(async (tx) => {
    await lockDataset(tx, dataset.id);
    const repeated = await findRepeated(tx, { datasetId: dataset.id, idempotencyKey, requestHash });
    if (repeated?.revertsId)
      return await answer(tx, dataset, { operationId: repeated.id, targetId: repeated.revertsId });
    const find = direction === 'undo' ? findUndoTarget : findRedoTarget;
    const target = await find(tx, dataset.id, actor.personId);
    if (target === null) throw new Conflict(describeNoTarget(request));
    const operationId = await appendRevert(tx, { ...request, requestHash, target });
    return await answer(tx, dataset, { operationId, targetId: target.id });
  });
}

function describeNoTarget({ direction, actor }: Directed): string {
  return direction === 'undo'
    ? `Nothing is left to undo: ${actor.personName} has no operation in this dataset that still stands.`
    : `Nothing can be redone: ${actor.personName} has undone nothing, or has decided something since.`;
}

async function appendRevert(
  tx: Tx,
  request: Directed & { requestHash: Uint8Array<ArrayBuffer>; target: StoredOperation },
): Promise<string> {
  const { dataset, actor, target, idempotencyKey, requestHash } = request;
  const reverted = await readEffects(tx, target.id);
  const sampleIds = reverted.map((effect) => effect.sampleId);
  const later = await listLaterEffects(tx, { datasetId: dataset.id, seq: target.seq, sampleIds });
  const decidedLater = findDecidedLater(later);
  const effects: Effect[] = reverted
    .filter(({ sampleId }) => !decidedLater.has(sampleId))
    .map(({ sampleId, before, after }) => ({ sampleId, before: after, after: before }));
  const marks = await readMarks(tx, dataset.id, sampleIds);
  const deleted = new Set(marks.filter((mark) => mark.isDeleted).map((mark) => mark.sampleId));
  const operationId = uuidv7();
  await recordAct(tx, {
    dataset,
    operation: {
      id: operationId,
      kind: 'revert',
      personId: actor.personId,
      labelClassId: target.labelClassId,
      groupSource: target.groupSource,
      groupId: target.groupId,
      groupTitle: target.groupTitle,
      sampleCount: effects.length,
      excludedCount: 0,
      beyondCount: 0,
      conflictCount: reverted.length - effects.length,
      idempotencyKey,
      requestHash,
      revertsId: target.id,
      note: null,
      createdAt: new Date(),
    },
    effects,
    isLive: (sampleId) => !deleted.has(sampleId),
  });
  return operationId;
}

async function answer(
  tx: Tx,
  dataset: AuthorizedDataset,
  { operationId, targetId }: { operationId: string; targetId: string },
): Promise<UndoAnswer> {
  const sampleIds = await readTouchedIds(tx, operationId);
  const touched = new Set(sampleIds);
  const targetSampleIds = await readTouchedIds(tx, targetId);
  return {
    operation: await readOperation(tx, operationId),
    reverted: await readOperation(tx, targetId),
    progress: await getProgress(tx, dataset),
    sampleIds,
    keptSampleIds: targetSampleIds.filter((sampleId) => !touched.has(sampleId)),
  };
}
