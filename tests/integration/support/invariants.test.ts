import { beforeEach, describe, expect, it } from 'vitest';
import { useTestDatabase } from '@/tests/support/database';
import { findInconsistencies } from '@/tests/support/invariants';
import {
  makeClasses,
  makeClusterRun,
  makeDataset,
  makeEmbeddingModel,
  makePerson,
  makeSamples,
} from '@/tests/support/rows';

const test = useTestDatabase();
const find = () => findInconsistencies(test.pool, test.dataDir, { isIdle: true });

describe('findInconsistencies', () => {
  let datasetId = '';
  let sampleIds: string[] = [];

  beforeEach(async () => {
    await test.clear();
    datasetId = await makeDataset(test.pool);
    sampleIds = await makeSamples(test.pool, datasetId, { count: 6 });
    const modelId = await makeEmbeddingModel(test.pool);
    await makeClusterRun(test.pool, { datasetId, modelId, sampleIds });
  });

  it('finds nothing wrong with sound rows', async () => {
    expect(await find()).toEqual([]);
  });

  it.each([
    ['a wrong counter', 'UPDATE "Dataset" SET "sampleCount" = 5', 'Dataset.sampleCount'],
    ['a revision without an operation', 'UPDATE "Dataset" SET revision = 1', 'the seqs of a dataset'],
    ['a lost text', 'DELETE FROM "SampleText"', 'every text sample has its text'],
    ['a lost origin', 'DELETE FROM "SampleOrigin"', 'every sample has an origin'],
    ['half a cluster run', 'DELETE FROM "ClusterMember" WHERE rank = 0', 'a cluster run is whole'],
    [
      'a job that nobody runs',
      `INSERT INTO "Job" (id, kind, status, payload) VALUES (gen_random_uuid(), 'purge', 'running', '{}')`,
      'no job waits or runs',
    ],
    [
      'a payload that is not on disk',
      `INSERT INTO "Blob" (hash, "sizeBytes", "mediaType", "referenceCount") VALUES (decode(repeat('ab', 32), 'hex'), 1, 'text/plain', 1)`,
      'the payload abab',
    ],
  ])('finds %s', async (_, sql, found) => {
    await test.pool.query(sql);
    expect((await find()).join('\n')).toContain(found);
  });

  it('finds a label without an operation', async () => {
    const [labelClass] = await makeClasses(test.pool, datasetId, ['One']);
    const { personId } = await makePerson(test.pool);
    await test.pool.query(
      `INSERT INTO "Label" ("sampleId", "labelClassId", "datasetId", "labelSource", "operationId", "personId", "decidedAt")
       VALUES ($1, $2, $3, 'person', gen_random_uuid(), $4, now())`,
      [sampleIds[0], labelClass?.id, datasetId, personId],
    );
    const wrong = (await find()).join('\n');
    expect(wrong).toContain('labels are what the operations add up to');
    expect(wrong).toContain('Dataset.labeledCount');
    expect(wrong).toContain('LabelClass.labelCount');
  });
});
