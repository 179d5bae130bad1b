import type pg from 'pg';
import { openDatabase } from '@/lib/db/client.server';
import { enterMetadata } from '@/lib/samples/metadata-repo.server';
import { enterWords } from '@/lib/samples/words-repo.server';

// A dataset as a person has it in the middle of the work, written by SQL on the server, so that a million samples take a
// minute: texts with metadata, brought vectors, a run of clusters, operations with their effects, the labels that
// follow from them, suggestions and exclusions. Everything is a function of the sample's number.

/** How large the dataset is, and how it is cut. */
export type ReviewDataShape = {
  sampleCount: number;
  clusterCount: number;
  classCount: number;
  /** Samples of the first clusters, labeled by operations of at most 10,000 samples each. */
  labelCount: number;
  dimension: number;
};

export type ReviewData = ReviewDataShape & {
  datasetId: string;
  labelClassIds: string[];
  clusterIds: string[];
};

const OPERATION_SIZE = 10_000;
const CLASS_COUNT = 60;
const LABELED_SHARE = 0.3;
const DIMENSION = 64;
const VECTOR_BATCH = 5_000;

/** The shape for a number of samples: 50 clusters at 10,000, 500 at a million; three of ten samples labeled. */
export function shapeOf(sampleCount: number): ReviewDataShape {
  const clusterCount = Math.max(20, Math.min(500, Math.round(Math.sqrt(sampleCount) / 2)));
  return {
    sampleCount,
    clusterCount,
    classCount: CLASS_COUNT,
    labelCount: Math.floor(sampleCount * LABELED_SHARE),
    dimension: DIMENSION,
  };
}

/** SQL for the id of version 7 that stands for a number: ascending with it, of one kind of row. */
const idOf = (kind: number, number: string) => {
  const tail = kind.toString(16).padStart(12, '0');
  return `('01a0' || substr(lpad(to_hex((${number})::int), 8, '0'), 1, 4) || '-' ||
    substr(lpad(to_hex((${number})::int), 8, '0'), 5, 4) || '-7000-8000-${tail}')::uuid`;
};

const KIND = { person: 1, import: 2, model: 3, run: 4, labelClass: 5, cluster: 6, sample: 7, origin: 8, operation: 9 };

const TEXT = `'Letter ' || n || ': ' ||
  (ARRAY['my card','the parcel','an invoice','this heater','our router','the ticket','a refund','the account'])[1 + n % 8] || ' ' ||
  (ARRAY['is broken','never came','was charged twice','makes a noise','has a wrong name','should be cancelled','is too small'])[1 + n / 8 % 7] || ' since ' ||
  (ARRAY['Monday','Tuesday','Wednesday','Thursday','Friday'])[1 + n / 56 % 5] || ', says ' || md5(n::text) || '.'`;

/**
 * Writes the dataset into an empty database that has the product's schema, and brings the planner's statistics up to
 * date as autovacuum would. `say` hears of each step.
 */
export async function makeReviewData(
  pool: pg.Pool,
  shape: ReviewDataShape,
  say: (line: string) => void,
): Promise<ReviewData> {
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO "Dataset" (id, name, modality) VALUES (${idOf(KIND.person, '1')}, $1, 'text') RETURNING id`,
    [`Letters ${shape.sampleCount}`],
  );
  const datasetId = rows[0]?.id ?? '';
  const steps: [string, (pool: pg.Pool, datasetId: string, shape: ReviewDataShape) => Promise<void>][] = [
    ['frame', makeFrame],
    ['samples', makeSamples],
    ['vectors', makeVectors],
    ['clusters', makeClusters],
    ['search', enterSearch],
    ['labels', makeLabels],
    ['counts', makeCounts],
  ];
  for (const [name, make] of steps) {
    const startMs = performance.now();
    await make(pool, datasetId, shape);
    say(`${name}: ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
  }
  await pool.query('VACUUM ANALYZE');
  const idsOf = async (sql: string) => (await pool.query<{ id: string }>(sql, [datasetId])).rows.map(({ id }) => id);
  return {
    ...shape,
    datasetId,
    labelClassIds: await idsOf('SELECT id FROM "LabelClass" WHERE "datasetId" = $1 ORDER BY position'),
    clusterIds: await idsOf(
      'SELECT c.id FROM "Cluster" c JOIN "ClusterRun" r ON r.id = c."runId" WHERE r."datasetId" = $1 ORDER BY c.number',
    ),
  };
}

