import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildBundles } from '@/bin/bundles';
import { openDataset } from '@/lib/datasets/access.server';
import { Embedder } from '@/lib/embeddings/embedder.server';
import { imageValueCount } from '@/lib/embeddings/image-input';
import { jobHandlers } from '@/lib/embeddings/jobs.server';
import type { Lease, LeaseInputs } from '@/lib/embeddings/lease-codec';
import { models } from '@/lib/embeddings/models';
import { beatProducer, describeOffer, leaveProducer } from '@/lib/embeddings/producers.server';
import { Conflict, Invalid, NotFound } from '@/lib/errors';
import { enqueueJob, getJob } from '@/lib/jobs/repo.server';
import { expectLease, joinPage, type TestPage } from '@/tests/integration/embeddings/page';
import { makePictures } from '@/tests/integration/embeddings/pictures';
import { makeTopicTexts } from '@/tests/integration/embeddings/topics';
import { useTestDatabase } from '@/tests/support/database';
import { drainJobs } from '@/tests/support/jobs';
import { makeClusterRun, makeDataset, makePerson, makeSamples } from '@/tests/support/rows';

const database = useTestDatabase();
const texts = makeTopicTexts(40);
const dimension = models.text.dimension;
let textEmbedder: Embedder;
let person: { personId: string; personName: string };

beforeAll(async () => {
  await buildBundles();
  textEmbedder = await Embedder.open(models.text);
});
afterAll(() => textEmbedder.close());
beforeEach(async () => {
  await database.clear();
  person = await makePerson(database.pool, 'Mira');
});

async function startText(count = 40) {
  const datasetId = await makeDataset(database.pool);
  const sampleIds = await makeSamples(database.pool, datasetId, { texts: texts.slice(0, count) });
  const payload = { datasetId, chain: true };
  const jobId = await enqueueJob(database.db, { kind: 'embed', payload, datasetId });
  return { datasetId, sampleIds, jobId };
}

/** What an honest page computes: the same model on the same inputs. */
async function compute(inputs: LeaseInputs): Promise<Float32Array<ArrayBuffer>> {
  if (inputs.kind === 'text') return textEmbedder.embed({ kind: 'text', tokens: inputs.tokens }) as never;
  throw new Error('The lease holds pictures.');
}

const countOf = ({ inputs }: Lease) => (inputs.kind === 'text' ? inputs.tokens.length : inputs.pictures.length);

async function honest(page: TestPage): Promise<number> {
  const lease = expectLease(await page.take());
  await page.give(lease.leaseId, await compute(lease.inputs));
  return countOf(lease);
}

