import * as tf from '@tensorflow/tfjs';
import { embedImages, embedTokens, loadModel, type ModelArtifacts, startBackend } from '@/lib/embeddings/embedder.tf';
import type { LeaseInputs } from '@/lib/embeddings/lease-codec';
import type { BrowserBackend } from '@/lib/embeddings/producer';

const textBatchSize = 32;
const imageBatchSize = 8;

/** A model that is ready in this page, on one backend. */
export class BrowserEmbedder {
  private constructor(
    readonly backend: BrowserBackend,
    private readonly model: tf.GraphModel,
  ) {}

  /**
   * Starts a backend and loads the model on it; `wasmFolder` is the URL of the WebAssembly files, with the slash at its
   * end. Rejects when the backend does not start here.
   */
  static async open(backend: BrowserBackend, artifacts: ModelArtifacts, wasmFolder: string): Promise<BrowserEmbedder> {
    if (backend === 'wasm') await startBackend(wasmFolder);
    else if (!(await tf.setBackend(backend))) throw new Error(`${backend} does not start in this browser.`);
    await tf.ready();
    return new BrowserEmbedder(backend, await loadModel(artifacts));
  }

  /** Samples of one lease → float32 [samples, dimension], row after row, by the code that the server computes with. */
  async embed(inputs: LeaseInputs): Promise<Float32Array<ArrayBuffer>> {
    return inputs.kind === 'text' ? this.embedTexts(inputs.tokens) : this.embedPictures(inputs.pictures);
  }

  close(): void {
    this.model.dispose();
  }

  private async embedTexts(rows: readonly Int32Array[]): Promise<Float32Array<ArrayBuffer>> {
    // Padding goes to the longest of a batch: texts of one length together.
    const order = [...rows.keys()].sort((a, b) => (rows[a]?.length ?? 0) - (rows[b]?.length ?? 0));
    return this.embedBatches(order, textBatchSize, (part) =>
      embedTokens(
        this.model,
        part.map((row) => rows[row] as Int32Array),
      ),
    );
  }

  private async embedPictures(pictures: readonly Uint8Array[]): Promise<Float32Array<ArrayBuffer>> {
    return this.embedBatches([...pictures.keys()], imageBatchSize, (part) =>
      embedImages(
        this.model,
        part.map((row) => pictures[row] as Uint8Array),
      ),
    );
  }

  /** Computes rows in the given order, and puts each result back into its place. */
  private async embedBatches(
    order: readonly number[],
    batchSize: number,
    embed: (part: readonly number[]) => Promise<Float32Array>,
  ): Promise<Float32Array<ArrayBuffer>> {
    let vectors = new Float32Array();
    for (let at = 0; at < order.length; at += batchSize) {
      const part = order.slice(at, at + batchSize);
      const values = await embed(part);
      const dimension = values.length / part.length;
      if (at === 0) vectors = new Float32Array(order.length * dimension);
      part.forEach((row, i) => {
        vectors.set(values.subarray(i * dimension, (i + 1) * dimension), row * dimension);
      });
    }
    return vectors;
  }
}
