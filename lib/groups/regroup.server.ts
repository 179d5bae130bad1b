import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '@/lib/auth/actor';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { advance, getProgress, lockDataset } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { PrismaClient } from '@/lib/db/generated/client';
import { Conflict, NotFound } from '@/lib/errors';
import { type GroupMembers, readGroupMembers } from '@/lib/groups/members-repo.server';
import { type PlannedGroup, planMerge, planSplit } from '@/lib/groups/plan-regrouping.server';
import { refuseReplaced } from '@/lib/groups/queue-place.server';
import { listMadeBy, listTaken } from '@/lib/groups/regroup-repo.server';
import type { RegroupAnswer, Regrouping } from '@/lib/groups/regrouping';
import { insertGroup } from '@/lib/groups/repo.server';
import { readOperation } from '@/lib/operations/log-repo.server';
import type { OperationDetail } from '@/lib/operations/operation-detail';
import { appendOperation, findRepeated } from '@/lib/operations/repo.server';
import { hashRequest } from '@/lib/operations/request-hash.server';

type Request = { dataset: AuthorizedDataset; actor: Actor; regrouping: Regrouping };

/** What the operation will say and make. */
type Plan = { title: string; groups: PlannedGroup[] };

/**
 * Splits, merges or parks groups of the queue as one operation in one transaction, or nothing of it. No sample changes. A
 * repeated key changes nothing and answers as it did. Throws Conflict when a group was split, merged or parked meanwhile or
 * belongs to an earlier run, or when an id that the request brings is taken; NotFound for a group that the dataset does not hold.
 */
export async function regroup(client: PrismaClient, request: Request): Promise<RegroupAnswer> {
  const { dataset, actor, regrouping } = request;
  const { idempotencyKey } = regrouping;
  const requestHash = hashRequest(actor.personId, regrouping);
  const sources = await readSources(client, request);
  const plan = await makePlan(client, request, sources);
  return await client.$transaction(async (tx) => {
    await lockDataset(tx, dataset.id);
    const repeated = await findRepeated(tx, { datasetId: dataset.id, idempotencyKey, requestHash });
    if (repeated !== null) return await answer(tx, dataset, repeated.id);
    await refuseReplaced(tx, { dataset, kind: regrouping.kind, sources });
    await refuseTaken(tx, plan);
    const operationId = await append(tx, request, { sources, plan, requestHash });
    return await answer(tx, dataset, operationId);
  });
}

function idsOf(regrouping: Regrouping): string[] {
  if (regrouping.kind === 'split') return [regrouping.fromId];
  if (regrouping.kind === 'park') return [regrouping.groupId];
  return [...new Set(regrouping.fromIds.map(({ id }) => id))];
}

async function readSources(tx: Tx, { dataset, regrouping }: Request): Promise<GroupMembers[]> {
  const sources = await Promise.all(idsOf(regrouping).map((id) => readGroupMembers(tx, id)));
  const other = sources.find(({ datasetId }) => datasetId !== dataset.id);
  if (other !== undefined) throw new NotFound('group', other.id);
  return sources;
}

async function makePlan(tx: Tx, { dataset, regrouping }: Request, sources: readonly GroupMembers[]): Promise<Plan> {
  const title = sources[0]?.title ?? '';
  if (regrouping.kind === 'park') return { title, groups: [] };
  if (regrouping.kind === 'split')
    return { title, groups: await planSplit(tx, dataset, { sources, parts: regrouping.parts }) };
  const merged = await planMerge(dataset, sources, regrouping.title);
  return { title: merged.title, groups: [merged] };
}

/** Throws Conflict when the request gives a part an id that a group or a cluster has. */
async function refuseTaken(tx: Tx, { groups }: Plan): Promise<void> {
  const [takenId] = await listTaken(
    tx,
    groups.flatMap(({ id }) => id ?? []),
  );
  if (takenId === undefined) return;
  throw new Conflict(`Another group has the id ${takenId}. Nothing was changed. Give the part a new id.`);
}

type Planned = { sources: readonly GroupMembers[]; plan: Plan; requestHash: Uint8Array<ArrayBuffer> };

async function append(tx: Tx, request: Request, { sources, plan, requestHash }: Planned): Promise<string> {
  const { dataset, actor, regrouping } = request;
  const id = uuidv7();
  const groups = plan.groups.map((group) => ({ ...group, id: group.id ?? uuidv7() }));
  const detail: OperationDetail =
    regrouping.kind === 'park'
      ? { type: 'park', note: regrouping.note }
      : { type: 'regroup', fromIds: sources.map((source) => source.id), intoIds: groups.map((group) => group.id) };
  const operation = {
    id,
    datasetId: dataset.id,
    seq: BigInt((await advance(tx, dataset.id)).revision),
    kind: regrouping.kind,
    personId: actor.personId,
    labelClassId: null,
    groupSource: sources[0]?.source ?? null,
    groupId: sources[0]?.id ?? null,
    groupTitle: plan.title,
    sampleCount: 0,
    excludedCount: 0,
    beyondCount: 0,
    conflictCount: 0,
    idempotencyKey: regrouping.idempotencyKey,
    requestHash,
    revertsId: null,
    note: regrouping.kind === 'park' && regrouping.note !== '' ? regrouping.note : null,
    detail,
    createdAt: new Date(),
  };
  await appendOperation(tx, operation, []);
  for (const group of groups) {
    await insertGroup(tx, { ...group, datasetId: dataset.id, personId: actor.personId, query: {}, operationId: id });
  }
  return id;
}

async function answer(tx: Tx, dataset: AuthorizedDataset, operationId: string): Promise<RegroupAnswer> {
  return {
    operation: await readOperation(tx, operationId),
    progress: await getProgress(tx, dataset),
    groups: await listMadeBy(tx, operationId),
  };
}
