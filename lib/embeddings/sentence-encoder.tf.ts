import * as tf from '@tensorflow/tfjs';
import type { ModelArtifacts } from '@/lib/embeddings/embedder.tf';
import {
  type DenseWeights,
  foldSentenceWeights,
  headCount,
  type LayerWeights,
  type SentenceWeights,
  tokenWidth,
} from '@/lib/embeddings/sentence-weights';

/** A run of texts with the same number of tokens: `count` texts, all tokens from row `first` on. */
interface Run {
  readonly first: number;
  readonly count: number;
  readonly length: number;
}

type Dense = (x: tf.Tensor, activation?: 'linear' | 'relu') => tf.Tensor2D;
type Heads = readonly Dense[];

interface Layer {
  readonly queries: Heads;
  readonly keys: Heads;
  readonly values: Heads;
  readonly output: Dense;
  readonly widen: Dense;
  readonly narrow: Dense;
}

/**
 * The Universal Sentence Encoder lite (Cer et al. 2018: a transformer of two layers, the mean of its
 * tokens, one tanh layer) without its graph. The graph pads texts to the longest of a batch, masks
 * the padding, and finds it again at run time; here the tokens of all texts stand one below another,
 * every dense layer is one product over all of them, and only attention looks at texts one length at
 * a time. Values differ from the graph's by rounding (tests/unit/embeddings/sentence-encoder.test.ts).
 */
export class SentenceEncoder {
  private readonly weights: Pick<SentenceWeights, 'tokens' | 'positions'>;
  private readonly shortcut: Dense;
  private readonly layers: readonly Layer[];
  private readonly sentence: Dense;
  private readonly averages = new Map<number, tf.Tensor2D>();

  /** Takes the artifacts of the graph model. The backend must have started. */
  constructor({ weightSpecs, weightData }: ModelArtifacts) {
    const weights = foldSentenceWeights(weightSpecs, weightData);
    this.weights = weights;
    this.shortcut = openDense(weights.shortcut);
    this.layers = weights.layers.map(openLayer);
    this.sentence = openDense(weights.sentence);
  }

  /**
   * Embeds texts given as token ids (`readTokenIds`: 1 to 128 each). Returns float32 [texts, 512],
   * row after row, each of length 1. Any order is right; texts of one length side by side are fastest.
   */
  async embed(rows: readonly Int32Array[]): Promise<Float32Array<ArrayBuffer>> {
    const output = tf.tidy(() => this.run(rows));
    try {
      // A copy: the backend may hand out a view of its own memory.
      return Float32Array.from(await output.data<'float32'>());
    } finally {
      output.dispose();
    }
  }

  private run(rows: readonly Int32Array[]): tf.Tensor {
    const runs = findRuns(rows);
    let x: tf.Tensor2D = tf.tensor2d(lookUp(rows, this.weights), [countTokens(rows), tokenWidth]);
    let residual = this.shortcut(x);
    for (const layer of this.layers) {
      const attended = attend(layer, this.normalise(x), runs);
      const y: tf.Tensor2D = tf.add(layer.output(attended), residual);
      x = tf.add(layer.narrow(layer.widen(this.normalise(y), 'relu')), y);
      residual = x;
    }
    const hidden = tf.tanh(this.sentence(averageTexts(x, runs)));
    return tf.mul(hidden, tf.rsqrt(tf.maximum(tf.sum(tf.square(hidden), -1, true), 1e-12)));
  }

  /** Rows to mean 0 and deviation 1. */
  private normalise(x: tf.Tensor2D): tf.Tensor2D {
    // A product with a column of 1 / width is many times as fast as tf.mean on the WebAssembly backend.
    const average = this.averageOf(x.shape[1]);
    const centred = tf.sub(x, tf.matMul(x, average));
    const variance = tf.matMul(tf.square(centred), average);
    return tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-6)));
  }

  private averageOf(width: number): tf.Tensor2D {
    const known = this.averages.get(width);
    if (known !== undefined) return known;
    const average = tf.keep(tf.fill([width, 1], 1 / width) as tf.Tensor2D);
    this.averages.set(width, average);
    return average;
  }
}

