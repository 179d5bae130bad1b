import { GraphModelBuilder, type WeightEntry } from '@/lib/embeddings/graph-model';
import {
  parseTflite,
  type TfliteGraph,
  type TfliteOperator,
  tfliteFloat16,
  tfliteOperator,
} from '@/lib/embeddings/tflite';

/** A TensorFlow.js graph model in memory: the content of `model.json`, and the weights. */
export interface GraphModelFiles {
  readonly topology: unknown;
  readonly weights: readonly WeightEntry[];
  readonly weightBytes: Uint8Array;
}

const activations = new Map([
  [0, []],
  [1, ['Relu']],
  [3, ['Relu6']],
]);

/**
 * Turns the backbone of a float TFLite detector into a TensorFlow.js graph model whose output
 * `embedding` is the concatenation of the spatial means of `featureTensors`.
 *
 * Input `image`: float32 [n, height, width, 3] in [-1, 1], any height and width (the graph is
 * fully convolutional). Output: float32 [n, sum of the feature tensors' channels].
 * Weights stay at 16 bits where the file has them so. Throws on an operator other than
 * convolution, depthwise convolution, addition and dequantization.
 */
export function convertBackbone(tflite: Uint8Array, featureTensors: readonly number[]): GraphModelFiles {
  const graph = parseTflite(tflite);
  const conversion = new Conversion(graph);
  for (const operator of findNeededOperators(graph, featureTensors)) conversion.addOperator(operator);
  conversion.addPooledOutput(featureTensors);
  const { builder } = conversion;
  return {
    topology: { node: builder.nodes, library: {}, versions: {} },
    weights: builder.weights,
    weightBytes: builder.weightBytes(),
  };
}

/** The operators on the way from the input to the feature tensors, in execution order. */
function findNeededOperators(graph: TfliteGraph, featureTensors: readonly number[]): TfliteOperator[] {
  const needed = new Set(featureTensors);
  const chain: TfliteOperator[] = [];
  for (const operator of graph.operators.toReversed()) {
    if (operator.code === tfliteOperator.dequantize || !operator.outputs.some((id) => needed.has(id))) continue;
    const activationCount = operator.code === tfliteOperator.add ? 2 : 1;
    for (const id of operator.inputs.slice(0, activationCount)) needed.add(id);
    chain.unshift(operator);
  }
  return chain;
}

class Conversion {
  readonly builder = new GraphModelBuilder();
  private readonly names = new Map<number, string>();
  private readonly storedAs = new Map<number, number>();

  constructor(private readonly graph: TfliteGraph) {
    for (const { code, inputs, outputs } of graph.operators) {
      if (code === tfliteOperator.dequantize) this.storedAs.set(at(outputs, 0), at(inputs, 0));
    }
    this.names.set(at(graph.inputs, 0), this.builder.addImageInput('image'));
  }

  addOperator(operator: TfliteOperator): void {
    const output = at(operator.outputs, 0);
    const name = `t${output}`;
    if (operator.code === tfliteOperator.add) this.addAddition(name, operator);
    else this.addConvolution(name, operator);
    this.names.set(output, name);
  }

  addPooledOutput(featureTensors: readonly number[]): void {
    const { builder } = this;
    const axes = builder.addIntWeight('spatial_axes', [1, 2]);
    const pooled = featureTensors.map((id) =>
      builder.add({
        name: `mean${id}`,
        op: 'Mean',
        input: [this.nameOf(id), axes],
        attr: { T: { type: 'DT_FLOAT' }, keep_dims: { b: false } },
      }),
    );
    const axis = builder.addIntWeight('channel_axis', [1], true);
    const attr = { T: { type: 'DT_FLOAT' }, N: { i: String(pooled.length) } };
    builder.add({ name: 'embedding', op: 'ConcatV2', input: [...pooled, axis], attr });
  }

