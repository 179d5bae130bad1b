import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { joinFeatures } from '@/lib/embeddings/image-features';
import { fillImageTensor, imageSidePx, imageValueCount } from '@/lib/embeddings/image-input';

/** What a graph model is made of, as plain data that can be handed to a thread. */
export interface ModelArtifacts {
  readonly topology: object;
  readonly weightSpecs: tf.io.WeightsManifestEntry[];
  readonly weightData: ArrayBuffer;
}

/**
 * Starts the WebAssembly backend of TensorFlow.js (SIMD where the processor has it) from the
 * `.wasm` files in `wasmFolder` (a path or URL that ends with a slash). One thread: callers run
 * one embedder per core instead.
 */
export async function startBackend(wasmFolder: string): Promise<void> {
  setWasmPaths(wasmFolder);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await tf.setBackend('wasm');
  await tf.ready();
}

/** Loads a graph model from memory. `startBackend` must have finished. */
export async function loadModel(artifacts: ModelArtifacts): Promise<tf.GraphModel> {
  const { topology, weightSpecs, weightData } = artifacts;
  return tf.loadGraphModel(tf.io.fromMemory({ modelTopology: topology, weightSpecs, weightData }));
}

/**
 * Embeds pictures, given as RGB bytes at the model's size (`image-decoder.server.ts`): what the
 * network sees in them, their shapes and their colours. Returns float32 [pictures, 2496], row after row.
 */
export async function embedImages(
  model: tf.GraphModel,
  pictures: readonly Uint8Array[],
): Promise<Float32Array<ArrayBuffer>> {
  const pixels = new Float32Array(pictures.length * imageValueCount);
  pictures.forEach((rgb, i) => {
    fillImageTensor(rgb, pixels, i * imageValueCount);
  });
  return joinFeatures(await runNetwork(model, pixels), pictures);
}

async function runNetwork(model: tf.GraphModel, pixels: Float32Array): Promise<Float32Array> {
  const count = pixels.length / imageValueCount;
  const input = tf.tensor4d(pixels, [count, imageSidePx, imageSidePx, 3]);
  try {
    return await readTensor(model.execute(input) as tf.Tensor);
  } finally {
    input.dispose();
  }
}

async function readTensor(tensor: tf.Tensor): Promise<Float32Array<ArrayBuffer>> {
  try {
    const values = await tensor.data<'float32'>();
    // A copy: the backend may hand out a view of its own memory.
    return Float32Array.from(values);
  } finally {
    tensor.dispose();
  }
}
