import { type AuthorizedDataset, openDataset } from '@/lib/datasets/access.server';
import { type Database, database } from '@/lib/db/client.server';
import { chosenModel } from '@/lib/embeddings/chosen-model.server';
import { idAt, idSizeBytes, idsAt, packIds } from '@/lib/embeddings/id-bytes';
import { openMatrix } from '@/lib/embeddings/matrix.server';
import { readIds, readRows } from '@/lib/embeddings/matrix-file.server';
import type { MatrixSource } from '@/lib/embeddings/matrix-repo.server';
import { readVectors } from '@/lib/embeddings/vectors-repo.server';
import { GROUP_SAMPLE_LIMIT } from '@/lib/groups/group';
import { type OrderedMembers, orderQuestion } from '@/lib/groups/ordered-members';
import { orderByCentre, type VectorPage } from '@/lib/groups/typical-order';
import type { CallHandler } from '@/lib/jobs/worker-channel.server';

/** Up to so many samples are read from the database and held; more are read from the matrix file, block by block. */
const heldCount = 20_000;
const pageSize = 4_000;
/** About 8 MiB of 512-dimensional embeddings. */
const blockRowCount = 4_096;
const timeoutMs = 60_000;

/**
 * The samples nearest to the centre of all that are given, by the dataset's model, the most typical 50,000. `ids` holds 16
 * bytes for each, ascending. Only for the worker: it opens embeddings.
 */
export async function orderMembers(
  given: Pick<Database, 'db' | 'pool'>,
  dataset: AuthorizedDataset,
  ids: Uint8Array,
): Promise<OrderedMembers> {
  const count = ids.length / idSizeBytes;
  const { id: modelId, dimension } = await chosenModel(given.db, dataset);
  const source = { datasetId: dataset.id, modelId, dimension };
  const readPages = await (count <= heldCount ? holdVectors(given, source, ids) : streamMatrix(given, source, ids));
  const { places, distances, cohesion } = await orderByCentre(
    { count, dimension, limit: GROUP_SAMPLE_LIMIT },
    readPages,
  );
  return { sampleIds: idsAt(ids, places), distances: Array.from(distances), cohesion };
}

type ReadPages = () => AsyncIterable<VectorPage> | Iterable<VectorPage>;

async function holdVectors({ db }: Pick<Database, 'db'>, source: MatrixSource, ids: Uint8Array): Promise<ReadPages> {
  const pages: VectorPage[] = [];
  const count = ids.length / idSizeBytes;
  for (let start = 0; start < count; start += pageSize) {
    const length = Math.min(pageSize, count - start);
    const asked = Array.from({ length }, (_, i) => idAt(ids, start + i));
    const placeOf = new Map(asked.map((id, i) => [id, start + i]));
    const { sampleIds, vectors } = await readVectors(db, { ...source, sampleIds: asked });
    pages.push({ places: Int32Array.from(sampleIds, (id) => placeOf.get(id) ?? 0), vectors });
  }
  return () => pages;
}

async function streamMatrix(
  given: Pick<Database, 'db' | 'pool'>,
  source: MatrixSource,
  ids: Uint8Array,
): Promise<ReadPages> {
  const matrix = await openMatrix(given, source, AbortSignal.timeout(timeoutMs));
  const placeOfRow = matchAscending(await readIds(matrix), ids);
  return async function* () {
    const block = new Float32Array(blockRowCount * source.dimension);
    for (let start = 0; start < matrix.rowCount; start += blockRowCount) {
      const rowCount = Math.min(blockRowCount, matrix.rowCount - start);
      const places = placeOfRow.subarray(start, start + rowCount);
      if (places.every((place) => place < 0)) continue;
      await readRows(matrix, start, rowCount, block);
      yield keepPlaced(places, block, source.dimension);
    }
  };
}

/** Of every row of `rows`, its place in `wanted`, or −1; both hold 16 bytes an id, ascending. */
function matchAscending(rows: Uint8Array, wanted: Uint8Array): Int32Array {
  const places = new Int32Array(rows.length / idSizeBytes).fill(-1);
  const count = wanted.length / idSizeBytes;
  let place = 0;
  for (let row = 0; row < places.length && place < count; row += 1) {
    let order = compareIds(wanted, place, rows, row);
    while (order < 0 && ++place < count) order = compareIds(wanted, place, rows, row);
    if (order === 0) places[row] = place;
  }
  return places;
}

function compareIds(one: Uint8Array, i: number, other: Uint8Array, j: number): number {
  return Buffer.compare(
    one.subarray(i * idSizeBytes, (i + 1) * idSizeBytes),
    other.subarray(j * idSizeBytes, (j + 1) * idSizeBytes),
  );
}

/** The rows that have a place, moved together at the beginning of the block. */
function keepPlaced(places: Int32Array, block: Float32Array, dimension: number): VectorPage {
  const kept = new Int32Array(places.length);
  let count = 0;
  places.forEach((place, row) => {
    if (place < 0) return;
    if (count < row) block.copyWithin(count * dimension, row * dimension, (row + 1) * dimension);
    kept[count] = place;
    count += 1;
  });
  return { places: kept.subarray(0, count), vectors: block };
}

/** Calls of the web process that the worker answers. */
export const callHandlers: Readonly<Record<string, CallHandler>> = {
  'order-members': async (body) => {
    const { datasetId, sampleIds } = orderQuestion.parse(body);
    const dataset = await openDataset(database().db, datasetId);
    return orderMembers(database(), dataset, packIds(sampleIds.toSorted()));
  },
};
