import type { Tx } from '@/lib/db/client.server';

/** The seq of the operation that stands on an audit; null for none. */
export async function findAuditedBy(tx: Tx, auditId: string): Promise<number | null> {
  const row = await tx.operation.findUnique({ where: { auditId }, select: { seq: true } });
  return row === null ? null : Number(row.seq);
}
