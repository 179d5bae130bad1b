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

/**
 * Gives the suggestions of a class to another, or takes them away (`intoId` null), and notes it under an operation. One that
 * the other class has from the same source stays once. Returns how many were changed.
 */
export async function moveSuggestions(
  tx: Tx,
  move: { operationId: string; datasetId: string; fromId: string; intoId: string | null },
): Promise<number> {
  const { operationId, datasetId, fromId, intoId } = move;
  await tx.$executeRaw`
    INSERT INTO "SuggestionChange" ("operationId", "sampleId", "labelSource", "sourceId", "fromClassId", "toClassId", "confidence")
    SELECT ${operationId}::uuid, g."sampleId", g."labelSource", g."sourceId", g."labelClassId",
      CASE WHEN EXISTS (SELECT FROM "Suggestion" other WHERE other."sampleId" = g."sampleId"
        AND other."labelClassId" = ${intoId}::uuid AND other."labelSource" = g."labelSource"
        AND other."sourceId" = g."sourceId") THEN NULL ELSE ${intoId}::uuid END, g."confidence"
    FROM "Suggestion" g WHERE g."datasetId" = ${datasetId}::uuid AND g."labelClassId" = ${fromId}::uuid`;
  return await applySuggestionChanges(tx, operationId, datasetId);
}

/** Puts back what an operation did to suggestions, and notes it under the operation that reverts it. */
export async function revertSuggestions(
  tx: Tx,
  revert: { operationId: string; datasetId: string; targetId: string },
): Promise<number> {
  const { operationId, datasetId, targetId } = revert;
  await tx.$executeRaw`
    INSERT INTO "SuggestionChange" ("operationId", "sampleId", "labelSource", "sourceId", "fromClassId", "toClassId", "confidence")
    SELECT ${operationId}::uuid, "sampleId", "labelSource", "sourceId", "toClassId", "fromClassId", "confidence"
    FROM "SuggestionChange" WHERE "operationId" = ${targetId}::uuid`;
  return await applySuggestionChanges(tx, operationId, datasetId);
}

async function applySuggestionChanges(tx: Tx, operationId: string, datasetId: string): Promise<number> {
  await tx.$executeRaw`
    DELETE FROM "Suggestion" g USING "SuggestionChange" c
    WHERE c."operationId" = ${operationId}::uuid AND g."sampleId" = c."sampleId" AND g."labelClassId" = c."fromClassId"
      AND g."labelSource" = c."labelSource" AND g."sourceId" = c."sourceId"`;
  await tx.$executeRaw`
    INSERT INTO "Suggestion" ("sampleId", "labelClassId", "labelSource", "sourceId", "datasetId", "confidence")
    SELECT "sampleId", "toClassId", "labelSource", "sourceId", ${datasetId}::uuid, "confidence"
    FROM "SuggestionChange" WHERE "operationId" = ${operationId}::uuid AND "toClassId" IS NOT NULL
    ON CONFLICT DO NOTHING`;
  return await tx.suggestionChange.count({ where: { operationId } });
}
