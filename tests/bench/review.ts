import os from 'node:os';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { createRandom } from '@/lib/math/random';
import { watchMemory } from '@/tests/bench/memory';
import { measureAccepts } from '@/tests/bench/review-accepts';
import { makeReviewData, shapeOf } from '@/tests/bench/review-data';
import { measureNextGroup, measureScreens } from '@/tests/bench/review-screens';
import { connectApi, textFile, uploadFiles, waitForImport } from '@/tests/support/api';
import { startApp } from '@/tests/support/app';
import { makeTexts, toCsv } from '@/tests/support/texts';

// npm run --silent bench:review -- --samples N: the review desk over HTTP on a generated dataset of N samples, three of ten
// labeled, while the worker embeds another dataset. The last line is a JSON object; what it does meanwhile goes to stderr.

const SEED = 20_261_123;
/** Texts of the dataset that the worker embeds meanwhile: more than it can finish before the accepts have ended. */
const EMBEDDED_COUNT = 40_000;

const { values: asked } = parseArgs({ options: { samples: { type: 'string', default: '10000' } } });
const sampleCount = Number(asked.samples);
if (!Number.isInteger(sampleCount) || sampleCount < 1_000 || sampleCount > 2_000_000) {
  throw new Error(`--samples must be a whole number from 1,000 to 2,000,000, not ${asked.samples}.`);
}

function say(line: string): void {
  process.stderr.write(`bench:review: ${line}\n`);
}

const app = await startApp();
const pool = new pg.Pool({ connectionString: app.databaseUrl, max: 2 });
try {
  const api = connectApi(app.url);
  say(`generating ${sampleCount} samples`);
  const data = await makeReviewData(pool, shapeOf(sampleCount), say);
  const memory = watchMemory(app, { measure: 'Rss' });
  const nextGroup = await measureNextGroup(api, data);
  say(`next group: p95 ${nextGroup.p95Ms} ms`);
  const screens = await measureScreens(api, data, say);
  const texts = textFile('others.csv', toCsv(makeTexts(createRandom(SEED), EMBEDDED_COUNT)));
  const { id } = await uploadFiles(api, { datasetName: 'Others' }, [texts]);
  await api.post(`/api/imports/${id}/start`);
  await waitForImport(api, id);
  say('two people accept while the worker embeds');
  const { acceptSize, accept, undo } = await measureAccepts(app.url, pool, data);
  const { rows } = await pool.query<{ running: number }>(
    `SELECT count(*)::int AS running FROM "Job" WHERE kind = 'embed' AND status = 'running'`,
  );
  const p95Of = Object.entries(screens).map(([name, { p95Ms }]) => [name, p95Ms] as const);
  const report = {
    samples: sampleCount,
    labels: data.labelCount,
    clusters: data.clusterCount,
    acceptSize,
    accept10kP95Ms: accept.p95Ms,
    accept10kMedianMs: accept.p50Ms,
    undo10kP95Ms: undo.p95Ms,
    wasEmbeddingMeanwhile: rows[0]?.running === 1,
    nextGroupP95Ms: nextGroup.p95Ms,
    screensP95Ms: Object.fromEntries(p95Of),
    webPeakMiB: memory.stop().web,
    cpus: os.cpus().length,
    node: process.version,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
} catch (error) {
  say(app.readLogs());
  throw error;
} finally {
  await pool.end();
  await app.remove();
}
