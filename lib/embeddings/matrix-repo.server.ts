import type { ClientBase } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { z } from 'zod';
import { Prisma } from '@/lib/db/generated/client';
import { type Executor, queryRows } from '@/lib/jobs/repo.server';

/** The embeddings of a dataset's live samples by one model. */
export type MatrixSource = { datasetId: string; modelId: string; dimension: number };

/** How many vectors a source has, and 192 bits (hex) that stand for which ones. */
export type VectorsPrint = { rowCount: number; hash: string };

/**
 * Which vectors a source has now, from indexes alone: their number, and two order-independent 64-bit hashes of the ids
 * of their samples and of what refused pages had to take back. A vector is computed anew only when its page was refused,
 * so equal prints mean equal matrices. About a second for a million.
 */
export async function printVectors(executor: Executor, { datasetId, modelId }: MatrixSource): Promise<VectorsPrint> {
  const [row] = await queryRows<{ rowCount: string; first: string; second: string; refused: string }>(
    executor,
    Prisma.sql`
      SELECT count(*)::text AS "rowCount",
             coalesce(bit_xor(uuid_hash_extended(sample.id, 1)), 0)::text AS first,
             coalesce(bit_xor(uuid_hash_extended(sample.id, 2)), 0)::text AS second,
             (SELECT coalesce(bit_xor(uuid_hash_extended(producer.id, producer."retractedCount")), 0)::text
              FROM "EmbeddingProducer" AS producer
              WHERE producer."datasetId" = ${datasetId}::uuid AND producer."modelId" = ${modelId}::uuid
                AND producer.status = 'refused') AS refused
      FROM "Sample" AS sample
      JOIN "Embedding" AS embedding ON embedding."modelId" = ${modelId}::uuid AND embedding."sampleId" = sample.id
      WHERE sample."datasetId" = ${datasetId}::uuid AND sample."deletedAt" IS NULL`,
  );
  const { rowCount = '0', first = '0', second = '0', refused = '0' } = row ?? {};
  return { rowCount: Number(rowCount), hash: hexOf(first) + hexOf(second) + hexOf(refused) };
}

function hexOf(signed: string): string {
  return BigInt.asUintN(64, BigInt(signed)).toString(16).padStart(16, '0');
}

/**
 * The ids and vectors of a source as the bytes of a binary COPY (PostgreSQL documentation, "COPY", section "Binary
 * Format"), ids ascending. They must be read to their end, or the connection closed.
 */
export function copyVectors(client: ClientBase, { datasetId, modelId }: MatrixSource): AsyncIterable<Buffer> {
  return client.query(
    copyTo(
      `COPY (SELECT sample.id, embedding.vector
        FROM "Sample" AS sample
        JOIN "Embedding" AS embedding
          ON embedding."modelId" = ${quoteId(modelId)} AND embedding."sampleId" = sample.id
        WHERE sample."datasetId" = ${quoteId(datasetId)} AND sample."deletedAt" IS NULL
        ORDER BY sample.id) TO STDOUT (FORMAT binary)`,
    ),
  );
}

/** COPY takes no parameters: an id is written into it, and nothing but an id can be. */
function quoteId(id: string): string {
  return `'${z.guid().parse(id)}'::uuid`;
}
