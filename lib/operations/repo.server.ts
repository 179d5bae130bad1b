import type { Tx } from '@/lib/db/client.server';
import type { Prisma } from '@/lib/db/generated/client';
import { idList, numberList } from '@/lib/db/list-value.server';
import { Conflict } from '@/lib/errors';
import { notify } from '@/lib/live/notify-repo.server';
import type { GroupSource, OperationKind, SampleState } from '@/lib/operations/operation';
import type { OperationDetail } from '@/lib/operations/operation-detail';
import { type Effect, EMPTY_STATE, packState } from '@/lib/operations/sample-state';

/** One act, as it is appended to the log. */
export type NewOperation = {
  id: string;
  datasetId: string;
  seq: bigint;
  kind: OperationKind;
  personId: string;
  labelClassId: string | null;
  groupSource: GroupSource | null;
  groupId: string | null;
  groupTitle: string | null;
  sampleCount: number;
  excludedCount: number;
  beyondCount: number;
  conflictCount: number;
  idempotencyKey: string;
  requestHash: Uint8Array<ArrayBuffer>;
  revertsId: string | null;
  note: string | null;
  /** What an act other than labeling changed. */
  detail?: OperationDetail;
  /** The audit by which an accept was judged. */
  auditId?: string;
  createdAt: Date;
};

/** What an act needs of the operation that it repeats or reverts. */
export type StoredOperation = Pick<
  NewOperation,
  'id' | 'seq' | 'kind' | 'labelClassId' | 'groupSource' | 'groupId' | 'groupTitle' | 'conflictCount' | 'revertsId'
>;

const storedColumns = {
  id: true,
  seq: true,
  kind: true,
  labelClassId: true,
  groupSource: true,
  groupId: true,
  groupTitle: true,
  conflictCount: true,
  revertsId: true,
} satisfies Prisma.OperationSelect;

/**
 * The operation that an earlier request with this key made, or null. Throws Conflict when that request was another
 * one: a key belongs to one request for ever.
 */
export async function findRepeated(
  tx: Tx,
  request: { datasetId: string; idempotencyKey: string; requestHash: Uint8Array<ArrayBuffer> },
): Promise<StoredOperation | null> {
  const { datasetId, idempotencyKey, requestHash } = request;
  const found = await tx.operation.findUnique({
    where: { datasetId_idempotencyKey: { datasetId, idempotencyKey } },
    select: { ...storedColumns, requestHash: true },
  });
  if (found === null) return null;
  if (Buffer.compare(found.requestHash, requestHash) !== 0) {
    throw new Conflict(
      `The idempotency key ${idempotencyKey} belongs to another request, operation ${found.seq}. Nothing was changed. Send this request with a key of its own.`,
    );
  }
  return found;
}

/** Appends an operation and its effects, and tells whoever listens; the caller holds the dataset's row and took the seq. */
export async function appendOperation(tx: Tx, operation: NewOperation, effects: readonly Effect[]): Promise<void> {
  await tx.operation.create({ data: operation });
  const { id: operationId, datasetId, seq, kind, personId, groupId, groupSource } = operation;
  const revision = Number(seq);
  await notify(tx, { of: 'operation', datasetId, revision, operationId, kind, personId, groupId, groupSource });
  if (effects.length === 0) return;
  // Thousands of samples share a handful of states: each travels once.
  const states: string[] = [];
  const indexes = new Map<SampleState | string, number>();
  const indexOf = (state: SampleState): number => {
    const known = indexes.get(state);
    if (known !== undefined) return known;
    const packed = packState(state);
    const text = packed === null ? null : JSON.stringify(packed);
    const index = text === null ? 0 : (indexes.get(text) ?? states.push(text));
    if (text !== null) indexes.set(text, index);
    indexes.set(state, index);
    return index;
  };
  const sampleIds = effects.map((effect) => effect.sampleId);
  const before = effects.map((effect) => indexOf(effect.before));
  const after = effects.map((effect) => indexOf(effect.after));
  await tx.$executeRaw`
    WITH state AS (
      SELECT "json"::jsonb AS "value", "index" FROM unnest(${states}::text[]) WITH ORDINALITY AS s("json", "index"))
    INSERT INTO "OperationEffect" ("operationId", "sampleId", "before", "after")
    SELECT ${operation.id}::uuid, e."sampleId", b."value", a."value"
    FROM unnest(${idList(sampleIds)}, ${numberList(before)}, ${numberList(after)}) AS e("sampleId", "before", "after")
    LEFT JOIN state b ON b."index" = e."before"
    LEFT JOIN state a ON a."index" = e."after"`;
}

/** The ids of the samples that an operation touched. */
export async function readTouchedIds(tx: Tx, operationId: string): Promise<string[]> {
  const rows = await tx.operationEffect.findMany({
    where: { operationId },
    orderBy: { sampleId: 'asc' },
    select: { sampleId: true },
  });
  return rows.map((row) => row.sampleId);
}

/** The states of some samples just before an operation, for those that some earlier operation touched. */
export async function readStatesBefore(
  tx: Tx,
  operation: { datasetId: string; seq: bigint; sampleIds: readonly string[] },
): Promise<{ sampleId: string; state: SampleState }[]> {
  const rows = await tx.$queryRaw<{ sampleId: string; after: SampleState | null }[]>`
    SELECT DISTINCT ON (e."sampleId") e."sampleId", e."after"
    FROM "OperationEffect" e JOIN "Operation" o ON o."id" = e."operationId"
    WHERE e."sampleId" = ANY(${idList(operation.sampleIds)})
      AND o."datasetId" = ${operation.datasetId}::uuid AND o."seq" < ${operation.seq}
    ORDER BY e."sampleId", o."seq" DESC`;
  return rows.map((row) => ({ sampleId: row.sampleId, state: row.after ?? EMPTY_STATE }));
}