async function makeFrame(pool: pg.Pool, datasetId: string, shape: ReviewDataShape): Promise<void> {
  await pool.query(
    `INSERT INTO "Person" (id, name) VALUES (${idOf(KIND.person, '2')}, 'Generator')
     ON CONFLICT (name) DO UPDATE SET name = EXCLUDED.name`,
  );
  await pool.query(
    `INSERT INTO "Import" (id, "datasetId", name, modality, status, "personId", "committedAt", "totalCount", "newCount")
     VALUES (${idOf(KIND.import, '1')}, $1, 'letters.csv', 'text', 'committed', ${idOf(KIND.person, '2')}, now(), $2, $2)`,
    [datasetId, shape.sampleCount],
  );
  await pool.query(
    `INSERT INTO "LabelClass" (id, "datasetId", name, "liveName", slot, position)
     SELECT ${idOf(KIND.labelClass, 'n')}, $1, 'class ' || n, 'class ' || n, n - 1, n - 1 FROM generate_series(1, $2::int) AS n`,
    [datasetId, shape.classCount],
  );
  await pool.query(
    `INSERT INTO "EmbeddingModel" (id, name, version, modality, "weightsHash", preprocessing, dimension, source, "datasetId")
     VALUES (${idOf(KIND.model, '1')}, 'generated vectors', '1', 'text', '\\x00', 'none', $2, 'vectors', $1)`,
    [datasetId, shape.dimension],
  );
  await pool.query(`UPDATE "Dataset" SET "modelId" = ${idOf(KIND.model, '1')} WHERE id = $1`, [datasetId]);
}

async function makeSamples(pool: pg.Pool, datasetId: string, { sampleCount }: ReviewDataShape): Promise<void> {
  await pool.query(
    `INSERT INTO "Sample" (id, "datasetId", "importId", "payloadHash", preview, "sizeBytes")
     SELECT ${idOf(KIND.sample, 'n')}, $1, ${idOf(KIND.import, '1')}, sha256(n::text::bytea), said.text, length(said.text)
     FROM generate_series(1, $2::int) AS n, LATERAL (SELECT ${TEXT} AS text) AS said`,
    [datasetId, sampleCount],
  );
  await pool.query(
    `INSERT INTO "SampleText" ("sampleId", text) SELECT id, preview FROM "Sample" WHERE "datasetId" = $1 ORDER BY id`,
    [datasetId],
  );
  await pool.query(
    `INSERT INTO "SampleOrigin" (id, "datasetId", "sampleId", "importId", "originKey", "fileName", position, name, metadata)
     SELECT ${idOf(KIND.origin, 'n')}, $1, ${idOf(KIND.sample, 'n')}, ${idOf(KIND.import, '1')}, sha256(('o' || n)::bytea),
       'letters.csv', n + 1, 'row ' || n,
       jsonb_build_object('channel', (ARRAY['mail','chat','phone','form'])[1 + n % 4], 'score', (n % 1000 / 1000.0)::text,
         'sent', (date '2024-01-01' + n % 700)::text)
     FROM generate_series(1, $2::int) AS n`,
    [datasetId, sampleCount],
  );
}

/** What an import enters for the search: words, and the values of the metadata. */
async function enterSearch(pool: pg.Pool, datasetId: string): Promise<void> {
  const { connectionString: url } = pool.options;
  if (url === undefined) throw new Error('The pool has no address.');
  const database = openDatabase({ url, poolSize: 1, statementTimeoutMs: 0, applicationName: 'sheaf-bench' });
  try {
    const { rows } = await pool.query<{ id: string }>(`SELECT ${idOf(KIND.import, '1')} AS id`);
    const scope = { datasetId, importId: rows[0]?.id ?? '' };
    await enterMetadata(database.db, scope);
    await enterWords(database.db, scope);
  } finally {
    await database.close();
  }
}

