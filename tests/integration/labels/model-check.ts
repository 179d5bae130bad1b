import fc from 'fast-check';
import { expect } from 'vitest';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import type { OrderQuestion } from '@/lib/groups/ordered-members';
import { listQueue } from '@/lib/groups/queue-repo.server';
import { rebuildLabels } from '@/lib/labels/rebuild.server';
import { findContradictions } from '@/tests/integration/labels/act';
import { type Sequence, sequences } from '@/tests/integration/labels/model-commands';
import { makeRun, type Run } from '@/tests/integration/labels/model-run';
import type { TestDatabase } from '@/tests/support/database';
import { makeEmbeddingModel } from '@/tests/support/rows';
import { joinWorker } from '@/tests/support/worker-line';

/** Sequences that run side by side: while one waits for the database, another is worked out. */
const LANES = 4;

type Options = { runCount: number; seed: number; length: { min: number; max: number }; hasTime?: () => boolean };

/**
 * Random sequences of what people do on the review desk agree with the model after every step: labels, exclusions, counts
 * and log; and labels can be rebuilt from the log. Returns how many sequences ran. Each has a seed of its own, `seed` and up.
 */
export async function checkAgainstModel(database: TestDatabase, options: Options): Promise<number> {
  const { runCount, seed, length, hasTime = () => true } = options;
  // The order within a merged group is not looked at here.
  const order = async ({ sampleIds }: OrderQuestion) => ({
    sampleIds,
    distances: sampleIds.map(() => 0),
    cohesion: null,
  });
  joinWorker({ 'order-members': (question) => order(question as OrderQuestion) });
  const modelId = await makeEmbeddingModel(database.pool);
  let started = 0;
  const lane = async () => {
    while (started < runCount && hasTime()) {
      started += 1;
      const property = fc.asyncProperty(sequences(length), (sequence) => checkSequence(database, modelId, sequence));
      await fc.assert(property, { numRuns: 1, seed: seed + started, endOnFailure: false });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return started;
}

async function checkSequence(database: TestDatabase, modelId: string, sequence: Sequence): Promise<void> {
  const run = await makeRun(database.pool, modelId, sequence.isMultiLabel);
  for (const command of sequence.commands) {
    await run.step(command);
    await compare(database, run);
  }
  const { datasetId } = run.parts;
  expect(await findContradictions(database.pool, datasetId)).toEqual([]);
  await db().$transaction((tx) => rebuildLabels(tx, datasetId));
  expect(await findContradictions(database.pool, datasetId)).toEqual([]);
  await compare(database, run);
  const { clusters } = await listQueue(db(), await openDataset(db(), datasetId));
  expect(clusters.map(({ id }) => id).toSorted()).toEqual(run.queue.standingIds.toSorted());
}

const PRESENT = `
SELECT d.revision::int AS seq, d."labeledCount",
  (SELECT count(*)::int FROM "Operation" o WHERE o."datasetId" = d.id) AS "operationCount",
  (SELECT coalesce(json_agg(l."sampleId" || ' ' || l."labelClassId" ORDER BY 1), '[]') FROM (
    SELECT "sampleId", "labelClassId" FROM "Label" WHERE "datasetId" = d.id ORDER BY 1, 2) l) AS labels,
  (SELECT coalesce(json_agg(x."sampleId" || ' ' || x."labelClassId"), '[]') FROM (
    SELECT "sampleId", "labelClassId" FROM "Exclusion" WHERE "datasetId" = d.id ORDER BY 1, 2) x) AS exclusions,
  (SELECT json_object_agg(c.id, c."labelCount") FROM "LabelClass" c WHERE c."datasetId" = d.id) AS counts
FROM "Dataset" d WHERE d.id = $1`;

type Present = {
  seq: number;
  labeledCount: number;
  operationCount: number;
  labels: string[];
  exclusions: string[];
  counts: Record<string, number>;
};

async function compare(database: TestDatabase, { parts }: Run): Promise<void> {
  const { model, classIds, sampleIds, datasetId } = parts;
  const { rows } = await database.pool.query<Present>(PRESENT, [datasetId]);
  const states = model.samples;
  const pairs = (entriesOf: 'labels' | 'exclusions') =>
    states
      .flatMap((state, index) =>
        [...state[entriesOf].keys()].map((name) => `${sampleIds[index]} ${classIds.get(name)}`),
      )
      .toSorted();
  const counts = Object.fromEntries(
    [...classIds].map(([name, id]) => [id, states.filter(({ labels }) => labels.has(name)).length]),
  );
  expect(rows[0]).toEqual({
    seq: model.seq,
    operationCount: model.seq,
    labeledCount: states.filter(({ labels }) => labels.size > 0).length,
    labels: pairs('labels'),
    exclusions: pairs('exclusions'),
    counts,
  });
}
