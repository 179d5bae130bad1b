import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadModel, startBackend } from '@/lib/embeddings/embedder.tf';
import { readModel, readTokenizer, wasmFolder } from '@/lib/embeddings/model-files.server';
import { models } from '@/lib/embeddings/models';
import { SentenceEncoder } from '@/lib/embeddings/sentence-encoder.tf';
import { foldSentenceWeights } from '@/lib/embeddings/sentence-weights';
import { readTokenIds } from '@/lib/embeddings/text-input';
import { embedByGraph } from '@/tests/support/sentence-graph';

let graph: tf.GraphModel;
let encoder: SentenceEncoder;
let rows: Int32Array[];

const texts = [
  'Where is my card?',
  'x',
  'I paid twice for one thing, and the second payment is still pending after a week.',
  'Where is my cat?',
  `One long complaint, ${'again and again and '.repeat(60)}without an end.`,
  'ÄÖÜ 漢字 🙂',
];

beforeAll(async () => {
  await startBackend(wasmFolder());
  const artifacts = await readModel(models.text);
  graph = await loadModel(artifacts);
  encoder = new SentenceEncoder(artifacts);
  const tokenizer = await readTokenizer();
  rows = texts.map((text) => readTokenIds(tokenizer, text));
});

function expectClose(actual: Float32Array, expected: Float32Array, limit: number): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - (expected[i] ?? 9))).toBeLessThan(limit);
  });
}

describe('the sentence encoder', () => {
  test('gives what the graph of the package gives, for texts of 1 to 128 tokens in any order', async () => {
    expect(rows.map((row) => row.length)).toContain(128);
    expectClose(await encoder.embed(rows), await embedByGraph(graph, rows), 1e-5);
  });

  test('gives a text the same vector alone, among others, and among texts of its length', async () => {
    const all = await encoder.embed(rows);
    const first = rows[0] as Int32Array;
    expectClose(await encoder.embed([first]), all.subarray(0, 512), 1e-5);
    expectClose((await encoder.embed([first, first, first])).subarray(512, 1024), all.subarray(0, 512), 1e-5);
  });

  test('leaves no tensor behind', async () => {
    await encoder.embed(rows);
    const before = tf.memory().numTensors;
    await encoder.embed(rows);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('foldSentenceWeights', () => {
  test('refuses a model without the layers of the sentence encoder', () => {
    const specs = [{ name: 'other', shape: [2], dtype: 'float32' }];
    expect(() => foldSentenceWeights(specs, new Float32Array(2).buffer)).toThrow('has no weight');
  });

  test('refuses weights that are not 32 bits wide', () => {
    const specs = [{ name: 'other', shape: [2], dtype: 'uint8' }];
    expect(() => foldSentenceWeights(specs, new Float32Array(2).buffer)).toThrow('Weight other is uint8');
  });
});
