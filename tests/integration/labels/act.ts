import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { decide } from '@/lib/labels/decide.server';
import type { Decision, DecisionAnswer, UndoAnswer } from '@/lib/labels/decision';
import { redo, undo } from '@/lib/labels/undo.server';
import { makeClasses, makeDataset, makePerson, makeSamples } from '@/tests/support/rows';

type Common = 'idempotencyKey' | 'revision';
type Loose<D> = D extends unknown ? Omit<D, Common> & Partial<Pick<D & Decision, Common>> : never;

/** A decision whose key and revision may be left out: a new key, and the revision of now. */
export type LooseDecision = Loose<Decision>;

type Actor = { personId: string; personName: string };

/** A dataset with people, classes and samples, and verbs that act on it. */
export async function makeDesk(pool: pg.Pool, { count = 10, modality = 'text' as 'text' | 'image' } = {}) {
  const datasetId = await makeDataset(pool, { modality });
  const classes = await makeClasses(pool, datasetId, ['cardboard', 'glass', 'paper']);
  const [cardboard = '', glass = '', paper = ''] = classes.map((entry) => entry.id);
  const sampleIds = await makeSamples(pool, datasetId, { count });
  const ada = await makePerson(pool, 'Ada');
  const ben = await makePerson(pool, 'Ben');
  const dataset = await openDataset(db(), datasetId);
  const revision = async () => {
    const { rows } = await pool.query<{ revision: string }>('SELECT revision FROM "Dataset" WHERE id = $1', [
      datasetId,
    ]);
    return Number(rows[0]?.revision);
  };
  const act = async (decision: LooseDecision, actor: Actor = ada): Promise<DecisionAnswer> =>
    await decide(db(), {
      dataset,
      actor,
      decision: { idempotencyKey: randomUUID(), revision: await revision(), ...decision } as Decision,
    });
  const undoAs = (actor: Actor = ada, idempotencyKey: string = randomUUID()): Promise<UndoAnswer> =>
    undo(db(), { dataset, actor, idempotencyKey });
  const redoAs = (actor: Actor = ada, idempotencyKey: string = randomUUID()): Promise<UndoAnswer> =>
    redo(db(), { dataset, actor, idempotencyKey });
  return { datasetId, dataset, cardboard, glass, paper, sampleIds, ada, ben, revision, act, undoAs, redoAs };
}

/** The class of every labeled sample. */
export async function readLabels(pool: pg.Pool, datasetId: string): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ sampleId: string; labelClassId: string }>(
    'SELECT "sampleId", "labelClassId" FROM "Label" WHERE "datasetId" = $1 ORDER BY "sampleId"',
    [datasetId],
  );
  return new Map(rows.map((row) => [row.sampleId, row.labelClassId]));
}

/** "sample class" of every exclusion, sorted. */
export async function readExclusions(pool: pg.Pool, datasetId: string): Promise<string[]> {
  const { rows } = await pool.query<{ pair: string }>(
    `SELECT "sampleId" || ' ' || "labelClassId" AS pair FROM "Exclusion" WHERE "datasetId" = $1 ORDER BY 1`,
    [datasetId],
  );
  return rows.map((row) => row.pair);
}

/**
 * What must hold of a dataset at rest; returns a sentence for each thing that does not: the log is dense, each effect
 * begins where the one before ended, projections are the last effects, revisions and counters are right.
 */
export async function findContradictions(pool: pg.Pool, datasetId: string): Promise<string[]> {
  const client = await pool.connect();
  try {
    // Fresh tables have no statistics, and the planner would then compare every sample with every effect.
    await client.query('BEGIN; SET LOCAL enable_nestloop = off');
    const { rows } = await client.query<{ problem: string }>(CONTRADICTIONS, [datasetId]);
    return rows.map((row) => row.problem);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

const CONTRADICTIONS = `
WITH operation AS (SELECT * FROM "Operation" WHERE "datasetId" = $1),
effect AS (
  SELECT e.*, o.seq, lag(e."after") OVER w AS "expected",
    row_number() OVER (PARTITION BY e."sampleId" ORDER BY o.seq DESC) AS age
  FROM "OperationEffect" e JOIN operation o ON o.id = e."operationId"
  WINDOW w AS (PARTITION BY e."sampleId" ORDER BY o.seq)),
folded AS (
  SELECT "sampleId", l->>'labelClassId' AS "labelClassId", l->>'operationId' AS "operationId",
    l->>'labelSource' AS "labelSource", l->>'personId' AS "personId", (l->>'decidedAt')::timestamptz AS "decidedAt"
  FROM effect, jsonb_array_elements("after"->'labels') l WHERE age = 1),
label AS (
  SELECT "sampleId", "labelClassId"::text, "operationId"::text, "labelSource"::text, "personId"::text, "decidedAt"
  FROM "Label" WHERE "datasetId" = $1),
foldedExclusion AS (
  SELECT "sampleId", x->>'labelClassId' AS "labelClassId", x->>'operationId' AS "operationId"
  FROM effect, jsonb_array_elements("after"->'exclusions') x WHERE age = 1),
exclusion AS (
  SELECT "sampleId", "labelClassId"::text, "operationId"::text FROM "Exclusion" WHERE "datasetId" = $1)
SELECT 'the log is not dense' AS problem FROM operation
  HAVING count(*) <> coalesce(max(seq), 0) OR count(*) <> (SELECT revision FROM "Dataset" WHERE id = $1)
UNION ALL SELECT 'an effect does not begin where the one before it ended: ' || "sampleId"
  FROM effect WHERE "before" IS DISTINCT FROM "expected"
UNION ALL SELECT 'a label is not in the operations' FROM (SELECT * FROM label EXCEPT SELECT * FROM folded) t
UNION ALL SELECT 'a label is missing' FROM (SELECT * FROM folded EXCEPT SELECT * FROM label) t
UNION ALL SELECT 'an exclusion is not in the operations' FROM (SELECT * FROM exclusion EXCEPT SELECT * FROM foldedExclusion) t
UNION ALL SELECT 'an exclusion is missing' FROM (SELECT * FROM foldedExclusion EXCEPT SELECT * FROM exclusion) t
UNION ALL SELECT 'labeledCount is wrong' FROM "Dataset" d WHERE d.id = $1 AND d."labeledCount" <> (
  SELECT count(DISTINCT l."sampleId") FROM "Label" l JOIN "Sample" s ON s.id = l."sampleId"
  WHERE l."datasetId" = $1 AND s."deletedAt" IS NULL)
UNION ALL SELECT 'labelCount is wrong: ' || c.name FROM "LabelClass" c WHERE c."datasetId" = $1 AND c."labelCount" <> (
  SELECT count(*) FROM "Label" l JOIN "Sample" s ON s.id = l."sampleId"
  WHERE l."labelClassId" = c.id AND s."deletedAt" IS NULL)`;
