import type { Tx } from '@/lib/db/client.server';
import type { TouchedSample } from '@/lib/operations/operation-log';

/** One page of the samples that an operation touched, in the order of their ids, with what it did to them. */
export async function listTouchedSamples(
  tx: Tx,
  page: { operationId: string; limit: number; after: string | null },
): Promise<{ samples: TouchedSample[]; nextCursor: string | null }> {
  const rows = await tx.$queryRaw<TouchedSample[]>`
    SELECT e."sampleId" AS "id", s."preview", s."deletedAt" IS NOT NULL AS "isDeleted",
      coalesce(jsonb_path_query_array(e."before", '$.labels[*].labelClassId'), '[]') AS "beforeClassIds",
      coalesce(jsonb_path_query_array(e."after", '$.labels[*].labelClassId'), '[]') AS "afterClassIds",
      coalesce(jsonb_path_query_array(e."after", '$.exclusions[*].labelClassId'), '[]') AS "excludedClassIds"
    FROM "OperationEffect" e JOIN "Sample" s ON s."id" = e."sampleId"
    WHERE e."operationId" = ${page.operationId}::uuid
      AND (${page.after}::uuid IS NULL OR e."sampleId" > ${page.after}::uuid)
    ORDER BY e."sampleId" LIMIT ${page.limit + 1}`;
  const samples = rows.slice(0, page.limit);
  return { samples, nextCursor: rows.length > page.limit ? (samples.at(-1)?.id ?? null) : null };
}
