/** A tensor of a weights manifest, as far as it is needed to cut it out of the weight data. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
}

/** A dense layer, x · weights + bias: `weights` is [inputs, outputs] row after row, `bias` is [outputs]. */
export interface DenseWeights {
  readonly weights: Float32Array<ArrayBuffer>;
  readonly bias: Float32Array<ArrayBuffer>;
}

/** One transformer layer whose normalisations and attention scale are part of its dense layers. */
export interface LayerWeights {
  /** Numbers for each token that enter the attention. */
  readonly width: number;
  /** One dense layer for each head, [width, width / heads]. */
  readonly queries: readonly DenseWeights[];
  readonly keys: readonly DenseWeights[];
  readonly values: readonly DenseWeights[];
  readonly output: DenseWeights;
  readonly widen: DenseWeights;
  readonly narrow: DenseWeights;
}

/** The Universal Sentence Encoder lite, ready for `sentence-encoder.tf.ts`. */
export interface SentenceWeights {
  /** [vocabulary, 256]: twice the table of the model, because the model adds it twice. */
  readonly tokens: Float32Array;
  /** [128, 256]: what is added for each position. */
  readonly positions: Float32Array;
  /** Carries the input past the first layer, 256 → 512. */
  readonly shortcut: DenseWeights;
  readonly layers: readonly LayerWeights[];
  /** The last layer, from the mean of the tokens to the sentence. */
  readonly sentence: DenseWeights;
}

/** Numbers for each token where it enters the encoder. */
export const tokenWidth = 256;
export const headCount = 4;
const positionCount = 128;
const encode = 'module_apply_default/Encoder_en/KonaTransformer/Encode';

type Read = (name: string) => Float32Array<ArrayBuffer>;

/**
 * Reads the weights of the graph model and folds into them what its graph does to each token again
 * and again: scale and shift of a layer normalisation go into the dense layer after it
 * (W ← diag(s) · W, b ← b + t · W), the attention scale 1 / √(head width) into the queries, and
 * queries, keys and values are cut into their heads. Throws when a tensor is missing.
 */
export function foldSentenceWeights(specs: readonly WeightSpec[], data: ArrayBuffer): SentenceWeights {
  const read = openWeights(specs, data);
  const frequencies = read(`${encode}/TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1`);
  return {
    tokens: read('module/Embeddings_en').map((value) => 2 * value),
    positions: drawPositions(frequencies),
    shortcut: readDense(read, `${encode}/Layer_0/TransformerLayer/dense`),
    layers: [foldLayer(read, 0), foldLayer(read, 1)],
    sentence: {
      weights: read('module/Encoder_en/hidden_layers/tanh_layer_0/weights'),
      bias: read('module/Encoder_en/hidden_layers/tanh_layer_0/bias'),
    },
  };
}

function openWeights(specs: readonly WeightSpec[], data: ArrayBuffer): Read {
  const places = new Map<string, { at: number; length: number }>();
  let at = 0;
  for (const { name, shape, dtype } of specs) {
    if (dtype !== 'float32' && dtype !== 'int32')
      throw new Error(`Weight ${name} is ${dtype}; 32-bit numbers are read.`);
    const length = shape.reduce((product, size) => product * size, 1);
    places.set(name, { at, length });
    at += 4 * length;
  }
  return (name) => {
    const place = places.get(name);
    if (place === undefined) throw new Error(`The sentence encoder has no weight ${name}.`);
    return new Float32Array(data.slice(place.at, place.at + 4 * place.length));
  };
}

/** Sines in the first half of a row, cosines in the second, of position × frequency (Vaswani et al. 2017, 3.5). */
function drawPositions(frequencies: Float32Array): Float32Array {
  const positions = new Float32Array(positionCount * tokenWidth);
  const half = frequencies.length;
  for (let position = 0; position < positionCount; position++) {
    frequencies.forEach((frequency, i) => {
      // The graph multiplies in single precision.
      const angle = Math.fround(position * frequency);
      positions[position * tokenWidth + i] = Math.sin(angle);
      positions[position * tokenWidth + half + i] = Math.cos(angle);
    });
  }
  return positions;
}

function foldLayer(read: Read, index: number): LayerWeights {
  const layer = `${encode}/Layer_${index}/TransformerLayer`;
  const stack = `${encode}/TransformerStack/Layer_${index}/TransformerLayer/FFN`;
  const heads = `module/Encoder_en/KonaTransformer/Encode/Layer_${index}/TransformerLayer/MultiheadAttention`;
  const biasOf = (name: string) => read(`${layer}/${name}/bias/ConcatPartitions/concat`);
  const kernelOf = (name: string) => read(`${heads}/${name}_transform_single/kernel/part_0`);
  const attention = foldNormalisation(read, `${layer}/layer_prepostprocess`, {
    weights: kernelOf('qkv'),
    bias: biasOf('MultiheadAttention/qkv_transform_single'),
  });
  const width = attention.bias.length / 3;
  const scale = 1 / Math.sqrt(width / headCount);
  return {
    width,
    queries: cutHeads(attention, 0, scale),
    keys: cutHeads(attention, width, 1),
    values: cutHeads(attention, 2 * width, 1),
    output: { weights: kernelOf('output'), bias: biasOf('MultiheadAttention/output_transform_single') },
    widen: foldNormalisation(read, `${layer}/FFN/layer_prepostprocess`, {
      weights: read(`${stack}/conv1/Tensordot/Reshape_1`),
      bias: biasOf('FFN/conv1'),
    }),
    narrow: { weights: read(`${stack}/conv2/Tensordot/Reshape_1`), bias: biasOf('FFN/conv2') },
  };
}

function readDense(read: Read, name: string): DenseWeights {
  return {
    weights: read(`${name}/kernel/ConcatPartitions/concat`),
    bias: read(`${name}/bias/ConcatPartitions/concat`),
  };
}

/** The dense layer that takes values of mean 0 and deviation 1, where `dense` takes them scaled and shifted. */
function foldNormalisation(read: Read, name: string, dense: DenseWeights): DenseWeights {
  const scale = read(`${name}/layer_norm/layer_norm_scale/ConcatPartitions/concat`);
  const shift = read(`${name}/layer_norm/layer_norm_bias/ConcatPartitions/concat`);
  const outputs = dense.bias.length;
  const bias = Float64Array.from(dense.bias);
  const weights = dense.weights.map((weight, i) => {
    const input = Math.floor(i / outputs);
    bias[i % outputs] = (bias[i % outputs] as number) + (shift[input] as number) * weight;
    return weight * (scale[input] as number);
  });
  return { weights, bias: Float32Array.from(bias) };
}

/** A third of the outputs from `first` on, as one dense layer for each head, all numbers times `scale`. */
function cutHeads({ weights, bias }: DenseWeights, first: number, scale: number): DenseWeights[] {
  const [outputs, headWidth] = [bias.length, bias.length / 3 / headCount];
  return Array.from({ length: headCount }, (_, head) => {
    const from = first + head * headWidth;
    const cut = (row: number) => weights.subarray(row * outputs + from, row * outputs + from + headWidth);
    const part = new Float32Array((weights.length / outputs) * headWidth);
    for (let row = 0; row * outputs < weights.length; row++) part.set(cut(row), row * headWidth);
    return {
      weights: part.map((value) => value * scale),
      bias: bias.slice(from, from + headWidth).map((value) => value * scale),
    };
  });
}
