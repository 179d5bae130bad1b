import { database } from '@/lib/db/client.server';
import { idAt } from '@/lib/embeddings/id-bytes';
import { openMatrix } from '@/lib/embeddings/matrix.server';
import { readIds, readMatrix } from '@/lib/embeddings/matrix-file.server';

/** Embeddings of a dataset's live samples by one model: row i of `vectors` belongs to `sampleIds[i]`, ids ascending. */
export async function readVectors(source: {
  datasetId: string;
  modelId: string;
  dimension: number;
}): Promise<{ sampleIds: string[]; vectors: Float32Array }> {
  const matrix = await openMatrix(database(), source, new AbortController().signal);
  const ids = await readIds(matrix);
  const sampleIds = Array.from({ length: matrix.rowCount }, (_, row) => idAt(ids, row));
  return { sampleIds, vectors: await readMatrix(matrix) };
}