async function producersOf(): Promise<Map<string | null, number>> {
  const { rows } = await database.pool.query<{ id: string | null; count: number }>(
    'SELECT "producerId" AS id, count(*)::int AS count FROM "Embedding" GROUP BY 1',
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}

const leaseCount = () => database.db.embeddingLease.count();
const expire = () => database.pool.query(`UPDATE "EmbeddingLease" SET "expiresAt" = now() - interval '1 second'`);

describe('a page that computes well', () => {
  test('its vectors become embeddings after the check, with its name on them, and the job counts them', async () => {
    const { datasetId, jobId } = await startText();
    const page = await joinPage(database.db, { datasetId, person });
    const count = (await honest(page)) + (await honest(page));
    expect(count).toBe(32);
    expect((await producersOf()).size).toBe(0);
    const [job] = await drainJobs(jobHandlers);
    expect(job).toMatchObject({ id: jobId, status: 'succeeded', doneCount: 40, totalCount: 40, message: null });
    expect(await producersOf()).toEqual(
      new Map([
        [page.claim.producerId, 32],
        [null, 8],
      ]),
    );
    const beat = await beatProducer(database.db, page.claim, 12);
    expect(beat).toMatchObject({ acceptedCount: 32, ratePerS: 12, isHere: true, status: 'active' });
    expect(beat.lowestCosine).toBeGreaterThan(0.9999);
    expect(await leaseCount()).toBe(0);
  });

  test('pictures come as the model sees them, byte for byte', async () => {
    const datasetId = await makeDataset(database.pool, { modality: 'image' });
    await makePictures(database.pool, datasetId, { count: 3, brokenCount: 1 });
    await enqueueJob(database.db, { kind: 'embed', payload: { datasetId, chain: false }, datasetId });
    const page = await joinPage(database.db, { datasetId, person });
    const { leaseId, inputs } = expectLease(await page.take());
    if (inputs.kind !== 'image') throw new Error('The lease holds texts.');
    expect(inputs.pictures.map((picture) => picture.length)).toEqual(Array(3).fill(imageValueCount));
    const embedder = await Embedder.open(models.image);
    await page.give(leaseId, await embedder.embed(inputs));
    await embedder.close();
    const [job] = await drainJobs(jobHandlers);
    expect(job).toMatchObject({ status: 'succeeded', doneCount: 4 });
    expect(await producersOf()).toEqual(new Map([[page.claim.producerId, 3]]));
  });

  test('a sample that is purged meanwhile is passed over', async () => {
    const { datasetId, sampleIds } = await startText(20);
    const page = await joinPage(database.db, { datasetId, person });
    const lease = expectLease(await page.take());
    await database.pool.query('DELETE FROM "Sample" WHERE id = $1', [sampleIds[19]]);
    await page.give(lease.leaseId, await compute(lease.inputs));
    await drainJobs(jobHandlers);
    expect((await producersOf()).get(page.claim.producerId)).toBe(15);
  });
});

describe('a page that lies', () => {
  test('wrong vectors: refused, what it gave before is made anew, and the clusters too', async () => {
    const { datasetId, sampleIds, jobId } = await startText();
    const page = await joinPage(database.db, { datasetId, person });
    await makeClusterRun(database.pool, { datasetId, modelId: page.modelId, sampleIds });
    await honest(page);
    const second = expectLease(await page.take());
    const lie = await compute(second.inputs);
    for (let row = 0; row < countOf(second); row++) lie.subarray(row * dimension, (row + 1) * dimension).reverse();
    await page.give(second.leaseId, lie);
    await drainJobs({ embed: jobHandlers.embed! });
    expect(await producersOf()).toEqual(new Map([[null, 40]]));
    const job = await getJob(database.db, jobId);
    expect(job).toMatchObject({ status: 'succeeded', doneCount: 40 });
    expect(job.message).toMatch(/^A page of Mira was refused\. 1 of 16 vectors .* 16 embeddings of it were deleted/);
    await expect(page.take()).rejects.toThrow(/refused and are made anew/);
    const offer = await describeOffer(database.db, await openDataset(database.db, datasetId), '/compute/x/y.js');
    expect(offer.producers).toMatchObject([{ status: 'refused', retractedCount: 16, acceptedCount: 16 }]);
    expect(await database.db.job.count({ where: { datasetId, kind: 'cluster' } })).toBe(1);
  });

  test.each<[string, (vectors: Float32Array<ArrayBuffer>) => Float32Array, RegExp]>([
    ['a number that is not finite', (v) => v.fill(Number.NaN, 700, 701), /Vector 2 of 16 holds a number/],
    ['an infinite number', (v) => v.fill(Number.POSITIVE_INFINITY, 0, 1), /Vector 1 of 16 holds a number/],
    ['a vector of zeros', (v) => v.fill(0, dimension, 2 * dimension), /Vector 2 of 16 is zero/],
    ['one vector too few', (v) => v.slice(dimension), /16 vectors of 512 numbers have 32768 bytes; it sent 30720/],
    ['one vector too many', (v) => new Float32Array([...v, ...v]), /it sent more/],
    ['nothing', () => new Float32Array(), /it sent 0/],
  ])('%s: refused at once, all of it taken back', async (_, change, reason) => {
    const { datasetId } = await startText(20);
    const page = await joinPage(database.db, { datasetId, person });
    const lease = expectLease(await page.take());
    await expect(page.give(lease.leaseId, change(await compute(lease.inputs)))).rejects.toThrow(reason);
    await expect(page.take()).rejects.toMatchObject({ kind: 'forbidden' });
    expect(await leaseCount()).toBe(0);
  });

  test('vectors of another model: refused', async () => {
    const { datasetId } = await startText(20);
    const page = await joinPage(database.db, { datasetId, person });
    const lease = expectLease(await page.take());
    const other = { modelId: datasetId };
    await expect(page.give(lease.leaseId, await compute(lease.inputs), other)).rejects.toThrow(/of the model/);
  });

  test('vectors of the right direction and another length: refused', async () => {
    const { datasetId } = await startText(20);
    const page = await joinPage(database.db, { datasetId, person });
    const lease = expectLease(await page.take());
    await page.give(
      lease.leaseId,
      (await compute(lease.inputs)).map((value) => 1.05 * value),
    );
    await drainJobs({ embed: jobHandlers.embed! });
    expect(await producersOf()).toEqual(new Map([[null, 20]]));
    await expect(page.take()).rejects.toMatchObject({ kind: 'forbidden' });
  });

  test('what it gave is embedded again by a job of its own when none would', async () => {
    const { datasetId } = await startText(20);
    const page = await joinPage(database.db, { datasetId, person });
    await honest(page);
    const second = expectLease(await page.take());
    await database.pool.query(`UPDATE "EmbeddingLease" SET "expiresAt" = now() + interval '1 s' WHERE id = $1`, [
      second.leaseId,
    ]);
    await drainJobs({ embed: jobHandlers.embed! });
    expect((await producersOf()).get(page.claim.producerId)).toBe(16);
    await makeSamples(database.pool, datasetId, { texts: ['one more text'] });
    await enqueueJob(database.db, { kind: 'embed', payload: { datasetId, chain: true }, datasetId });
    const third = expectLease(await page.take());
    await expect(page.give(third.leaseId, new Float32Array(3))).rejects.toThrow(/it sent 12/);
    await drainJobs({ embed: jobHandlers.embed! });
    expect(await producersOf()).toEqual(new Map([[null, 21]]));
  });

  test('after three refusals in a day its person may not offer another', async () => {
    const { datasetId } = await startText();
    for (let i = 0; i < 3; i++) {
      const page = await joinPage(database.db, { datasetId, person });
      const { leaseId } = expectLease(await page.take());
      await expect(page.give(leaseId, new Float32Array(1))).rejects.toMatchObject({ kind: 'forbidden' });
    }
    await expect(joinPage(database.db, { datasetId, person })).rejects.toThrow(/3 pages of Mira were refused/);
  });
});

describe('leases', () => {
  test('one that ran out cannot be returned, and its samples go to another page', async () => {
    const { datasetId } = await startText(16);
    const [slow, quick] = [
      await joinPage(database.db, { datasetId, person }),
      await joinPage(database.db, { datasetId, person }),
    ];
    const lease = expectLease(await slow.take());
    expect(await quick.take()).toMatchObject({ wait: 'none' });
    await expire();
    await expect(slow.give(lease.leaseId, await compute(lease.inputs))).rejects.toThrow(Conflict);
    expect(await honest(quick)).toBe(16);
    await expect(slow.give(lease.leaseId, await compute(lease.inputs))).rejects.toThrow(Conflict);
    await drainJobs({ embed: jobHandlers.embed! });
    expect(await producersOf()).toEqual(new Map([[quick.claim.producerId, 16]]));
  });

  test('one cannot be returned twice, nor by another page', async () => {
    const { datasetId } = await startText();
    const [one, other] = [
      await joinPage(database.db, { datasetId, person }),
      await joinPage(database.db, { datasetId, person }),
    ];
    const lease = expectLease(await one.take());
    const vectors = await compute(lease.inputs);
    await expect(other.give(lease.leaseId, vectors)).rejects.toThrow(Conflict);
    await one.give(lease.leaseId, vectors);
    await expect(one.give(lease.leaseId, vectors)).rejects.toThrow(Conflict);
  });

  test('a connection that broke is no lie: the vectors can be sent again', async () => {
    const { datasetId } = await startText(20);
    const page = await joinPage(database.db, { datasetId, person });
    const lease = expectLease(await page.take());
    const vectors = await compute(lease.inputs);
    const broken = page.give(lease.leaseId, vectors.slice(dimension), { announcedSizeBytes: vectors.byteLength });
    await expect(broken).rejects.toThrow(Invalid);
    await page.give(lease.leaseId, vectors);
  });

  test('pages at the same time get different samples', async () => {
    const { datasetId } = await startText();
    const pages = await Promise.all([1, 2, 3, 4].map(() => joinPage(database.db, { datasetId, person })));
    await Promise.all(pages.map((page) => page.take()));
    const leases = await database.db.embeddingLease.findMany();
    const ids = leases.flatMap(({ sampleIds }) => sampleIds);
    expect(new Set(ids).size).toBe(ids.length);
    expect(leases.length).toBeGreaterThan(1);
    expect(ids.length).toBeGreaterThan(16);
  });

  test('the job waits for those that are out, and embeds what they did not bring', async () => {
    const { datasetId } = await startText();
    const page = await joinPage(database.db, { datasetId, person });
    await page.take();
    await database.pool.query(`UPDATE "EmbeddingLease" SET "expiresAt" = now() + interval '2 seconds'`);
    const [job] = await drainJobs({ embed: jobHandlers.embed! });
    expect(job).toMatchObject({ status: 'succeeded', doneCount: 40 });
    expect(await producersOf()).toEqual(new Map([[null, 40]]));
  });

  test('a heartbeat extends them, leaving gives them back', async () => {
    const { datasetId } = await startText(16);
    const page = await joinPage(database.db, { datasetId, person });
    await page.take();
    await database.pool.query(`UPDATE "EmbeddingLease" SET "expiresAt" = now() + interval '2 seconds'`);
    await beatProducer(database.db, page.claim, 5);
    const [lease] = await database.db.embeddingLease.findMany();
    expect(lease!.expiresAt.getTime() - Date.now()).toBeGreaterThan(20_000);
    await leaveProducer(database.db, page.claim);
    expect(await leaseCount()).toBe(0);
    await expect(page.take()).rejects.toThrow(/has left/);
  });

  test('limits: three at once, none while the job is paused or when there is none', async () => {
    const { datasetId, jobId } = await startText();
    const page = await joinPage(database.db, { datasetId, person });
    await page.take();
    await page.take();
    expectLease(await page.take());
    expect(await page.take()).toMatchObject({ wait: 'busy' });
    await database.db.job.update({ where: { id: jobId }, data: { status: 'paused' } });
    expect(await page.take()).toMatchObject({ wait: 'paused' });
    await database.db.job.update({ where: { id: jobId }, data: { status: 'cancelled' } });
    expect(await page.take()).toMatchObject({ wait: 'done' });
  });

  test('a wrong token opens nothing', async () => {
    const { datasetId } = await startText();
    const page = await joinPage(database.db, { datasetId, person });
    const forged = { ...page.claim, token: 'A'.repeat(43) };
    await expect(beatProducer(database.db, forged, 1)).rejects.toThrow(NotFound);
    await expect(leaveProducer(database.db, forged)).rejects.toThrow(NotFound);
  });
});
