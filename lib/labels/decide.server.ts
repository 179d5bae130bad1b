import { v7 as uuidv7 } from 'uuid';
import { type AuditedAccept, judgeAccept } from '@/lib/audits/judge-accept.server';
import type { Actor } from '@/lib/auth/actor';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { requireClass } from '@/lib/datasets/classes-repo.server';
import { getProgress, lockStand, type Stand } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import { commitBeforeFlush, flushCommits } from '@/lib/db/flush-repo.server';
import type { PrismaClient } from '@/lib/db/generated/client';
import { Conflict, Invalid, NotFound, TooLarge } from '@/lib/errors';
import { findOtherClass, type Plan, planDecision } from '@/lib/labels/apply-decision';
import type { ChangedSample, Decision, DecisionAnswer } from '@/lib/labels/decision';
import { catchUp, type ReadAhead, readAhead } from '@/lib/labels/read-ahead.server';
import { recordAct } from '@/lib/labels/record-act.server';
import { describeNothing } from '@/lib/labels/refusal';
import { listChangedSamples } from '@/lib/labels/repo.server';
import { readOperation } from '@/lib/operations/log-repo.server';
import { OPERATION_SAMPLE_LIMIT } from '@/lib/operations/operation';
import { findRepeated, readStatesBefore, readTouchedIds, type StoredOperation } from '@/lib/operations/repo.server';
import { hashRequest } from '@/lib/operations/request-hash.server';
import { findRevisionsOf } from '@/lib/operations/revisions-repo.server';
import { readMarks } from '@/lib/samples/revision-repo.server';

type Request = { dataset: AuthorizedDataset; actor: Actor; decision: Decision };
/** A request whose dataset is locked and stands at `stand`; of its samples is known what was read before that. */
type Done = Omit<DecisionAnswer, 'operation'> & { operationId: string };
type Locked = Request & { sampleIds: readonly string[]; ahead: ReadAhead; stand: Stand };

/**
 * Carries out one decision of a person as one operation in one transaction, or nothing of it.
 * A request whose key was used before changes nothing and answers as it did (progress and whether the operation was
 * reverted since are those of now). Throws Conflict with `{ revision, changed: ChangedSample[] }` when a sample was
 * touched or deleted after the revision that the person saw, Conflict for an accept that an audit holds, NotFound for a class or samples that the dataset does not hold,
 * Invalid when nothing would change.
 */
export async function decide(client: PrismaClient, request: Request): Promise<DecisionAnswer> {
  refuseUnclear(request.decision);
  const key = {
    datasetId: request.dataset.id,
    idempotencyKey: request.decision.idempotencyKey,
    requestHash: hashRequest(request.actor.personId, request.decision),
  };
  const sampleIds = sampleIdsOf(request.decision);
  const ahead = await readAhead(client, { datasetId: request.dataset.id, sampleIds });
  const { operationId, progress, conflicts } = await client.$transaction(async (tx) => {
    await commitBeforeFlush(tx);
    // Two sendings of one request meet at this lock; the second finds what the first stored.
    const stand = await lockStand(tx, request.dataset.id);
    const repeated = await findRepeated(tx, key);
    if (repeated !== null) return await repeat(tx, request, repeated);
    return await apply(tx, { ...request, sampleIds, ahead, stand, requestHash: key.requestHash });
  });
  // Nobody waits for the lock while the disk is waited for, and while what does not change any more is read.
  const [operation] = await Promise.all([readOperation(client, operationId), flushCommits(client)]);
  return { operation, progress, conflicts };
}

function sampleIdsOf(decision: Decision): string[] {
  const excluded = decision.kind === 'accept' ? (decision.excludedSampleIds ?? []) : [];
  return [...new Set([...decision.sampleIds, ...excluded])];
}

function refuseUnclear(decision: Decision): void {
  const touchedCount = sampleIdsOf(decision).length;
  if (touchedCount > OPERATION_SAMPLE_LIMIT) {
    throw new TooLarge(
      `One operation takes at most ${OPERATION_SAMPLE_LIMIT} samples, excluded ones included; this one names ${touchedCount}. Send the rest as another operation.`,
    );
  }
  if (decision.kind !== 'accept') return;
  const accepted = new Set(decision.sampleIds);
  const both = decision.excludedSampleIds?.find((sampleId) => accepted.has(sampleId));
  if (both === undefined) return;
  throw new Invalid(`Sample ${both} stands in sampleIds and in excludedSampleIds. Name it in one of them.`);
}

