import type pg from 'pg';
import type { ManifestRow } from '@/lib/versions/version';

// Texts are at most 1 MiB each; 500 typical ones are far below a megabyte.
const BATCH_SIZE = 500;

export type FrozenClass = { labelClassId: string; name: string; slot: number };

/** What one transaction sees of a dataset, however long it is read and whatever is decided meanwhile. */
export type SnapshotReader = {
  /** The seq of the newest operation that the snapshot holds. */
  revision: number;
  isMultiLabel: boolean;
  classes: FrozenClass[];
  /** All live samples in ascending order of id, in batches. */
  rows: AsyncGenerator<ManifestRow[]>;
};

/** Opens a dataset in one read-only transaction of isolation REPEATABLE READ for as long as `use` runs. */
export async function withSnapshot<T>(
  pool: pg.Pool,
  datasetId: string,
  use: (snapshot: SnapshotReader) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const dataset = await client.query<{ revision: string; isMultiLabel: boolean }>(
      'SELECT "revision", "isMultiLabel" FROM "Dataset" WHERE "id" = $1',
      [datasetId],
    );
    const classes = await client.query<FrozenClass>(
      `SELECT "id" AS "labelClassId", "name", "slot" FROM "LabelClass" WHERE "datasetId" = $1 AND "deletedAt" IS NULL ORDER BY "position", "slot"`,
      [datasetId],
    );
    const rows = readRows(client, datasetId);
    const { revision = '0', isMultiLabel = false } = dataset.rows[0] ?? {};
    const answer = await use({ revision: Number(revision), isMultiLabel, classes: classes.rows, rows });
    await client.query('COMMIT');
    client.release();
    return answer;
  } catch (error) {
    // The connection may stand in the middle of anything: the pool makes a new one.
    client.release(true);
    throw error;
  }
}

async function* readRows(client: pg.PoolClient, datasetId: string): AsyncGenerator<ManifestRow[]> {
  await client.query({ text: `DECLARE frozen NO SCROLL CURSOR FOR ${MANIFEST}`, values: [datasetId] });
  for (;;) {
    const { rows } = await client.query<ManifestRow>(`FETCH ${BATCH_SIZE} FROM frozen`);
    if (rows.length === 0) return;
    yield rows;
  }
}

// Times are written by to_char in UTC: how JSON prints a timestamp depends on the session's time zone.
const MANIFEST = `
SELECT s."id" AS "sampleId", encode(s."payloadHash", 'hex') AS "payloadHash",
  coalesce(origins."list" -> 0 ->> 'name', s."preview") AS "name", b."mediaType", t."text",
  coalesce(origins."list", '[]') AS "origins", coalesce(labels."list", '[]') AS "labels"
FROM "Sample" s
LEFT JOIN "SampleText" t ON t."sampleId" = s."id"
LEFT JOIN "Blob" b ON b."hash" = s."payloadHash" AND t."sampleId" IS NULL
LEFT JOIN LATERAL (
  SELECT json_agg(json_build_object('fileName', o."fileName", 'position', o."position", 'name', o."name",
    'externalId', o."externalId", 'metadata', o."metadata") ORDER BY o."id") AS "list"
  FROM "SampleOrigin" o JOIN "Import" i ON i."id" = o."importId" AND i."deletedAt" IS NULL
  WHERE o."sampleId" = s."id") origins ON true
LEFT JOIN LATERAL (
  SELECT json_agg(json_build_object('labelClassId', l."labelClassId", 'className', c."name",
    'labelSource', l."labelSource", 'operationId', l."operationId", 'operationSeq', op."seq", 'person', p."name",
    'decidedAt', to_char(l."decidedAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
    ORDER BY c."position", c."slot") AS "list"
  FROM "Label" l JOIN "LabelClass" c ON c."id" = l."labelClassId" JOIN "Person" p ON p."id" = l."personId"
  JOIN "Operation" op ON op."id" = l."operationId"
  WHERE l."sampleId" = s."id") labels ON true
WHERE s."datasetId" = $1 AND s."deletedAt" IS NULL
ORDER BY s."id"`;
