import os from 'node:os';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { createRandom } from '@/lib/math/random';
import { measureBigZip } from '@/tests/bench/big-zip';
import { measureClusterQuality } from '@/tests/bench/cluster-quality';
import { measureEmbeddingQuality } from '@/tests/bench/embedding-quality';
import { measureEmbeddings } from '@/tests/bench/embeddings';
import { measureEngine } from '@/tests/bench/engine';
import { measureMap, measureMapOfMany } from '@/tests/bench/map';
import { measureMapScreen } from '@/tests/bench/map-screen';
import { measureAccept, measureLarge, measurePipeline } from '@/tests/bench/measures';
import { watchMemory } from '@/tests/bench/memory';
import { measureMillion } from '@/tests/bench/million';
import { measureNeighbours } from '@/tests/bench/neighbours';
import { makePictureZip } from '@/tests/bench/pictures';
import { measureRestart } from '@/tests/bench/restart';
import { connectApi, textFile } from '@/tests/support/api';
import { startApp } from '@/tests/support/app';
import { makeTexts, toCsv } from '@/tests/support/texts';

// npm run bench: starts, the real product, k-means, neighbours and embeddings on generated data, one JSON object on stdout; what it
// does meanwhile goes to stderr. `--only` with one name measures that alone.
// npm run bench -- --only big-zip: memory while a zip of 2.1 GB is uploaded, inspected and imported; needs 10 GB of disk.
// npm run bench -- --only cluster-quality --vectors X.f32 --dimension D --labels Y.csv: clusters against true classes.
// npm run bench -- --only embeddings [--texts X.csv] [--pictures FOLDER]: the embedding job, and its computations then and now.
// npm run bench -- --only embedding-quality (--texts X.csv | --pictures FOLDER --labels Y.csv): neighbours of one's own class.
// npm run bench -- --only engine: k-means beside ml-kmeans and tfjs, and how its time grows up to a million rows.
// npm run bench -- --only map [--samples N] [--vectors X.f32 --dimension D --labels Y.csv]: layouts beside umap-js, which takes minutes.
// npm run bench -- --only map-of-many [--rows N]: the layout of a million rows by landmarks; needs 1 GB of disk.
// npm run bench -- --only map-screen [--rows N]: a map of a million points in a browser: first frame, scripting, lasso.
// npm run bench -- --only million [--rows N]: a million texts from an empty data directory to clusters; needs 8 GB of disk.

const SEED = 20_261_123;
const PICTURE_COUNT = 600;
const ACCEPT_SIZES = [100, 1_000, 5_000];
const ACCEPT_REPEATS = 20;
const LARGE_COUNT = 100_000;

function say(line: string): void {
  process.stderr.write(`bench: ${line}\n`);
}

async function readModels(pool: pg.Pool): Promise<unknown> {
  const { rows } = await pool.query(
    'SELECT modality, name, version, preprocessing, dimension FROM "EmbeddingModel" ORDER BY modality::text',
  );
  return rows;
}

function print(report: unknown): void {
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
}

function describeMachine() {
  return {
    cpus: os.cpus().length,
    cpu: os.cpus()[0]?.model,
    memoryGib: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
  };
}

/** The product itself, through its API: import, embedding, clustering, accepting, lists and exports. */
async function measureProduct(): Promise<object> {
  const random = createRandom(SEED);
  const app = await startApp();
  const pool = new pg.Pool({ connectionString: app.databaseUrl, max: 2 });
  const api = connectApi(app.url);
  const memory = watchMemory(app);
  try {
    const texts = (count: number) => [textFile(`texts-${count}.csv`, toCsv(makeTexts(random, count)))];
    say('2,000 texts');
    const small = await measurePipeline(api, pool, { datasetName: '2,000 texts' }, texts(2_000));
    say('10,000 texts');
    const medium = await measurePipeline(api, pool, { datasetName: '10,000 texts' }, texts(10_000));
    say(`${PICTURE_COUNT} pictures`);
    const zip = { name: 'pictures.zip', bytes: await makePictureZip(random, PICTURE_COUNT) };
    const pictures = await measurePipeline(api, pool, { datasetName: 'Pictures' }, [zip]);
    const accept: Record<string, unknown> = {};
    for (const size of ACCEPT_SIZES) {
      say(`accepting ${size}`);
      accept[size] = await measureAccept(api, medium.datasetId, size, ACCEPT_REPEATS);
    }
    say(`${LARGE_COUNT} samples`);
    const large = await measureLarge(api, pool, LARGE_COUNT);
    const { rows } = await pool.query<{ characters: number }>(
      'SELECT avg(length(text))::float8 AS characters FROM "SampleText" t JOIN "Sample" s ON s.id = t."sampleId" WHERE s."datasetId" = $1',
      [medium.datasetId],
    );
    return {
      models: await readModels(pool),
      meanTextCharacters: Math.round(rows[0]?.characters ?? 0),
      pictureSize: '640x480 JPEG',
      texts2k: small,
      texts10k: medium,
      pictures,
      accept,
      large,
      peakMemoryMib: memory.stop(),
    };
  } catch (error) {
    say(app.readLogs());
    throw error;
  } finally {
    memory.stop();
    await pool.end();
    await app.remove();
  }
}

/** What can be measured by itself: `--only NAME`. */
const sections: Record<string, (rowCount: number) => Promise<object>> = {
  'big-zip': () => measureBigZip(say),
  'cluster-quality': async () => measureClusterQuality(asked),
  embeddings: () => measureEmbeddings({ texts: asked.texts, pictures: asked.pictures, say }),
  'embedding-quality': () => measureEmbeddingQuality(asked),
  engine: () => measureEngine({ say }),
  map: () => measureMap({ given: asked, rowCount: asked.samples === undefined ? null : Number(asked.samples), say }),
  'map-of-many': (rowCount) => measureMapOfMany({ rowCount, say }),
  'map-screen': (rowCount) => measureMapScreen({ rowCount, say }),
  million: (rowCount) => measureMillion({ rowCount, say }),
  neighbours: () => measureNeighbours({ say }),
  product: () => measureProduct(),
  restart: () => measureRestart(),
};

/** What `npm run bench` measures, one after the other; the rest takes gigabytes or files of one's own. */
const usual = ['restart', 'product', 'engine', 'neighbours', 'embeddings'];

const { values: asked } = parseArgs({
  options: {
    only: { type: 'string' },
    rows: { type: 'string', default: '1000000' },
    samples: { type: 'string' },
    texts: { type: 'string' },
    pictures: { type: 'string' },
    labels: { type: 'string' },
    vectors: { type: 'string' },
    dimension: { type: 'string' },
  },
});
const names = asked.only === undefined ? usual : [asked.only];
if (names.every((name) => name in sections)) {
  const report: Record<string, unknown> = { machine: describeMachine() };
  for (const name of names) report[name] = await sections[name]?.(Number(asked.rows));
  print(report);
} else {
  say(`“${asked.only}” is not known. Say nothing, or --only with one of ${Object.keys(sections).join(', ')}.`);
  process.exitCode = 1;
}
