import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { config } from '@/lib/config.server';
import { database } from '@/lib/db/client.server';
import { idAt, idsAt, rowOfId } from '@/lib/embeddings/id-bytes';
import { openMatrix } from '@/lib/embeddings/matrix.server';
import { type EmbeddingMatrix, readIds, readMatrix, readRows } from '@/lib/embeddings/matrix-file.server';
import { writeEmbeddings } from '@/lib/embeddings/repo.server';
import { encodeVectors } from '@/lib/embeddings/vector-codec';
import { Unavailable } from '@/lib/errors';
import { createRandom } from '@/lib/math/random';
import { useTestDatabase } from '@/tests/support/database';
import { makeDataset, makeSamples } from '@/tests/support/rows';

const test = useTestDatabase();
const never = new AbortController().signal;

beforeEach(async () => {
  await test.clear();
  await rm(config().paths.cache, { recursive: true, force: true });
});

async function makeModel(dimension: number): Promise<string> {
  const id = uuidv7();
  await test.pool.query(
    `INSERT INTO "EmbeddingModel" (id, name, version, modality, "weightsHash", preprocessing, dimension)
     VALUES ($1, 'made', ($1::uuid)::text, 'text', '\\x00', '', $2)`,
    [id, dimension],
  );
  return id;
}

/** A dataset whose samples have random vectors of their own. */
async function makeEmbedded(count: number, dimension: number) {
  const datasetId = await makeDataset(test.pool);
  const sampleIds = count === 0 ? [] : await makeSamples(test.pool, datasetId, { count });
  const modelId = await makeModel(dimension);
  const random = createRandom(7);
  const vectors = Float32Array.from({ length: count * dimension }, () => random() - 0.5);
  await writeEmbeddings(test.db, { modelId, sampleIds, vectors: encodeVectors(vectors) });
  return { source: { datasetId, modelId, dimension }, sampleIds, vectors };
}

const open = (source: { datasetId: string; modelId: string; dimension: number }) =>
  openMatrix(database(), source, never);

const folderOf = (matrix: EmbeddingMatrix) => path.dirname(matrix.file);

describe('the matrix of a dataset', () => {
  it.each([
    { count: 0, dimension: 3 },
    { count: 1, dimension: 1 },
    { count: 700, dimension: 5 },
    // More than a block, in rows of every length class that Postgres treats on its own.
    { count: 2_500, dimension: 512 },
    { count: 300, dimension: 1_856 },
    { count: 20, dimension: 5_000 },
  ])('holds all $count vectors of $dimension numbers in the order of the ids', async ({ count, dimension }) => {
    const { source, sampleIds, vectors } = await makeEmbedded(count, dimension);
    const matrix = await open(source);
    expect(matrix).toMatchObject({ rowCount: count, dimension });
    const ids = await readIds(matrix);
    expect(
      idsAt(
        ids,
        sampleIds.map((_, row) => row),
      ),
    ).toEqual(sampleIds);
    const values = await readMatrix(matrix);
    expect(values.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(Buffer.compare(Buffer.from(values.buffer), Buffer.from(vectors.buffer))).toBe(0);
  });

  it('is read in parts', async () => {
    const { source, vectors, sampleIds } = await makeEmbedded(50, 4);
    const matrix = await open(source);
    const part = new Float32Array(100);
    await readRows(matrix, 30, 20, part);
    expect([...part.subarray(0, 80)]).toEqual([...vectors.subarray(120, 200)]);
    await expect(readRows(matrix, 31, 20, part)).rejects.toThrow(RangeError);
    const ids = await readIds(matrix);
    expect(rowOfId(ids, sampleIds[17] ?? '')).toBe(17);
    expect(rowOfId(ids, uuidv7())).toBe(-1);
    expect(() => idAt(ids, 50)).toThrow(RangeError);
  });

  it('is written once, and again when the set changes', async () => {
    const { source, sampleIds } = await makeEmbedded(20, 4);
    const first = await open(source);
    expect((await open(source)).key).toBe(first.key);
    await test.pool.query(`UPDATE "Sample" SET "deletedAt" = now() WHERE id = $1`, [sampleIds[3]]);
    const without = await open(source);
    expect(without.rowCount).toBe(19);
    expect(without.key).not.toBe(first.key);
    await test.pool.query(`UPDATE "Sample" SET "deletedAt" = NULL WHERE id = $1`, [sampleIds[3]]);
    expect((await open(source)).key).toBe(first.key);
    expect(await readdir(path.dirname(folderOf(first)))).toHaveLength(2);
  });

  it('is made once by two that ask at the same time', async () => {
    const { source } = await makeEmbedded(500, 16);
    const [one, two] = await Promise.all([open(source), open(source)]);
    expect(one).toEqual(two);
    expect(await readdir(path.dirname(folderOf(one)))).toEqual([path.basename(folderOf(one))]);
    await readMatrix(one);
  });
});

describe('damaged files', () => {
  it.each([
    [
      'a header of another file',
      (matrix: EmbeddingMatrix) => writeFile(path.join(folderOf(matrix), 'matrix.json'), 'x'),
    ],
    ['no header', (matrix: EmbeddingMatrix) => rm(path.join(folderOf(matrix), 'matrix.json'))],
    ['vectors that are cut off', (matrix: EmbeddingMatrix) => truncate(matrix.file, 100)],
    ['no ids', (matrix: EmbeddingMatrix) => rm(matrix.idsFile)],
  ])('are made anew: %s', async (_, damage) => {
    const { source, vectors } = await makeEmbedded(40, 8);
    await damage(await open(source));
    expect([...(await readMatrix(await open(source)))]).toEqual([...vectors]);
  });

  it('are found when they are read, and made anew then', async () => {
    const { source, vectors } = await makeEmbedded(40, 8);
    const matrix = await open(source);
    const bytes = await readFile(matrix.file);
    bytes[77] = (bytes[77] ?? 0) ^ 1;
    await writeFile(matrix.file, bytes);
    const damaged = await open(source);
    await expect(readMatrix(damaged)).rejects.toThrow(Unavailable);
    await expect(readIds(damaged)).rejects.toThrow(Unavailable);
    expect([...(await readMatrix(await open(source)))]).toEqual([...vectors]);
  });

  it('do not come from a vector of another length: that is said', async () => {
    const { source, sampleIds } = await makeEmbedded(40, 8);
    await test.pool.query(`UPDATE "Embedding" SET vector = '\\x00000000' WHERE "sampleId" = $1`, [sampleIds[5]]);
    await rm(config().paths.cache, { recursive: true, force: true });
    await expect(open(source)).rejects.toThrow('The embedding in row 5 has 4 bytes; 8 numbers need 32.');
    expect(await readdir(path.join(config().paths.cache, source.datasetId))).toEqual([]);
  });
});

it('is not written on when the job is stopped, and leaves its connection usable', async () => {
  const { source } = await makeEmbedded(3_000, 512);
  const stop = new AbortController();
  stop.abort(new Error('stopped'));
  for (let round = 0; round < 12; round += 1) {
    await expect(openMatrix(database(), source, stop.signal)).rejects.toThrow('stopped');
  }
  expect((await open(source)).rowCount).toBe(3_000);
});
