import type { Tx } from '@/lib/db/client.server';
import { decodeVectors } from '@/lib/embeddings/vector-codec';

/**
 * Embeddings of some live samples by one model: row i of `vectors` belongs to `sampleIds[i]`, in the order of the ids
 * given; those without one are left out. For as many as fit one query and the memory; the worker only.
 */
export async function readVectors(
  tx: Tx,
  { modelId, dimension, sampleIds }: { modelId: string; dimension: number; sampleIds: readonly string[] },
): Promise<{ sampleIds: string[]; vectors: Float32Array<ArrayBuffer> }> {
  const rows = await tx.$queryRaw<{ id: string; vector: Uint8Array }[]>`
    SELECT sample.id, embedding.vector
    FROM unnest(${[...sampleIds]}::uuid[]) WITH ORDINALITY AS given (id, place)
    JOIN "Sample" AS sample ON sample.id = given.id AND sample."deletedAt" IS NULL
    JOIN "Embedding" AS embedding ON embedding."modelId" = ${modelId}::uuid AND embedding."sampleId" = sample.id
    WHERE length(embedding.vector) = ${dimension * 4}::int
    ORDER BY given.place`;
  const vectors = new Float32Array(rows.length * dimension);
  rows.forEach(({ vector }, i) => {
    vectors.set(decodeVectors(vector), i * dimension);
  });
  return { sampleIds: rows.map(({ id }) => id), vectors };
}