  private addAddition(name: string, { inputs, options }: TfliteOperator): void {
    if (options.activation !== 0)
      throw new Error(`Addition ${name} has activation ${options.activation}; none is known.`);
    const input = [this.nameOf(at(inputs, 0)), this.nameOf(at(inputs, 1))];
    this.builder.add({ name, op: 'AddV2', input, attr: { T: { type: 'DT_FLOAT' } } });
  }

  private addConvolution(name: string, { code, inputs, options }: TfliteOperator): void {
    const isDepthwise = code === tfliteOperator.depthwiseConv2d;
    if (!isDepthwise && code !== tfliteOperator.conv2d)
      throw new Error(`Operator ${code} of ${name} cannot be converted.`);
    const activation = activations.get(options.activation);
    if (activation === undefined) throw new Error(`Activation ${options.activation} of ${name} cannot be converted.`);
    const input = [this.nameOf(at(inputs, 0)), this.addFilter(at(inputs, 1), isDepthwise), this.addBias(at(inputs, 2))];
    const attr = {
      T: { type: 'DT_FLOAT' },
      strides: intList([1, options.strideHeight, options.strideWidth, 1]),
      dilations: intList([1, options.dilationHeight, options.dilationWidth, 1]),
      padding: { s: btoa(options.isPaddingSame ? 'SAME' : 'VALID') },
      data_format: { s: btoa('NHWC') },
      fused_ops: { list: { s: ['BiasAdd', ...activation].map((op) => btoa(op)) } },
      num_args: { i: '1' },
      epsilon: { f: 0 },
      explicit_paddings: { list: {} },
    };
    this.builder.add({ name, op: isDepthwise ? 'FusedDepthwiseConv2dNative' : '_FusedConv2D', input, attr });
  }

  private addFilter(id: number, isDepthwise: boolean): string {
    const { shape, data } = this.constant(id);
    const [outer, height, width, inner] = [at(shape, 0), at(shape, 1), at(shape, 2), at(shape, 3)];
    if (isDepthwise) return this.builder.addFloatWeight(`w${id}`, [height, width, inner, 1], data);
    return this.builder.addFloatWeight(`w${id}`, [height, width, inner, outer], moveFirstAxisLast(data, outer));
  }

  private addBias(id: number): string {
    const { shape, data } = this.constant(id);
    return this.builder.addFloatWeight(`w${id}`, shape, data);
  }

  /** A constant's shape and values, seen through the DEQUANTIZE that widens 16-bit weights. */
  private constant(id: number): { shape: readonly number[]; data: Uint16Array | Float32Array } {
    const tensor = at(this.graph.tensors, this.storedAs.get(id) ?? id);
    if (tensor.bytes === null) throw new Error(`Tensor ${id} (${tensor.name}) should be constant and is not.`);
    // A copy, for the alignment; not by `slice`, which on a Buffer copies nothing.
    const copy = new Uint8Array(tensor.bytes).buffer;
    const data = tensor.elementType === tfliteFloat16 ? new Uint16Array(copy) : new Float32Array(copy);
    return { shape: tensor.shape, data };
  }

  private nameOf(id: number): string {
    const name = this.names.get(id);
    if (name === undefined) throw new Error(`Tensor ${id} is used before it is computed.`);
    return name;
  }
}

/** TFLite keeps a filter as [out, height, width, in]; TensorFlow.js wants [height, width, in, out]. */
function moveFirstAxisLast<T extends Uint16Array | Float32Array>(data: T, outer: number): T {
  const inner = data.length / outer;
  const moved = data.slice() as T;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) moved[i * outer + o] = at(data, o * inner + i);
  }
  return moved;
}

function intList(values: readonly number[]): unknown {
  return { list: { i: values.map(String) } };
}

function at<T>(values: ArrayLike<T>, index: number): T {
  const value = values[index];
  if (value === undefined) throw new Error(`Index ${index} is outside 0..${values.length - 1}.`);
  return value;
}