/** Vectors around the centre of a sample's cluster, by a cheap hash of the number; written a few thousand at a time. */
async function makeVectors(
  pool: pg.Pool,
  _: string,
  { sampleCount, clusterCount, dimension }: ReviewDataShape,
): Promise<void> {
  for (let first = 1; first <= sampleCount; first += VECTOR_BATCH) {
    const count = Math.min(VECTOR_BATCH, sampleCount - first + 1);
    const vectors = Array.from({ length: count }, (_, i) => makeVector(first + i, clusterCount, dimension));
    await pool.query(
      `INSERT INTO "Embedding" ("sampleId", "modelId", vector)
       SELECT ${idOf(KIND.sample, '$1::int + given.n - 1')}, ${idOf(KIND.model, '1')}, given.vector
       FROM unnest($2::bytea[]) WITH ORDINALITY AS given (vector, n)`,
      [first, vectors],
    );
  }
}

function makeVector(number: number, clusterCount: number, dimension: number): Buffer {
  const cluster = number % clusterCount;
  const vector = Float32Array.from(
    { length: dimension },
    (_, d) => Math.sin(cluster * 12.9898 + d * 78.233) + 0.15 * Math.sin(number * 0.731 + d * 3.7),
  );
  return Buffer.from(vector.buffer);
}

/** Sample n is in cluster n mod k, at the rank of its turn; the boundary leaves out the last tenth. */
async function makeClusters(pool: pg.Pool, datasetId: string, shape: ReviewDataShape): Promise<void> {
  const { sampleCount, clusterCount } = shape;
  const size = Math.floor(sampleCount / clusterCount);
  await pool.query(
    `INSERT INTO "ClusterRun" (id, "datasetId", number, "modelId", k, "kReason", seed, parameters, "sampleCount", iterations, inertia)
     VALUES (${idOf(KIND.run, '1')}, $1, 1, ${idOf(KIND.model, '1')}, $2, 'given', 1, '{}', $3, 10, 1)`,
    [datasetId, clusterCount, sampleCount],
  );
  await pool.query(
    `INSERT INTO "Cluster" (id, "runId", number, title, words, size, cohesion, "boundaryRank", representatives, fringe, centre, "coarseNumber")
     SELECT ${idOf(KIND.cluster, 'c + 1')}, ${idOf(KIND.run, '1')}, c + 1, 'letters ' || c, '[{"word":"card","count":9}]', $2::int, 0.9,
       $2::int * 9 / 10, ARRAY(SELECT ${idOf(KIND.sample, 'c + $1::int * (r + 1)')} FROM generate_series(0, 7) AS r),
       ARRAY(SELECT ${idOf(KIND.sample, 'c + $1::int * ($2::int - r)')} FROM generate_series(1, 3) AS r), '\\x00', 1 + c % 20
     FROM generate_series(0, $1::int - 1) AS c`,
    [clusterCount, size],
  );
  await pool.query(
    `INSERT INTO "CoarseCluster" ("runId", number, title)
     SELECT ${idOf(KIND.run, '1')}, n, 'letters of kind ' || n FROM generate_series(1, 20) AS n`,
  );
  await pool.query(
    `INSERT INTO "ClusterMember" ("runId", "sampleId", "clusterId", rank, distance)
     SELECT ${idOf(KIND.run, '1')}, ${idOf(KIND.sample, 'n')}, ${idOf(KIND.cluster, 'n % $2::int + 1')}, (n - 1) / $2::int,
       (((n - 1) / $2::int) / $3::float8)::real
     FROM generate_series(1, $1::int) AS n`,
    [sampleCount, clusterCount, size],
  );
}

/**
 * Clusters are labeled from the first on, a sample's class being its cluster's number: each operation accepts up to
 * 10,000 samples of one class, as a person's accepts do.
 */
