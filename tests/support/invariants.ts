import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';

// What must hold at every moment at which nothing runs, whatever was killed before. Each query answers what is wrong.

const LATEST = `WITH latest AS (
  SELECT DISTINCT ON (e."sampleId") e."sampleId", e."after", o."seq", o."datasetId"
  FROM "OperationEffect" e JOIN "Operation" o ON o.id = e."operationId" ORDER BY e."sampleId", o."seq" DESC)`;

const QUERIES: Record<string, string> = {
  'Dataset.sampleCount is the number of live samples': `
    SELECT d.id, d."sampleCount", count(s.id)::int AS counted FROM "Dataset" d
    LEFT JOIN "Sample" s ON s."datasetId" = d.id AND s."deletedAt" IS NULL
    GROUP BY d.id HAVING d."sampleCount" <> count(s.id)`,
  'Dataset.labeledCount is the number of live samples with a label': `
    SELECT d.id, d."labeledCount", count(s.id)::int AS counted FROM "Dataset" d
    LEFT JOIN "Sample" s ON s."datasetId" = d.id AND s."deletedAt" IS NULL
      AND EXISTS (SELECT 1 FROM "Label" l WHERE l."sampleId" = s.id)
    GROUP BY d.id HAVING d."labeledCount" <> count(s.id)`,
  'LabelClass.labelCount is the number of labels of live samples': `
    SELECT c.id, c."labelCount", count(s.id)::int AS counted FROM "LabelClass" c
    LEFT JOIN "Label" l ON l."labelClassId" = c.id
    LEFT JOIN "Sample" s ON s.id = l."sampleId" AND s."deletedAt" IS NULL
    GROUP BY c.id HAVING c."labelCount" <> count(s.id)`,
  'the seqs of a dataset are dense and end at its revision': `
    SELECT d.id, d.revision, count(o.id)::int AS operations, max(o.seq) AS last FROM "Dataset" d
    LEFT JOIN "Operation" o ON o."datasetId" = d.id
    GROUP BY d.id HAVING d.revision <> count(o.id) OR d.revision <> coalesce(max(o.seq), 0)`,
  'labels, exclusions and effects belong to samples, classes, people and operations that exist': `
    SELECT carried.id, carried.kind FROM (
      SELECT l."sampleId" AS id, 'label' AS kind, l."labelClassId", l."personId", l."operationId", l."datasetId" FROM "Label" l
      UNION ALL
      SELECT x."sampleId", 'exclusion', x."labelClassId", x."personId", x."operationId", x."datasetId" FROM "Exclusion" x) AS carried
    WHERE NOT EXISTS (SELECT FROM "Sample" s WHERE s.id = carried.id AND s."datasetId" = carried."datasetId")
      OR NOT EXISTS (SELECT FROM "LabelClass" c WHERE c.id = carried."labelClassId" AND c."datasetId" = carried."datasetId")
      OR NOT EXISTS (SELECT FROM "Person" p WHERE p.id = carried."personId")
      OR NOT EXISTS (SELECT FROM "Operation" o WHERE o.id = carried."operationId")
    UNION ALL
    SELECT v."sampleId", 'metadata' FROM "MetadataValue" v WHERE NOT EXISTS (SELECT FROM "Sample" s WHERE s.id = v."sampleId")
    UNION ALL
    SELECT e."sampleId", 'effect' FROM "OperationEffect" e
    WHERE NOT EXISTS (SELECT FROM "Sample" s WHERE s.id = e."sampleId")
      OR NOT EXISTS (SELECT FROM "Operation" o WHERE o.id = e."operationId")`,
  'labels are what the operations add up to': `
    ${LATEST}, folded AS (
      SELECT latest."sampleId", l."labelClassId", l."operationId" FROM latest,
        jsonb_to_recordset(coalesce(latest."after" -> 'labels', '[]')) AS l("labelClassId" uuid, "operationId" uuid))
    SELECT coalesce(folded."sampleId", l."sampleId") AS sample FROM folded
    FULL JOIN "Label" l ON l."sampleId" = folded."sampleId" AND l."labelClassId" = folded."labelClassId"
      AND l."operationId" = folded."operationId"
    WHERE folded."sampleId" IS NULL OR l."sampleId" IS NULL`,
  'exclusions are what the operations add up to': `
    ${LATEST}, folded AS (
      SELECT latest."sampleId", x."labelClassId", x."operationId" FROM latest,
        jsonb_to_recordset(coalesce(latest."after" -> 'exclusions', '[]')) AS x("labelClassId" uuid, "operationId" uuid))
    SELECT coalesce(folded."sampleId", x."sampleId") AS sample FROM folded
    FULL JOIN "Exclusion" x ON x."sampleId" = folded."sampleId" AND x."labelClassId" = folded."labelClassId"
      AND x."operationId" = folded."operationId"
    WHERE folded."sampleId" IS NULL OR x."sampleId" IS NULL`,
  'every operation but an empty one has effects': `
    SELECT o.id, o."sampleCount" FROM "Operation" o
    WHERE o."sampleCount" > 0 AND o."conflictCount" = 0 AND NOT EXISTS (SELECT 1 FROM "OperationEffect" e WHERE e."operationId" = o.id)`,
  'every sample has an origin': `
    SELECT s.id FROM "Sample" s WHERE NOT EXISTS (SELECT 1 FROM "SampleOrigin" o WHERE o."sampleId" = s.id)`,
  'every text sample has its text, every image its copies': `
    SELECT s.id FROM "Sample" s JOIN "Dataset" d ON d.id = s."datasetId"
    WHERE CASE d.modality WHEN 'text' THEN NOT EXISTS (SELECT 1 FROM "SampleText" t WHERE t."sampleId" = s.id)
      ELSE s."viewHash" IS NULL OR s."thumbHash" IS NULL END`,
  'every payload that a sample names is counted': `
    SELECT s.id, encode(named.hash, 'hex') AS hash FROM "Sample" s JOIN "Dataset" d ON d.id = s."datasetId" AND d.modality = 'image'
    CROSS JOIN LATERAL unnest(ARRAY[s."payloadHash", s."viewHash", s."thumbHash"]) AS named(hash)
    LEFT JOIN "Blob" b ON b.hash = named.hash WHERE coalesce(b."referenceCount", 0) < 1`,
  'a cluster run is whole': `
    SELECT r.id, r."sampleCount", count(m."sampleId")::int AS members FROM "ClusterRun" r
    LEFT JOIN "ClusterMember" m ON m."runId" = r.id GROUP BY r.id HAVING r."sampleCount" <> count(m."sampleId")`,
  'a cluster has as many members as it says': `
    SELECT c.id, c.size, count(m."sampleId")::int AS members FROM "Cluster" c
    LEFT JOIN "ClusterMember" m ON m."clusterId" = c.id GROUP BY c.id HAVING c.size <> count(m."sampleId")`,
  'an embedding has the length of its model': `
    SELECT e."sampleId" FROM "Embedding" e JOIN "EmbeddingModel" m ON m.id = e."modelId"
    WHERE octet_length(e.vector) <> 4 * m.dimension`,
  'a frozen version has its manifest': `
    SELECT v.id FROM "DatasetVersion" v LEFT JOIN "Blob" b ON b.hash = v."contentHash"
    WHERE v.status = 'frozen' AND b.hash IS NULL`,
};

