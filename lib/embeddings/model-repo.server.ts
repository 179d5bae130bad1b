import type { Modality } from '@/lib/datasets/dataset';
import type { Tx } from '@/lib/db/client.server';
import type { EmbeddingModel } from '@/lib/db/generated/client';
import type { JobSummary } from '@/lib/jobs/job';
import { getJob } from '@/lib/jobs/repo.server';

/** A row of EmbeddingModel with how many live datasets chose it. */
export type ModelRow = EmbeddingModel & { datasetCount: number };

/** All models of a modality that every dataset, or this one, may use; newest first. */
export async function listModelRows(tx: Tx, modality: Modality, datasetId: string | null): Promise<ModelRow[]> {
  const owner = datasetId === null ? [{ datasetId: null }] : [{ datasetId: null }, { datasetId }];
  const rows = await tx.embeddingModel.findMany({
    where: { modality, OR: owner },
    orderBy: { id: 'desc' },
    include: { _count: { select: { chosenBy: { where: { deletedAt: null } } } } },
  });
  return rows.map(({ _count, ...row }) => ({ ...row, datasetCount: _count.chosenBy }));
}

/**
 * Samples per second by the id of the model: the median of the newest five jobs that measured it, without those beside
 * which a page worked, because they say more of the page than of this machine.
 */
export async function readMeasuredRates(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ modelId: string; perS: number }[]>`
    SELECT "modelId", percentile_cont(0.5) WITHIN GROUP (ORDER BY "perS") AS "perS" FROM (
      SELECT result->>'modelId' AS "modelId", (result->>'samplesPerS')::float8 AS "perS",
        row_number() OVER (PARTITION BY result->>'modelId' ORDER BY "finishedAt" DESC) AS newness
      FROM "Job" job WHERE kind = 'embed' AND status = 'succeeded' AND result->>'samplesPerS' IS NOT NULL
        AND NOT EXISTS (SELECT FROM "EmbeddingProducer" producer
          WHERE producer."datasetId" = job."datasetId" AND producer."modelId"::text = job.result->>'modelId'
            AND producer."createdAt" <= job."finishedAt" AND producer."seenAt" >= job."startedAt")
    ) AS measured WHERE newness <= 5 GROUP BY "modelId"`;
  return new Map(rows.map(({ modelId, perS }) => [modelId, perS]));
}

/** The newest job that installs each model, by the key of the model. */
export async function listInstallJobs(tx: Tx): Promise<Map<string, JobSummary>> {
  const rows = await tx.$queryRaw<{ id: string; key: string }[]>`
    SELECT DISTINCT ON (payload->>'model') id, payload->>'model' AS key
    FROM "Job" WHERE kind = 'model' AND payload->>'task' = 'install' ORDER BY payload->>'model', id DESC`;
  const jobs = await Promise.all(rows.map(async ({ id, key }) => [key, await getJob(tx, id)] as const));
  return new Map(jobs);
}

/** Lets two requests at once see each other's job. */
export async function lockInstalls(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('install-model'))`;
}
