import type { Tx } from '@/lib/db/client.server';

/** The revisions that a person's own requests with these idempotency keys made; keys that made none are passed over. */
export async function findRevisionsOf(
  tx: Tx,
  request: { datasetId: string; personId: string; idempotencyKeys: readonly string[] },
): Promise<Set<number>> {
  if (request.idempotencyKeys.length === 0) return new Set();
  const rows = await tx.operation.findMany({
    where: {
      datasetId: request.datasetId,
      personId: request.personId,
      idempotencyKey: { in: [...request.idempotencyKeys] },
    },
    select: { seq: true },
  });
  return new Set(rows.map(({ seq }) => Number(seq)));
}