/** What must hold besides when nothing waits or runs. */
const IDLE_QUERIES: Record<string, string> = {
  'no job waits or runs': `SELECT id, kind, status, message FROM "Job" WHERE status IN ('queued', 'running')`,
  'the queue is empty': `SELECT key FROM graphile_worker.jobs WHERE key IS NOT NULL`,
  'no rows wait for a commit': `SELECT "importId", count(*)::int FROM "ImportRow" GROUP BY 1`,
  'no import is on its way': `SELECT id, status FROM "Import" WHERE status IN ('queued', 'running', 'inspecting')`,
};

async function checkQueries(pool: pg.Pool, queries: Record<string, string>): Promise<string[]> {
  const broken: string[] = [];
  for (const [name, sql] of Object.entries(queries)) {
    const { rows } = await pool.query(`SELECT * FROM (${sql}) AS wrong LIMIT 3`);
    if (rows.length > 0) broken.push(`${name}: ${JSON.stringify(rows)}`);
  }
  return broken;
}

function hashFile(file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256');
    createReadStream(file)
      .on('data', (chunk) => hash.update(chunk))
      .on('error', reject)
      .on('end', () => resolve(hash.digest('hex')));
  });
}

/** Every counted payload is on disk, whole: its bytes have the hash that is its name. */
async function checkBlobs(pool: pg.Pool, dataDir: string): Promise<string[]> {
  const { rows } = await pool.query<{ hash: string }>(
    `SELECT encode(hash, 'hex') AS hash FROM "Blob" WHERE "referenceCount" > 0`,
  );
  const broken: string[] = [];
  for (const { hash } of rows) {
    const file = path.join(dataDir, 'blobs', hash.slice(0, 2), hash.slice(2, 4), hash);
    if (!existsSync(file)) broken.push(`the payload ${hash} is not on disk`);
    else if ((await hashFile(file)) !== hash) broken.push(`the payload ${hash} has other bytes`);
  }
  return broken.slice(0, 5);
}

function listFiles(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/**
 * Everything that is wrong with an installation, as sentences; none when it is sound.
 * `isIdle`: nothing waits or runs, so that nothing may be left half way either, and staging is empty.
 */
export async function findInconsistencies(
  pool: pg.Pool,
  dataDir: string,
  { isIdle }: { isIdle: boolean },
): Promise<string[]> {
  const broken = await checkQueries(pool, isIdle ? { ...QUERIES, ...IDLE_QUERIES } : QUERIES);
  broken.push(...(await checkBlobs(pool, dataDir)));
  if (!isIdle) return broken;
  const staged = listFiles(path.join(dataDir, 'staging'));
  if (staged.length > 0) broken.push(`staging is not empty: ${staged.slice(0, 3).join(', ')}`);
  return broken;
}
