import { createHash } from 'node:crypto';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';

// Real rows for tests, written by SQL so that they do not depend on the code under test. Every function takes the pool
// of useTestDatabase() first and returns plain ids.

export type MadeClass = { id: string; name: string; slot: number };
export type MadeCluster = { id: string; number: number; sampleIds: string[] };

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** n ids of version 7 in ascending order. */
export function makeIds(count: number): string[] {
  return Array.from({ length: count }, () => uuidv7()).sort();
}

/** A person; the same name twice gives the same person. */
export async function makePerson(pool: pg.Pool, name = 'Ada'): Promise<{ personId: string; personName: string }> {
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO "Person" (id, name) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET name = EXCLUDED.name RETURNING id`,
    [uuidv7(), name],
  );
  return { personId: rows[0]?.id ?? '', personName: name };
}

/** An empty dataset; returns its id. */
export async function makeDataset(
  pool: pg.Pool,
  { name = 'Test dataset', modality = 'text' }: { name?: string; modality?: 'image' | 'text' } = {},
): Promise<string> {
  const id = uuidv7();
  await pool.query(`INSERT INTO "Dataset" (id, name, modality) VALUES ($1, $2, $3::"Modality")`, [id, name, modality]);
  return id;
}

/** Classes in the given order, with slots after those that the dataset has. */
export async function makeClasses(pool: pg.Pool, datasetId: string, names: string[]): Promise<MadeClass[]> {
  const { rows } = await pool.query<MadeClass>(
    `INSERT INTO "LabelClass" (id, "datasetId", name, "liveName", slot, position)
     SELECT given.id, $1, given.name, given.name, taken.count + given.n - 1, taken.count + given.n - 1
     FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS given (id, name, n),
          (SELECT count(*)::int AS count FROM "LabelClass" WHERE "datasetId" = $1) AS taken
     ORDER BY given.n RETURNING id, name, slot`,
    [datasetId, makeIds(names.length), names],
  );
  return rows;
}

/** A committed import of nothing; returns its id. */
export async function makeImport(pool: pg.Pool, datasetId: string, personId: string): Promise<string> {
  const id = uuidv7();
  await pool.query(
    `INSERT INTO "Import" (id, "datasetId", name, modality, status, "personId", "committedAt")
     SELECT $1, id, 'made.csv', modality, 'committed', $3, now() FROM "Dataset" WHERE id = $2`,
    [id, datasetId, personId],
  );
  return id;
}

/**
 * Live samples with one origin each, counted in Dataset.sampleCount; ids ascend in the order of `texts`.
 * In an image dataset `texts` are the file names, and the pictures have hashes but no blobs.
 */
export async function makeSamples(
  pool: pg.Pool,
  datasetId: string,
  options: { count?: number; texts?: string[]; importId?: string } = {},
): Promise<string[]> {
  const texts = options.texts ?? Array.from({ length: options.count ?? 10 }, (_, index) => `sample number ${index}`);
  const importId = options.importId ?? (await makeImport(pool, datasetId, (await makePerson(pool)).personId));
  const ids = makeIds(texts.length);
  const hashes = texts.map((text) => sha256(`${datasetId}\n${text}`));
  await pool.query(
    `INSERT INTO "Sample" (id, "datasetId", "importId", "payloadHash", preview, "sizeBytes", width, height, "viewHash", "thumbHash")
     SELECT given.id, dataset.id, $2, given.hash, left(given.text, 240), octet_length(given.text),
            CASE modality WHEN 'image' THEN 64 END, CASE modality WHEN 'image' THEN 64 END,
            CASE modality WHEN 'image' THEN given.hash END, CASE modality WHEN 'image' THEN given.hash END
     FROM unnest($3::uuid[], $4::bytea[], $5::text[]) AS given (id, hash, text), "Dataset" AS dataset WHERE dataset.id = $1`,
    [datasetId, importId, ids, hashes, texts],
  );
  await pool.query(
    `INSERT INTO "SampleText" ("sampleId", text)
     SELECT given.id, given.text FROM unnest($2::uuid[], $3::text[]) AS given (id, text), "Dataset" AS dataset
     WHERE dataset.id = $1 AND dataset.modality = 'text'`,
    [datasetId, ids, texts],
  );
  await pool.query(
    `INSERT INTO "SampleOrigin" (id, "datasetId", "sampleId", "importId", "originKey", "fileName", position, name)
     SELECT given.id, $1, given."sampleId", $2, given.key, 'made.csv', given.n, 'row ' || given.n
     FROM unnest($3::uuid[], $4::uuid[], $5::bytea[]) WITH ORDINALITY AS given (id, "sampleId", key, n)`,
    [datasetId, importId, makeIds(ids.length), ids, hashes],
  );
  await pool.query(`UPDATE "Dataset" SET "sampleCount" = "sampleCount" + $2 WHERE id = $1`, [datasetId, ids.length]);
  return ids;
}

/** An embedding model; returns its id. */
export async function makeEmbeddingModel(
  pool: pg.Pool,
  {
    modality = 'text',
    dimension = 8,
    name = 'test-model',
  }: { modality?: 'image' | 'text'; dimension?: number; name?: string } = {},
): Promise<string> {
  const id = uuidv7();
  await pool.query(
    `INSERT INTO "EmbeddingModel" (id, name, version, modality, "weightsHash", preprocessing, dimension)
     VALUES ($1, $2, '1', $3::"Modality", $4, 'test-1', $5)`,
    [id, `${name}-${id}`, modality, sha256(name), dimension],
  );
  return id;
}

/** Embeddings; without `vectors` each sample gets unit vectors around one of three axes, in turn. */
export async function makeEmbeddings(
  pool: pg.Pool,
  {
    modelId,
    sampleIds,
    dimension = 8,
    vectors,
  }: { modelId: string; sampleIds: string[]; dimension?: number; vectors?: Float32Array[] },
): Promise<void> {
  const given = vectors ?? sampleIds.map((_, index) => axisVector(dimension, index));
  const bytes = given.map((vector) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength));
  await pool.query(
    `INSERT INTO "Embedding" ("modelId", "sampleId", vector) SELECT $1, * FROM unnest($2::uuid[], $3::bytea[])`,
    [modelId, sampleIds, bytes],
  );
}

function axisVector(dimension: number, index: number): Float32Array {
  const vector = new Float32Array(dimension);
  const axis = index % Math.min(3, dimension);
  vector[axis] = 1;
  vector[(axis + 1) % dimension] = 0.01 * (1 + (index % 7));
  return vector;
}

/** A run whose clusters take `sampleIds` in equal consecutive parts, in rank order, all within the boundary. */
export async function makeClusterRun(
  pool: pg.Pool,
  {
    datasetId,
    modelId,
    sampleIds,
    clusterCount = 3,
  }: { datasetId: string; modelId: string; sampleIds: string[]; clusterCount?: number },
): Promise<{ runId: string; clusters: MadeCluster[] }> {
  const runId = uuidv7();
  await pool.query(
    `INSERT INTO "ClusterRun" (id, "datasetId", number, "modelId", k, "kReason", seed, parameters, "sampleCount", iterations, inertia)
     SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4::int, 'made by a test', 1, '{}', $5::int, 1, 0
     FROM "ClusterRun" WHERE "datasetId" = $2`,
    [runId, datasetId, modelId, clusterCount, sampleIds.length],
  );
  const share = Math.ceil(sampleIds.length / clusterCount);
  const clusters: MadeCluster[] = [];
  for (const [index, id] of makeIds(clusterCount).entries()) {
    const cluster = { id, number: index + 1, sampleIds: sampleIds.slice(index * share, (index + 1) * share) };
    await insertCluster(pool, runId, cluster);
    clusters.push(cluster);
  }
  return { runId, clusters };
}

async function insertCluster(pool: pg.Pool, runId: string, cluster: MadeCluster): Promise<void> {
  const { id, number, sampleIds } = cluster;
  await pool.query(
    `INSERT INTO "Cluster" (id, "runId", number, title, size, cohesion, "boundaryRank", representatives, fringe, centre)
     VALUES ($1, $2, $3, $4, $5, 0.9, $5, $6::uuid[], $7::uuid[], $8)`,
    [
      id,
      runId,
      number,
      `Cluster ${number}`,
      sampleIds.length,
      sampleIds.slice(0, 8),
      sampleIds.slice(-8),
      Buffer.alloc(32),
    ],
  );
  await pool.query(
    `INSERT INTO "ClusterMember" ("runId", "sampleId", "clusterId", rank, distance)
     SELECT $1, given.id, $2, given.n - 1, (given.n - 1) / 1000.0
     FROM unnest($3::uuid[]) WITH ORDINALITY AS given (id, n)`,
    [runId, id, sampleIds],
  );
}
