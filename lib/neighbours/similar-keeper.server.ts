import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { config } from '@/lib/config.server';
import type { Database } from '@/lib/db/client.server';
import { openMatrix } from '@/lib/embeddings/matrix.server';
import type { EmbeddingMatrix } from '@/lib/embeddings/matrix-file.server';
import type { MatrixSource } from '@/lib/embeddings/matrix-repo.server';
import { ThreadPool } from '@/lib/embeddings/thread-pool.server';
import { TooLarge } from '@/lib/errors';
import { codesSizeBytes } from '@/lib/math/neighbours/coded-rows';
import type { SimilarRequest, SimilarResult } from '@/lib/neighbours/similar-thread.server';

const mib = 1024 * 1024;
/** What a thread takes beside its codes: its heap, the ids, the block that it reads. */
const threadSizeBytes = 48 * mib;
/** How long a question waits for vectors that are being read before it is told to come back. */
const patienceMs = 2_500;
/** Vectors that were compared with the database this recently count as current. */
const currentMs = 10_000;
const idleMs = 10 * 60_000;
const idleCheckMs = 60_000;
const lastAnswersMs = 5_000;

type Pool = ThreadPool<SimilarRequest, SimilarResult>;

/** The vectors of one dataset by one model, in a thread of their own or on the way into it. */
type Holding = {
  readonly source: MatrixSource;
  readonly pool: Pool;
  matrix: EmbeddingMatrix | null;
  /** Resolves once the thread can be asked. */
  ready: Promise<void>;
  sizeBytes: number;
  usedMs: number;
  checkedMs: number;
  check: Promise<void> | null;
};

/**
 * Keeps the vectors that people ask about in threads of the worker, within SIMILAR_MEMORY_BYTES: the least recently used
 * leave first, and all that nobody asked about for ten minutes. Vectors that changed are read
 * again, beside the old ones where there is room for both.
 */
export class SimilarKeeper {
  readonly #holdings = new Map<string, Holding>();
  readonly #leaving = new AbortController();
  readonly #idleCheck: NodeJS.Timeout;

  constructor(
    private readonly database: Pick<Database, 'db' | 'pool'>,
    private readonly limitBytes = config().SIMILAR_MEMORY_BYTES,
  ) {
    this.#idleCheck = setInterval(() => this.#dropIdle(), idleCheckMs).unref();
  }

  /**
   * The samples nearest to one, or to an embedding of something else. 'loading' while the vectors are being read;
   * 'unknown' for a sample without a vector.
   * Throws TooLarge when the vectors of this dataset alone pass the limit.
   */
  async ask(
    source: MatrixSource,
    asked: string | Float32Array,
    limit: number,
  ): Promise<SimilarResult | { state: 'loading' }> {
    try {
      return await this.#askOnce(source, asked, limit);
    } catch (error) {
      if (error instanceof TooLarge) throw error;
      // A cache file that was damaged is gone by now, removed by whoever saw it first: the next reading makes it anew.
      return await this.#askOnce(source, asked, limit);
    }
  }