async function makeLabels(pool: pg.Pool, datasetId: string, shape: ReviewDataShape): Promise<void> {
  const { sampleCount, clusterCount, classCount, labelCount } = shape;
  await pool.query(
    `CREATE UNLOGGED TABLE made_label AS
     SELECT n, class, 1 + (row_number() OVER (PARTITION BY class ORDER BY n) - 1) / ${OPERATION_SIZE} AS part
     FROM (SELECT n, 1 + n % $2::int % $3::int AS class FROM generate_series(1, $1::int) AS n
           ORDER BY n % $2::int, n LIMIT $4::int) AS chosen`,
    [sampleCount, clusterCount, classCount, labelCount],
  );
  await pool.query(
    `CREATE UNLOGGED TABLE made_operation AS
     SELECT class, part, count(*)::int AS size, (row_number() OVER (ORDER BY part, class))::int AS seq
     FROM made_label GROUP BY class, part`,
  );
  await pool.query(
    `INSERT INTO "Operation" (id, "datasetId", seq, kind, "personId", "labelClassId", "groupSource", "groupTitle", "sampleCount", "idempotencyKey", "requestHash")
     SELECT ${idOf(KIND.operation, 'seq')}, $1, seq, 'accept', ${idOf(KIND.person, '2')}, ${idOf(KIND.labelClass, 'class')}, 'cluster',
       'letters', size, 'generated-' || seq, '\\x00' FROM made_operation`,
    [datasetId],
  );
  const state = `jsonb_build_object('exclusions', '[]'::jsonb, 'labels', jsonb_build_array(jsonb_build_object(
    'labelClassId', ${idOf(KIND.labelClass, 'class')}, 'labelSource', 'person', 'operationId', ${idOf(KIND.operation, 'seq')},
    'personId', ${idOf(KIND.person, '2')}, 'decidedAt', '2026-01-05T09:00:00.000Z')))`;
  await pool.query(
    `INSERT INTO "OperationEffect" ("operationId", "sampleId", after)
     SELECT ${idOf(KIND.operation, 'seq')}, ${idOf(KIND.sample, 'n')}, made.state
     FROM made_label JOIN (SELECT class, part, seq, ${state} AS state FROM made_operation) AS made USING (class, part)`,
  );
  await pool.query(
    `INSERT INTO "Label" ("sampleId", "labelClassId", "datasetId", "labelSource", "operationId", "personId", "decidedAt")
     SELECT ${idOf(KIND.sample, 'n')}, ${idOf(KIND.labelClass, 'class')}, $1, 'person', ${idOf(KIND.operation, 'seq')},
       ${idOf(KIND.person, '2')}, '2026-01-05T09:00:00Z'
     FROM made_label JOIN made_operation USING (class, part)`,
    [datasetId],
  );
  await pool.query(
    `INSERT INTO "Suggestion" ("sampleId", "labelClassId", "labelSource", "sourceId", "datasetId", confidence)
     SELECT ${idOf(KIND.sample, 'n')}, ${idOf(KIND.labelClass, '1 + n % $3::int % $4::int')}, 'import', ${idOf(KIND.import, '1')}, $1, 0.8
     FROM generate_series(1, $2::int) AS n WHERE n % 10 = 0`,
    [datasetId, sampleCount, clusterCount, classCount],
  );
}

async function makeCounts(
  pool: pg.Pool,
  datasetId: string,
  { sampleCount, labelCount }: ReviewDataShape,
): Promise<void> {
  await pool.query(
    `UPDATE "Dataset" SET "sampleCount" = $2, "labeledCount" = $3, revision = (SELECT max(seq) FROM made_operation) WHERE id = $1`,
    [datasetId, sampleCount, labelCount],
  );
  await pool.query(
    `UPDATE "LabelClass" SET "labelCount" = made.size
     FROM (SELECT class, sum(size)::int AS size FROM made_operation GROUP BY class) AS made
     WHERE "datasetId" = $1 AND position = made.class - 1`,
    [datasetId],
  );
  await pool.query('DROP TABLE made_label, made_operation');
}
