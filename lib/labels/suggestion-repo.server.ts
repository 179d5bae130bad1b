import type { Tx } from '@/lib/db/client.server';

/** Adds what an import proposes; a proposal that is there already stays. Returns how many are new. */
export async function insertImportedSuggestions(
  tx: Tx,
  given: { datasetId: string; importId: string; rows: readonly { sampleId: string; labelClassId: string }[] },
): Promise<number> {
  const sampleIds = given.rows.map((row) => row.sampleId);
  const labelClassIds = given.rows.map((row) => row.labelClassId);
  return await tx.$executeRaw`
    INSERT INTO "Suggestion" ("sampleId", "labelClassId", "labelSource", "sourceId", "datasetId", "confidence")
    SELECT "sampleId", "labelClassId", 'import', ${given.importId}::uuid, ${given.datasetId}::uuid, NULL
    FROM unnest(${sampleIds}::uuid[], ${labelClassIds}::uuid[]) AS given("sampleId", "labelClassId")
    ON CONFLICT DO NOTHING`;
}
