import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { fallenActs } from '@/lib/operations/chain-repo.server';

/*
 * Steps are what undo and redo go by: a person's own acts, and reverts that the person asked for by name. Whether a step is
 * undone is said by the newest undo or redo of that person which names it; whether it stands at all, by its chain, in
 * which others may have had a part. An import of labels is no step.
 */

type Person = {
  datasetId: string;
  personId: string;
  /** The idempotency key of the step that is meant; left out for the newest. */
  stepKey?: string | undefined;
};

/** Limits the steps to the one that is meant. */
function isMeant({ stepKey }: Person): Prisma.Sql {
  return stepKey === undefined ? Prisma.sql`true` : Prisma.sql`step."idempotencyKey" = ${stepKey}`;
}

function steps({ datasetId, personId }: Person): Prisma.Sql {
  return Prisma.sql`
    WITH RECURSIVE ${fallenActs(datasetId)},
    mark AS (
      SELECT DISTINCT ON (r."detail" ->> 'stepId') (r."detail" ->> 'stepId')::uuid AS "stepId",
        r."detail" ->> 'way' AS "way", r."seq"
      FROM "Operation" r
      WHERE r."datasetId" = ${datasetId}::uuid AND r."personId" = ${personId}::uuid AND r."kind" = 'revert'
        AND r."detail" ->> 'way' IN ('undo', 'redo')
      ORDER BY r."detail" ->> 'stepId', r."seq" DESC),
    step AS (
      SELECT o."id", o."seq", o."idempotencyKey", o."datasetId", o."labelClassId",
        o."kind" = 'classEdit' AND o."detail" ->> 'edit' = 'create' AS "isCreation" FROM "Operation" o
      WHERE o."datasetId" = ${datasetId}::uuid AND o."personId" = ${personId}::uuid AND o."kind" <> 'import'
        AND (o."kind" <> 'revert' OR o."detail" ->> 'way' = 'revert'))`;
}

// ⌘Z after labeling must not take a class away that others may have labeled with: a class in use is deleted by name only.
// Asked of creations only: as a condition on every step, the planner would read all labels there are.
const isUsedCreation = Prisma.sql`(step."isCreation" AND EXISTS (
  SELECT FROM "Label" l WHERE l."datasetId" = step."datasetId" AND l."labelClassId" = step."labelClassId"))`;

/** The id of one's newest step that stands and is not undone; null when nothing is left. */
export async function findUndoStep(tx: Tx, person: Person): Promise<string | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    ${steps(person)}
    SELECT step."id" FROM step LEFT JOIN mark ON mark."stepId" = step."id" LEFT JOIN fallen ON fallen."id" = step."id"
    WHERE mark."way" IS DISTINCT FROM 'undo' AND fallen."id" IS NULL AND NOT ${isUsedCreation} AND ${isMeant(person)}
    ORDER BY step."seq" DESC LIMIT 1`;
  return rows[0]?.id ?? null;
}

/** The id of the step that one undid last and that is still taken back, unless a step of one's own came after that. */
export async function findRedoStep(tx: Tx, person: Person): Promise<string | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    ${steps(person)}
    SELECT step."id" FROM step JOIN mark ON mark."stepId" = step."id" JOIN fallen ON fallen."id" = step."id"
    WHERE mark."way" = 'undo' AND mark."seq" > (SELECT max("seq") FROM step) AND ${isMeant(person)}
    ORDER BY mark."seq" DESC LIMIT 1`;
  return rows[0]?.id ?? null;
}
