import type { Tx } from '@/lib/db/client.server';
import type { StandingRegrouping } from '@/lib/groups/regrouping';
import { fallenActs } from '@/lib/operations/chain-repo.server';
import { readDetail } from '@/lib/operations/operation-detail';

type Row = Omit<StandingRegrouping, 'fromIds' | 'intoIds' | 'note' | 'seq' | 'at'> & {
  seq: bigint;
  detail: unknown;
  createdAt: Date;
};

/** The splits, merges and parks of a dataset that stand, in the order of the log. */
export async function listStanding(tx: Tx, datasetId: string): Promise<StandingRegrouping[]> {
  const rows = await tx.$queryRaw<Row[]>`
    WITH RECURSIVE ${fallenActs(datasetId)}
    SELECT o."id" AS "operationId", o."seq", o."kind"::text AS "kind", o."groupId", coalesce(o."groupTitle", '') AS "groupTitle",
           o."detail", p."name" AS "personName", o."createdAt"
    FROM "Operation" o JOIN "Person" p ON p."id" = o."personId" LEFT JOIN fallen f ON f."id" = o."id"
    WHERE o."datasetId" = ${datasetId}::uuid AND o."kind" IN ('split', 'merge', 'park') AND f."id" IS NULL
    ORDER BY o."seq"`;
  return rows.map(({ seq, detail, createdAt, ...row }) => {
    const read = readDetail(detail);
    return {
      ...row,
      seq: Number(seq),
      fromIds: read?.type === 'regroup' ? read.fromIds : [],
      intoIds: read?.type === 'regroup' ? read.intoIds : [],
      note: read?.type === 'park' ? read.note : '',
      at: createdAt.toISOString(),
    };
  });
}

/** Those of some groups that no split or merge made, and that were opened at a time or later. */
export async function listOpenedSince(tx: Tx, groupIds: readonly string[], since: string): Promise<string[]> {
  const rows = await tx.group.findMany({
    where: { id: { in: [...groupIds] }, operationId: null, createdAt: { gte: new Date(since) } },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** The groups that an operation made, in the order in which it names them. */
export async function listMadeBy(tx: Tx, operationId: string) {
  const made = await tx.operation.findUnique({
    where: { id: operationId },
    select: { detail: true, madeGroups: { select: { id: true, source: true, title: true, sampleIds: true } } },
  });
  const detail = readDetail(made?.detail);
  const order = detail?.type === 'regroup' ? detail.intoIds : [];
  const rows = (made?.madeGroups ?? []).toSorted((one, other) => order.indexOf(one.id) - order.indexOf(other.id));
  return rows.map(({ sampleIds, ...row }) => ({ ...row, size: sampleIds.length }));
}

/** Those of some ids that a group or a cluster of any dataset has. */
export async function listTaken(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const among = { where: { id: { in: [...ids] } }, select: { id: true } };
  const [groups, clusters] = [await tx.group.findMany(among), await tx.cluster.findMany(among)];
  return [...groups, ...clusters].map(({ id }) => id);
}

/** Of some groups, those that a split or a merge made, with that operation. */
export async function listMakers(
  tx: Tx,
  groupIds: readonly string[],
): Promise<{ groupId: string; title: string; operationId: string; seq: number }[]> {
  const rows = await tx.group.findMany({
    where: { id: { in: [...groupIds] }, operationId: { not: null } },
    select: { id: true, title: true, operation: { select: { id: true, seq: true } } },
  });
  return rows.flatMap(({ id, title, operation }) =>
    operation === null ? [] : [{ groupId: id, title, operationId: operation.id, seq: Number(operation.seq) }],
  );
}
