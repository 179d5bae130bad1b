import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { embedImages, loadModel, startBackend } from '@/lib/embeddings/embedder.tf';
import { decodeImage } from '@/lib/embeddings/image-decoder.server';
import { imageSidePx } from '@/lib/embeddings/image-input';
import { prepareModel, readModel, readTokenizer, wasmFolder } from '@/lib/embeddings/model-files.server';
import { models } from '@/lib/embeddings/models';
import { planBatches } from '@/lib/embeddings/prepare-batch.server';
import { SentenceEncoder } from '@/lib/embeddings/sentence-encoder.tf';
import { readTokenIds } from '@/lib/embeddings/text-input';
import { embedByGraph } from '@/tests/support/sentence-graph';

const ROUNDS = 3;
const TEXT_COUNT = 512;
const PICTURE_COUNT = 64;
const BATCH = { graphTexts: 32, pictures: 8 };
const EARLIER_SIDE_PX = 224;

/** Samples per CPU second of one thread: medians of rounds that take turns, so that a slow minute slows all. */
export async function compareComputations(given: { texts: readonly string[]; pictures: readonly Buffer[] }) {
  await startBackend(wasmFolder());
  const tokenizer = await readTokenizer();
  const rows = given.texts.slice(0, TEXT_COUNT).map((text) => readTokenIds(tokenizer, text));
  rows.sort((a, b) => a.length - b.length);
  const files = given.pictures.slice(0, PICTURE_COUNT);
  const runs = { ...(await textRuns(rows, given.texts)), ...(await pictureRuns(files)) };
  const rates = new Map<string, number[]>(Object.keys(runs).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, { count, run }] of Object.entries(runs)) {
      const before = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(before);
      rates.get(name)?.push((count * 1e6) / (user + system));
    }
  }
  const perCpuS = [...rates].map(([name, all]) => [name, Math.round(10 * median(all)) / 10] as const);
  const tokenCount = rows.reduce((sum, row) => sum + row.length, 0);
  return { meanTokens: Math.round((10 * tokenCount) / rows.length) / 10, perCpuS: Object.fromEntries(perCpuS) };
}

type Run = { count: number; run: () => Promise<void> };

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function textRuns(rows: readonly Int32Array[], texts: readonly string[]): Promise<Record<string, Run>> {
  const artifacts = await readModel(models.text);
  const graph = await loadModel(artifacts);
  const encoder = new SentenceEncoder(artifacts);
  const pending = texts
    .slice(0, rows.length)
    .map((text, i) => ({ id: String(i), preview: text, text, viewHash: null }));
  const planned = planBatches(pending, await readTokenizer());
  const throughGraph = async () => {
    for (let at = 0; at < rows.length; at += BATCH.graphTexts) {
      await embedByGraph(graph, rows.slice(at, at + BATCH.graphTexts));
    }
  };
  const throughEncoder = async () => {
    for (const prepare of planned) {
      const { request } = await prepare();
      if (request?.kind === 'text') await encoder.embed(request.tokens);
    }
  };
  return {
    textsByGraphInBatchesOf32: { count: rows.length, run: throughGraph },
    textsByEncoderInBatchesOfTokens: { count: rows.length, run: throughEncoder },
  };
}

async function pictureRuns(files: readonly Buffer[]): Promise<Record<string, Run>> {
  await prepareModel(models.image, () => undefined);
  const model = await loadModel(await readModel(models.image));
  const pictures = await Promise.all(files.map((file) => decodeImage(file)));
  const network = (side: number) => async () => {
    for (let at = 0; at < files.length; at += BATCH.pictures) {
      const count = Math.min(BATCH.pictures, files.length - at);
      const input = tf.zeros<tf.Rank.R4>([count, side, side, 3]);
      const output = model.execute(input) as tf.Tensor;
      await output.data();
      tf.dispose([input, output]);
    }
  };
  const whole = async () => {
    for (let at = 0; at < files.length; at += BATCH.pictures) {
      await embedImages(model, pictures.slice(at, at + BATCH.pictures));
    }
  };
  const decode = async () => {
    for (const file of files) await decodeImage(file);
  };
  const decodeEarlier = async () => {
    for (const file of files)
      await sharp(file).resize(EARLIER_SIDE_PX, EARLIER_SIDE_PX, { fit: 'fill' }).raw().toBuffer();
  };
  const count = files.length;
  return {
    [`picturesDecodedAt${EARLIER_SIDE_PX}px`]: { count, run: decodeEarlier },
    [`picturesDecodedAt${imageSidePx}px`]: { count, run: decode },
    [`networkAloneAt${EARLIER_SIDE_PX}px`]: { count, run: network(EARLIER_SIDE_PX) },
    [`networkAloneAt${imageSidePx}px`]: { count, run: network(imageSidePx) },
    [`networkAndFeaturesAt${imageSidePx}px`]: { count, run: whole },
  };
}