async function apply(tx: Tx, request: Locked & { requestHash: Uint8Array<ArrayBuffer> }): Promise<Done> {
  const { dataset, actor, decision } = request;
  if (decision.labelClassId !== undefined) await requireClass(tx, dataset, decision.labelClassId);
  if (decision.kind === 'accept') await judgeAccept(tx, dataset, auditedAcceptOf(decision));
  const states = await checkSamples(tx, request);
  const createdAt = new Date();
  const operationId = uuidv7();
  const act = {
    operationId,
    personId: actor.personId,
    decidedAt: createdAt.toISOString(),
    labelSource: 'person' as const,
  };
  const plan = planDecision(decision, states, act, dataset.isMultiLabel);
  if (plan.effects.length === 0) throw new Invalid(describeNothing(decision, plan));
  const identity = { id: operationId, createdAt, requestHash: request.requestHash };
  const progress = await recordAct(tx, {
    dataset,
    operation: { ...identity, ...describeOperation(actor, decision, plan) },
    effects: plan.effects,
    isLive: () => true,
  });
  return { operationId, progress, conflicts: plan.conflicts };
}

function auditedAcceptOf(decision: Extract<Decision, { kind: 'accept' }>): AuditedAccept {
  const { labelClassId, sampleIds, group, auditId } = decision;
  return { groupId: group?.id ?? null, labelClassId, sampleIds, auditId: auditId ?? null };
}

function describeOperation(actor: Actor, decision: Decision, plan: Plan) {
  return {
    kind: decision.kind,
    personId: actor.personId,
    labelClassId: decision.labelClassId ?? null,
    groupSource: decision.group?.source ?? null,
    groupId: decision.group?.id ?? null,
    groupTitle: decision.group?.title ?? null,
    sampleCount: plan.sampleCount,
    excludedCount: plan.excludedCount,
    beyondCount: decision.group?.beyondCount ?? 0,
    conflictCount: plan.conflicts.length,
    idempotencyKey: decision.idempotencyKey,
    revertsId: null,
    note: decision.note ?? null,
    ...(decision.kind === 'accept' && decision.auditId !== undefined ? { auditId: decision.auditId } : {}),
  };
}

/**
 * Every sample is a live one of this dataset, and none was touched after the revision that the person saw. Returns the
 * present states.
 */
async function checkSamples(tx: Tx, request: Locked): Promise<ReadAhead['states']> {
  const { dataset, decision, sampleIds, stand } = request;
  const { revision } = stand;
  if (decision.revision > revision) {
    throw new Invalid(
      `The request says that it saw revision ${decision.revision}, but the dataset is at ${revision}. Load the samples again.`,
    );
  }
  const now = { datasetId: dataset.id, sampleIds, stand, since: decision.revision };
  const { liveCount, states, newestTouch } = await catchUp(tx, request.ahead, now);
  const isWhole = liveCount === sampleIds.length;
  if (isWhole && newestTouch <= decision.revision) return states;
  if (!isWhole) await refuseUnknown(tx, dataset, sampleIds);
  const changed = await listForeignChanges(tx, request, sampleIds);
  if (changed.length === 0) return states;
  throw new Conflict(
    `${changed.length} of the ${sampleIds.length} samples changed after revision ${decision.revision}, which this request saw. Nothing was applied. Leave them out, or look at them again, and send the rest.`,
    { revision, changed },
  );
}

/**
 * The changes that the person has not seen. A sample that one of the person's own requests in `after` touched last is
 * none: that request was refused itself if somebody had come before it.
 */
async function listForeignChanges(tx: Tx, request: Request, sampleIds: readonly string[]): Promise<ChangedSample[]> {
  const { dataset, actor, decision } = request;
  const own = await findRevisionsOf(tx, {
    datasetId: dataset.id,
    personId: actor.personId,
    idempotencyKeys: decision.after ?? [],
  });
  const changed = await listChangedSamples(tx, { datasetId: dataset.id, sampleIds, revision: decision.revision });
  return changed.filter(({ revision, isDeleted }) => isDeleted === true || !own.has(revision));
}

async function refuseUnknown(tx: Tx, dataset: AuthorizedDataset, sampleIds: readonly string[]): Promise<void> {
  const known = new Set((await readMarks(tx, dataset.id, sampleIds)).map((mark) => mark.sampleId));
  const unknown = sampleIds.find((sampleId) => !known.has(sampleId));
  if (unknown !== undefined) throw new NotFound('sample', unknown);
}

/** The same answer again: the members that kept another label are found by what they carried before the operation. */
async function repeat(tx: Tx, { dataset, decision }: Request, stored: StoredOperation): Promise<Done> {
  const done = { operationId: stored.id, progress: await getProgress(tx, dataset) };
  if (stored.conflictCount === 0 || decision.kind !== 'accept') return { ...done, conflicts: [] };
  const touched = new Set(await readTouchedIds(tx, stored.id));
  const sampleIds = [...new Set(decision.sampleIds)].filter((sampleId) => !touched.has(sampleId));
  const before = await readStatesBefore(tx, { datasetId: dataset.id, seq: stored.seq, sampleIds });
  const others = new Map(
    before.map(({ sampleId, state }) => [sampleId, findOtherClass(state, decision.labelClassId)] as const),
  );
  const conflicts = sampleIds.flatMap((sampleId) => {
    const labelClassId = others.get(sampleId) ?? null;
    return labelClassId === null ? [] : [{ sampleId, labelClassId }];
  });
  return { ...done, conflicts };
}
