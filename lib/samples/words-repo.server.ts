import type { Tx } from '@/lib/db/client.server';

/** Words of one import that are entered, the most frequent first; rarer ones are found whole, or by their beginning. */
const WORD_LIMIT = 200_000;
const WORD_LENGTH = 64;

/** Enters the words of an import's texts, so that parts of them and misspellings lead to them. */
export async function enterWords(
  tx: Tx,
  { datasetId, importId }: { datasetId: string; importId: string },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "SearchWord" ("datasetId", "word")
    SELECT ${datasetId}::uuid, "word" FROM ts_stat(format(
      'SELECT "searchWords"(t."text") FROM "SampleText" t JOIN "Sample" s ON s."id" = t."sampleId" WHERE s."importId" = %L',
      ${importId}::uuid))
    WHERE length("word") <= ${WORD_LENGTH} ORDER BY "ndoc" DESC, "word" LIMIT ${WORD_LIMIT}
    ON CONFLICT DO NOTHING`;
}