  async #askOnce(
    source: MatrixSource,
    asked: string | Float32Array,
    limit: number,
  ): Promise<SimilarResult | { state: 'loading' }> {
    const holding = this.#holdings.get(nameOf(source)) ?? this.#hold(this.#start(source));
    holding.usedMs = Date.now();
    if (!(await settlesSoon(holding.ready))) return { state: 'loading' };
    const result = await this.#search(holding, asked, limit);
    if (result.state !== 'unknown') {
      if (Date.now() - holding.checkedMs > currentMs) void this.#refresh(holding).catch(() => undefined);
      return result;
    }
    // Embedded since the vectors were read, perhaps.
    if (!(await settlesSoon(this.#refresh(holding)))) return { state: 'loading' };
    const current = this.#holdings.get(nameOf(source));
    if (current === undefined || current === holding) return result;
    return (await settlesSoon(current.ready)) ? this.#search(current, asked, limit) : { state: 'loading' };
  }

  /** What the threads that can be asked take now. */
  get heldBytes(): number {
    return [...this.#holdings.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    clearInterval(this.#idleCheck);
    this.#leaving.abort(new Error('The worker is ending.'));
    const pools = [...this.#holdings.values()].map(({ pool }) => pool.close());
    this.#holdings.clear();
    await Promise.all(pools);
  }

  async #search(holding: Holding, asked: string | Float32Array, limit: number): Promise<SimilarResult> {
    if (holding.matrix === null) throw new Error('The vectors are not there yet.');
    try {
      const { matrix } = holding;
      const request = typeof asked === 'string' ? { sampleId: asked } : { sampleId: null, vector: asked };
      return await holding.pool.run({ matrix, limit, ...request });
    } catch (error) {
      // A thread that ended, or files that are gone: the next question reads them anew.
      this.#drop(holding);
      throw error;
    }
  }

  #hold(holding: Holding): Holding {
    this.#holdings.set(nameOf(holding.source), holding);
    return holding;
  }

  #start(source: MatrixSource, matrix?: EmbeddingMatrix): Holding {
    const script = path.join(config().paths.build, 'similar.worker.mjs');
    const holding: Holding = {
      source,
      pool: new ThreadPool(script, 1, null),
      matrix: null,
      ready: Promise.resolve(),
      sizeBytes: 0,
      usedMs: Date.now(),
      checkedMs: Date.now(),
      check: null,
    };
    holding.ready = this.#load(holding, matrix);
    holding.ready.catch(() => this.#drop(holding));
    return holding;
  }

  async #load(holding: Holding, given: EmbeddingMatrix | undefined): Promise<void> {
    const matrix = given ?? (await openMatrix(this.database, holding.source, this.#leaving.signal));
    holding.sizeBytes = codesSizeBytes(matrix.rowCount, matrix.dimension) + 16 * matrix.rowCount + threadSizeBytes;
    this.#makeRoom(holding);
    holding.matrix = matrix;
    await holding.pool.run({ matrix, sampleId: null, limit: 1 });
  }

  #makeRoom(newcomer: Holding): void {
    const { limitBytes } = this;
    if (newcomer.sizeBytes > limitBytes) {
      throw new TooLarge(
        `Similar samples of this dataset need ${Math.ceil(newcomer.sizeBytes / mib)} MiB of memory, and SIMILAR_MEMORY_BYTES allows ${Math.floor(limitBytes / mib)} MiB. Set it higher and start Sheaf again.`,
      );
    }
    const others = [...this.#holdings.values()].filter((other) => other !== newcomer);
    others.sort((a, b) => a.usedMs - b.usedMs);
    let sumBytes = others.reduce((sum, { sizeBytes }) => sum + sizeBytes, newcomer.sizeBytes);
    for (const other of others) {
      if (sumBytes <= limitBytes) return;
      sumBytes -= other.sizeBytes;
      this.#drop(other);
    }
  }

  /** Compares with the database; a new thread takes the place of one whose vectors have changed, once it is ready. */
  #refresh(holding: Holding): Promise<void> {
    holding.check ??= this.#replaceIfChanged(holding).finally(() => {
      holding.check = null;
    });
    return holding.check;
  }

  async #replaceIfChanged(holding: Holding): Promise<void> {
    const matrix = await openMatrix(this.database, holding.source, this.#leaving.signal);
    holding.checkedMs = Date.now();
    if (matrix.key === holding.matrix?.key || this.#holdings.get(nameOf(holding.source)) !== holding) return;
    if (2 * holding.sizeBytes > this.limitBytes) this.#drop(holding);
    const successor = this.#start(holding.source, matrix);
    successor.usedMs = holding.usedMs;
    if (!this.#holdings.has(nameOf(holding.source))) this.#hold(successor);
    await successor.ready;
    this.#hold(successor);
    // Questions that it has taken are answered first.
    setTimeout(() => void holding.pool.close(), lastAnswersMs).unref();
  }

  #dropIdle(): void {
    for (const holding of this.#holdings.values()) if (Date.now() - holding.usedMs > idleMs) this.#drop(holding);
  }

  #drop(holding: Holding): void {
    if (this.#holdings.get(nameOf(holding.source)) === holding) this.#holdings.delete(nameOf(holding.source));
    void holding.pool.close();
  }
}

function nameOf({ datasetId, modelId }: MatrixSource): string {
  return `${datasetId} ${modelId}`;
}

/** True once it settles, false when it takes longer than a person should wait; rejects as it does. */
async function settlesSoon(work: Promise<void>): Promise<boolean> {
  const timeout = new AbortController();
  const late = delay(patienceMs, false, { signal: timeout.signal }).catch(() => false);
  return Promise.race([work.then(() => true), late]).finally(() => timeout.abort());
}
