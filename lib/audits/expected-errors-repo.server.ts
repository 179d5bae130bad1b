import type { AuditFigures, ExpectedErrorsDetail } from '@/lib/audits/audit';
import { type AuditedLabels, sumExpectedErrors } from '@/lib/audits/expected-errors';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { listClasses } from '@/lib/datasets/classes-repo.server';
import { getTargetError } from '@/lib/datasets/target-error-repo.server';
import type { Tx } from '@/lib/db/client.server';

/** What audits say of the labels that stand now: per class and in all. */
export async function readExpectedErrors(tx: Tx, dataset: AuthorizedDataset): Promise<ExpectedErrorsDetail> {
  const audited = await readAuditedLabels(tx, dataset.id);
  const classes = (await listClasses(tx, dataset)).map(({ id, labelCount }) => ({ labelClassId: id, labelCount }));
  return sumExpectedErrors(await getTargetError(tx, dataset), classes, audited);
}

/** An accept that an audit let pass, with the samples that it showed and its figures. */
export type AuditedOperation = Omit<AuditFigures, 'sampleCount'> & { operationId: string; sampleIds: string[] };

/** The audited accepts of a dataset up to a revision. */
export async function listAuditedOperations(tx: Tx, datasetId: string, revision: number): Promise<AuditedOperation[]> {
  return await tx.$queryRaw<AuditedOperation[]>`
    SELECT o."id" AS "operationId", a."sampleIds", a."populationCount", a."mistakeCount", a."lowerCount",
      a."upperCount", a."confidence"
    FROM "Operation" o JOIN "Audit" a ON a."id" = o."auditId"
    WHERE o."datasetId" = ${datasetId}::uuid AND o."auditId" IS NOT NULL AND o."seq" <= ${revision}::bigint`;
}

/** Labels of live samples that still stand as an audited accept gave them. Reads the effects of those accepts only. */
async function readAuditedLabels(tx: Tx, datasetId: string): Promise<AuditedLabels[]> {
  return await tx.$queryRaw<AuditedLabels[]>`
    SELECT l."labelClassId", a."populationCount", cardinality(a."sampleIds") AS "sampleCount",
      a."mistakeCount", a."lowerCount", a."upperCount", a."confidence",
      count(*)::int AS "standingCount",
      (count(*) FILTER (WHERE l."sampleId" <> ALL (a."sampleIds")))::int AS "unseenCount"
    FROM "Operation" o
    JOIN "Audit" a ON a."id" = o."auditId"
    JOIN "OperationEffect" e ON e."operationId" = o."id"
    JOIN "Label" l ON l."sampleId" = e."sampleId" AND l."operationId" = o."id"
    JOIN "Sample" s ON s."id" = l."sampleId" AND s."deletedAt" IS NULL
    WHERE o."datasetId" = ${datasetId}::uuid AND o."auditId" IS NOT NULL
    GROUP BY l."labelClassId", a."id"`;
}
