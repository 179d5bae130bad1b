import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { ModelArtifacts } from '@/lib/embeddings/embedder.tf';
import {
  parseTflite,
  type TfliteGraph,
  type TfliteOperator,
  tfliteFloat16,
  tfliteOperator,
} from '@/lib/embeddings/tflite';

/** Hex SHA-256 of a converted model's files, in the order in which they are loaded. */
export async function hashFolder(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of ['model.json', 'weights.bin']) hash.update(await readFile(path.join(folder, name)));
  return hash.digest('hex');
}

export async function readConverted(folder: string): Promise<ModelArtifacts> {
  const json = JSON.parse(await readFile(path.join(folder, 'model.json'), 'utf8'));
  const weights = await readFile(path.join(folder, 'weights.bin'));
  return {
    topology: json.modelTopology,
    weightSpecs: json.weightsManifest[0].weights,
    weightData: new Uint8Array(weights).buffer,
  };
}

/** IEEE 754 half precision to a number, from the definition of the format. */
function readHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function readConstant(graph: TfliteGraph, id: number): tf.Tensor {
  const widened = graph.operators.find(({ code, outputs }) => code === tfliteOperator.dequantize && outputs[0] === id);
  const tensor = graph.tensors[widened?.inputs[0] ?? id];
  const bytes = new Uint8Array(tensor?.bytes ?? []).buffer;
  const values =
    tensor?.elementType === tfliteFloat16 ? Array.from(new Uint16Array(bytes), readHalf) : [...new Float32Array(bytes)];
  return tf.tensor(values, [...(tensor?.shape ?? [])]);
}

/**
 * Runs a TFLite graph with one plain TensorFlow.js call for each of its operators, without the
 * converter: nothing fused, filters turned by `transpose`, 16-bit weights widened here. Returns the
 * spatial means of the wanted tensors, side by side.
 */
export function runTflite(file: Uint8Array, input: tf.Tensor4D, wanted: readonly number[]): tf.Tensor {
  const graph = parseTflite(file);
  const values = new Map<number, tf.Tensor>([[graph.inputs[0] ?? 0, input]]);
  for (const operator of graph.operators) {
    const [first = -1] = operator.inputs;
    if (operator.code === tfliteOperator.dequantize || !values.has(first)) continue;
    const result = runOperator(graph, operator, values);
    if (result !== null) values.set(operator.outputs[0] ?? -1, result);
    if (wanted.every((id) => values.has(id))) break;
  }
  return tf.concat(
    wanted.map((id) => tf.mean(values.get(id) as tf.Tensor, [1, 2])),
    1,
  );
}

function runOperator(graph: TfliteGraph, operator: TfliteOperator, values: Map<number, tf.Tensor>): tf.Tensor | null {
  const { code, inputs, options } = operator;
  const [a = -1, b = -1, c = -1] = inputs;
  const x = values.get(a) as tf.Tensor4D;
  if (code === tfliteOperator.add) return tf.add(x, values.get(b) as tf.Tensor);
  if (code !== tfliteOperator.conv2d && code !== tfliteOperator.depthwiseConv2d) return null;
  const stored = readConstant(graph, b) as tf.Tensor4D;
  const strides: [number, number] = [options.strideHeight, options.strideWidth];
  const pad = options.isPaddingSame ? 'same' : 'valid';
  const convolved =
    code === tfliteOperator.conv2d
      ? tf.conv2d(x, tf.transpose(stored, [1, 2, 3, 0]), strides, pad)
      : tf.depthwiseConv2d(x, tf.transpose(stored, [1, 2, 3, 0]), strides, pad);
  const biased = tf.add(convolved, readConstant(graph, c));
  return options.activation === 3 ? tf.clipByValue(biased, 0, 6) : biased;
}
