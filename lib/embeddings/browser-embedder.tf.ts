import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import { embedImages, loadModel, type ModelArtifacts, startBackend } from '@/lib/embeddings/embedder.tf';
import type { LeaseInputs } from '@/lib/embeddings/lease-codec';
import type { BrowserBackend } from '@/lib/embeddings/producer';
import { SentenceEncoder } from '@/lib/embeddings/sentence-encoder.tf';

/** Tokens of texts, or pictures, in one run of the model: more of them would keep a pause waiting. */
const tokensPerBatch = 1_024;
const picturesPerBatch = 8;

/** What computes: the rows of one batch in, their vectors one after another out. */
type Compute = (inputs: LeaseInputs, rows: readonly number[]) => Promise<Float32Array>;

export interface EmbedderSetting {
  readonly artifacts: ModelArtifacts;
  readonly modality: 'text' | 'image';
  /** URL of the folder of the WebAssembly files, with the slash at its end. */
  readonly wasmFolder: string;
}

/** A model that is ready in this page on one backend, computing by the code that the server computes with. */
export class BrowserEmbedder {
  private constructor(
    readonly backend: BrowserBackend,
    private readonly compute: Compute,
  ) {}

  /** Starts a backend and loads the model on it. Rejects when the backend does not start here. */
  static async open(backend: BrowserBackend, setting: EmbedderSetting): Promise<BrowserEmbedder> {
    if (backend === 'wasm') await startBackend(setting.wasmFolder);
    else if (!(await tf.setBackend(backend))) throw new Error('does not start in this browser');
    await tf.ready();
    const { artifacts, modality } = setting;
    return new BrowserEmbedder(backend, modality === 'text' ? openTexts(artifacts) : await openPictures(artifacts));
  }

  /** Samples of one lease → float32 [samples, dimension], row after row. */
  async embed(inputs: LeaseInputs): Promise<Float32Array<ArrayBuffer>> {
    await tf.setBackend(this.backend);
    let vectors = new Float32Array();
    const batches = planRows(inputs);
    const count = batches.reduce((sum, rows) => sum + rows.length, 0);
    for (const rows of batches) {
      const values = await this.compute(inputs, rows);
      const dimension = values.length / rows.length;
      if (vectors.length === 0) vectors = new Float32Array(count * dimension);
      rows.forEach((row, i) => {
        vectors.set(values.subarray(i * dimension, (i + 1) * dimension), row * dimension);
      });
    }
    return vectors;
  }
}

function openTexts(artifacts: ModelArtifacts): Compute {
  const encoder = new SentenceEncoder(artifacts);
  return async (inputs, rows) => {
    if (inputs.kind !== 'text') throw new Error('This model takes texts, and the lease holds pictures.');
    return encoder.embed(rows.map((row) => inputs.tokens[row] as Int32Array));
  };
}

async function openPictures(artifacts: ModelArtifacts): Promise<Compute> {
  const model = await loadModel(artifacts);
  return async (inputs, rows) => {
    if (inputs.kind !== 'image') throw new Error('This model takes pictures, and the lease holds texts.');
    return embedImages(
      model,
      rows.map((row) => inputs.pictures[row] as Uint8Array),
    );
  };
}

/** The rows of each batch; texts of one length side by side, as the encoder is fastest. */
function planRows(inputs: LeaseInputs): number[][] {
  const lengths = inputs.kind === 'text' ? inputs.tokens.map((row) => row.length) : inputs.pictures.map(() => 1);
  const limit = inputs.kind === 'text' ? tokensPerBatch : picturesPerBatch;
  const order = [...lengths.keys()].sort((a, b) => (lengths[a] as number) - (lengths[b] as number));
  const batches: number[][] = [];
  let size = limit;
  for (const row of order) {
    const length = lengths[row] as number;
    if (size + length > limit) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(row);
    size += length;
  }
  return batches;
}
