import { beforeEach, expect, test } from 'vitest';
import { countRunMembers, type MemberCount } from '@/lib/groups/member-counts-repo.server';
import { readRunCounts } from '@/lib/groups/run-counts.server';
import { createRandom } from '@/lib/math/random';
import { makeDesk } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';
import { makeClusterRun, makeEmbeddingModel } from '@/tests/support/rows';

const database = useTestDatabase();
beforeEach(() => database.clear());

/** The counts by what they are of, summed; a count may come in parts. */
function filled(counts: readonly MemberCount[]): string[] {
  const sums = new Map<string, number[]>();
  for (const { groupId, labelClassId, suggestedClassId, isException, isFurther, ...of } of counts) {
    const key = [groupId, labelClassId, suggestedClassId, isException, isFurther].join(' ');
    const sum = sums.get(key) ?? [0, 0, 0];
    sums.set(
      key,
      [of.count, of.insideCount, of.waitingCount].map((count, i) => count + (sum[i] ?? 0)),
    );
  }
  return [...sums]
    .filter(([, [count = 0]]) => count > 0)
    .map(([key, sum]) => `${key}: ${sum.join(' ')}`)
    .sort();
}

test('the counts that are kept are those of now, whatever was decided, taken back, suggested, deleted and restored', async () => {
  const { pool, db } = database;
  const desk = await makeDesk(pool, { count: 60 });
  const { datasetId, sampleIds } = desk;
  const modelId = await makeEmbeddingModel(pool);
  const { runId } = await makeClusterRun(pool, { datasetId, modelId, sampleIds, clusterCount: 5 });
  const random = createRandom(11);
  const some = (share: number) => sampleIds.filter(() => random() < share);
  const turns = [
    () => desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: some(0.2) }),
    () => desk.act({ kind: 'label', labelClassId: desk.paper, sampleIds: some(0.1) }),
    () => desk.act({ kind: 'exclude', labelClassId: desk.glass, sampleIds: some(0.1) }),
    () => desk.undoAs(),
    () => pool.query('UPDATE "Sample" SET "deletedAt" = now() WHERE id = ANY ($1::uuid[])', [some(0.05)]),
    () => pool.query('UPDATE "Sample" SET "deletedAt" = NULL WHERE id = ANY ($1::uuid[])', [some(0.5)]),
    () =>
      pool.query(
        `INSERT INTO "Suggestion" ("sampleId", "labelClassId", "labelSource", "sourceId", "datasetId")
         SELECT id, $2, 'import', gen_random_uuid(), $3 FROM unnest($1::uuid[]) AS given (id)`,
        [some(0.05), desk.cardboard, datasetId],
      ),
    () => pool.query('DELETE FROM "Suggestion" WHERE "datasetId" = $1', [datasetId]),
  ];
  const seen = new Set<string>();
  for (let turn = 0; turn < 40; turn += 1) {
    // An act on samples that were deleted, or that would change nothing, is refused and changes nothing.
    await turns[Math.floor(random() * turns.length)]?.().catch(() => undefined);
    const kept = filled(await readRunCounts(db, { runId, datasetId }));
    expect(kept).toEqual(filled(await countRunMembers(db, runId)));
    seen.add(kept.join());
  }
  expect(seen.size).toBeGreaterThan(10);
});