function openDense({ weights, bias }: DenseWeights): Dense {
  const b = tf.tensor2d(weights, [weights.length / bias.length, bias.length]);
  const biases = tf.tensor1d(bias);
  return (x, activation = 'linear') =>
    tf.fused.matMul({ a: x as tf.Tensor2D, b, bias: biases, activation }) as tf.Tensor2D;
}

function openLayer(layer: LayerWeights): Layer {
  return {
    queries: layer.queries.map(openDense),
    keys: layer.keys.map(openDense),
    values: layer.values.map(openDense),
    output: openDense(layer.output),
    widen: openDense(layer.widen),
    narrow: openDense(layer.narrow),
  };
}

function countTokens(rows: readonly Int32Array[]): number {
  return rows.reduce((sum, row) => sum + row.length, 0);
}

/** The sum of token and position for all tokens, [tokens, 256]. */
function lookUp(
  rows: readonly Int32Array[],
  { tokens, positions }: Pick<SentenceWeights, 'tokens' | 'positions'>,
): Float32Array {
  const values = new Float32Array(countTokens(rows) * tokenWidth);
  let at = 0;
  for (const row of rows) {
    for (let position = 0; position < row.length; position++) {
      const [token, place] = [(row[position] as number) * tokenWidth, position * tokenWidth];
      for (let i = 0; i < tokenWidth; i++) {
        values[at + i] = (tokens[token + i] as number) + (positions[place + i] as number);
      }
      at += tokenWidth;
    }
  }
  return values;
}

function findRuns(rows: readonly Int32Array[]): Run[] {
  const runs: Run[] = [];
  let first = 0;
  for (const { length } of rows) {
    const last = runs.at(-1);
    if (last?.length === length) runs[runs.length - 1] = { ...last, count: last.count + 1 };
    else runs.push({ first, count: 1, length });
    first += length;
  }
  return runs;
}

/** Multi-head attention within each text: [tokens, width] to [tokens, width]. */
function attend(layer: Layer, x: tf.Tensor2D, runs: readonly Run[]): tf.Tensor2D {
  const [queries, keys, values] = [layer.queries, layer.keys, layer.values].map((heads) =>
    tf.stack(heads.map((dense) => dense(x))),
  ) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
  const parts = runs.map((run) => {
    const [q, k, v] = [queries, keys, values].map((tensor) => sliceRun(tensor, run, runs.length)) as [
      tf.Tensor3D,
      tf.Tensor3D,
      tf.Tensor3D,
    ];
    const mixed = tf.matMul(tf.softmax(tf.matMul(q, k, false, true)), v);
    return tf.reshape(mixed, [headCount, run.count * run.length, -1]);
  });
  const whole = parts.length === 1 ? (parts[0] as tf.Tensor) : tf.concat(parts, 1);
  return tf.concat(tf.unstack(whole) as tf.Tensor2D[], 1);
}

/** The rows of a run out of [heads, tokens, head width], as [heads × texts, tokens of a text, head width]. */
function sliceRun(tensor: tf.Tensor3D, { first, count, length }: Run, runCount: number): tf.Tensor3D {
  const width = tensor.shape[2];
  const rows = runCount === 1 ? tensor : tf.slice(tensor, [0, first, 0], [headCount, count * length, width]);
  return tf.reshape(rows, [headCount * count, length, width]);
}

/** The mean of each text's tokens: [tokens, width] to [texts, width]. */
function averageTexts(x: tf.Tensor2D, runs: readonly Run[]): tf.Tensor2D {
  const width = x.shape[1];
  const means = runs.map(({ first, count, length }) => {
    const rows = runs.length === 1 ? x : tf.slice(x, [first, 0], [count * length, width]);
    const average = tf.fill([1, length], 1 / length) as tf.Tensor2D;
    return tf.reshape(tf.matMul(average, tf.reshape(rows, [count, length, width])), [count, width]) as tf.Tensor2D;
  });
  return means.length === 1 ? (means[0] as tf.Tensor2D) : tf.concat(means, 0);
}
