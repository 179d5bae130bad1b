import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { prepareVectors } from '@/lib/clusters/recipe';
import { embedImages, loadModel, startBackend } from '@/lib/embeddings/embedder.tf';
import { decodeImage } from '@/lib/embeddings/image-decoder.server';
import { imageDimension, networkValueCount } from '@/lib/embeddings/image-features';
import { prepareModel, readModel, readTokenizer, wasmFolder } from '@/lib/embeddings/model-files.server';
import { models } from '@/lib/embeddings/models';
import { SentenceEncoder } from '@/lib/embeddings/sentence-encoder.tf';
import { readTokenIds } from '@/lib/embeddings/text-input';
import { normalizeRows, type Rows } from '@/lib/math/vectors';

const SAMPLE_LIMIT = 1_000;
const NEIGHBOURS = 5;
const BATCH = { texts: 32, pictures: 8 };
const SEED = 1;

type Labeled = { source: string; label: string };

/** What the arguments name: a CSV file with text and label, or a folder and a CSV file with file and label. */
type Settings = { texts?: string | undefined; pictures?: string | undefined; labels?: string | undefined };

/**
 * How well the classes of labeled samples show in their embeddings: the share of samples (1,000 at most, evenly chosen)
 * whose nearest neighbours by cosine, themselves left out, are mostly of their class. By the embeddings as they are
 * stored, as they are prepared for clustering, and, for pictures, by the network's part alone.
 */
export async function measureEmbeddingQuality({ texts, pictures, labels }: Settings) {
  await startBackend(wasmFolder());
  if (texts !== undefined) {
    const given = await readLabeled(texts, 'text');
    return { sampleCount: given.length, accuracy: judge(await embedTexts(given), given) };
  }
  if (pictures === undefined || labels === undefined) {
    throw new Error(
      'Say --texts X.csv (columns text, label), or --pictures FOLDER --labels Y.csv (columns file, label).',
    );
  }
  const given = await readLabeled(labels, 'file');
  const rows = await embedPictures(pictures, given);
  const accuracy = { joined: judge(rows, given), networkAlone: judge(takeNetwork(rows), given) };
  return { sampleCount: given.length, accuracy };
}

async function readLabeled(file: string, column: string): Promise<Labeled[]> {
  const rows = parse(await readFile(file), { columns: true, skip_empty_lines: true }) as Record<string, string>[];
  const step = Math.max(1, rows.length / SAMPLE_LIMIT);
  return Array.from({ length: Math.min(SAMPLE_LIMIT, rows.length) }, (_, i) => {
    const row = rows[Math.floor(i * step)] ?? {};
    return { source: row[column] ?? '', label: row.label ?? '' };
  });
}

async function embedTexts(given: readonly Labeled[]): Promise<Rows> {
  const encoder = new SentenceEncoder(await readModel(models.text));
  const tokenizer = await readTokenizer();
  const rows = makeRows(given.length, models.text.dimension);
  for (let at = 0; at < given.length; at += BATCH.texts) {
    const part = given.slice(at, at + BATCH.texts).map(({ source }) => readTokenIds(tokenizer, source));
    rows.values.set(await encoder.embed(part), at * rows.columnCount);
  }
  return rows;
}

async function embedPictures(folder: string, given: readonly Labeled[]): Promise<Rows> {
  await prepareModel(models.image, () => undefined);
  const model = await loadModel(await readModel(models.image));
  const rows = makeRows(given.length, imageDimension);
  for (let at = 0; at < given.length; at += BATCH.pictures) {
    const files = given.slice(at, at + BATCH.pictures).map(({ source }) => readFile(path.join(folder, source)));
    const part = await Promise.all(files.map(async (file) => decodeImage(await file)));
    rows.values.set(await embedImages(model, part), at * rows.columnCount);
  }
  return rows;
}

function makeRows(rowCount: number, columnCount: number): Rows {
  return { values: new Float32Array(rowCount * columnCount), rowCount, columnCount };
}

function takeNetwork(rows: Rows): Rows {
  const taken = makeRows(rows.rowCount, networkValueCount);
  for (let row = 0; row < rows.rowCount; row += 1) {
    const from = row * rows.columnCount;
    taken.values.set(rows.values.subarray(from, from + networkValueCount), row * networkValueCount);
  }
  return taken;
}

function judge(rows: Rows, given: readonly Labeled[]) {
  const preparing = prepareVectors(rows, SEED);
  let step = preparing.next();
  while (!step.done) step = preparing.next();
  const asStored = { ...rows, values: rows.values.slice() };
  normalizeRows(asStored);
  return { asStored: countRight(asStored, given), prepared: countRight(step.value, given) };
}

/** Share of rows whose nearest neighbours vote for their own class; the nearer class wins a tie. */
function countRight(rows: Rows, given: readonly Labeled[]): number {
  const right = given.filter(({ label }, row) => {
    const votes = new Map<string, number>();
    for (const { other, cosine } of findNearest(rows, row)) {
      const name = given[other]?.label ?? '';
      votes.set(name, (votes.get(name) ?? 0) + 1 + cosine / 1000);
    }
    const [winner] = [...votes].sort((a, b) => b[1] - a[1]);
    return winner?.[0] === label;
  });
  return Number((right.length / given.length).toFixed(3));
}

function findNearest({ values, rowCount, columnCount }: Rows, row: number): { other: number; cosine: number }[] {
  const own = values.subarray(row * columnCount, (row + 1) * columnCount);
  const nearest: { other: number; cosine: number }[] = [];
  for (let other = 0; other < rowCount; other += 1) {
    if (other === row) continue;
    let cosine = 0;
    for (let i = 0, at = other * columnCount; i < columnCount; i += 1, at += 1) {
      cosine += (own[i] as number) * (values[at] as number);
    }
    if (nearest.length === NEIGHBOURS && cosine <= (nearest.at(-1)?.cosine ?? 0)) continue;
    nearest.push({ other, cosine });
    nearest.sort((a, b) => b.cosine - a.cosine);
    nearest.length = Math.min(nearest.length, NEIGHBOURS);
  }
  return nearest;
}
