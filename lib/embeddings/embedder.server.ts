import { availableParallelism } from 'node:os';
import path from 'node:path';
import { config } from '@/lib/config.server';
import { prepareModel } from '@/lib/embeddings/model-files.server';
import type { ModelSpec } from '@/lib/embeddings/models';
import { OwnModelPool } from '@/lib/embeddings/own-model-pool.server';
import { ThreadCrashed, ThreadPool } from '@/lib/embeddings/thread-pool.server';

/** One batch for the model: pictures as RGB bytes at the model's size, texts as token ids, or texts as they are. */
export type EmbedRequest =
  | { readonly kind: 'image'; readonly pictures: readonly Uint8Array[] }
  | { readonly kind: 'text'; readonly tokens: readonly Int32Array[] }
  | { readonly kind: 'words'; readonly texts: readonly string[] };

/**
 * Embeds batches on worker threads, one per core, each with its own copy of the model; a model that a person brought
 * runs in processes that can be killed instead.
 */
export class Embedder {
  readonly threadCount = availableParallelism();
  private readonly threads: Pick<ThreadPool<EmbedRequest, Float32Array<ArrayBuffer>>, 'run' | 'close'>;

  private constructor(spec: ModelSpec) {
    this.threads =
      spec.own !== undefined
        ? new OwnModelPool({ ...spec.own, weightsHash: spec.weightsHash }, this.threadCount)
        : new ThreadPool(path.join(config().paths.build, 'embedder.worker.mjs'), this.threadCount, spec);
  }

  /** Makes the model ready (converts it on the first start) and opens the threads. */
  static async open(spec: ModelSpec, onPrepare: (share: number) => void = () => undefined): Promise<Embedder> {
    await prepareModel(spec, onPrepare);
    return new Embedder(spec);
  }

  /**
   * One batch → float32 [samples, dimension], row after row. A batch whose thread dies is given
   * once more to another thread; a second death rejects with ThreadCrashed.
   */
  async embed(request: EmbedRequest): Promise<Float32Array> {
    try {
      return await this.threads.run(request);
    } catch (error) {
      if (!(error instanceof ThreadCrashed)) throw error;
      return this.threads.run(request);
    }
  }

  async close(): Promise<void> {
    await this.threads.close();
  }
}
