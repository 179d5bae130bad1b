import path from 'node:path';
import { config } from '@/lib/config.server';
import type { Database } from '@/lib/db/client.server';
import { openMatrix } from '@/lib/embeddings/matrix.server';
import type { EmbeddingMatrix } from '@/lib/embeddings/matrix-file.server';
import type { MatrixSource } from '@/lib/embeddings/matrix-repo.server';
import { ThreadPool } from '@/lib/embeddings/thread-pool.server';
import { TooLarge } from '@/lib/errors';
import { codesSizeBytes } from '@/lib/math/neighbours/coded-rows';
import type { GraphProgress } from '@/lib/math/neighbours/neighbour-graph';
import type { DuplicatesRequest, DuplicatesResult } from '@/lib/neighbours/duplicates-thread.server';

/** Work that nobody has asked about for this long is given up. */
const abandonedMs = 60_000;
const keptCount = 20;
const mib = 1024 * 1024;
// Lists of a graph: 25 entries a row, of each thread and in common, and what they are compared by.
const listBytesPerRow = 900;

type Grouping = {
  /** Of the matrix that it is about; null until that is open. */
  key: string | null;
  progress: GraphProgress;
  askedMs: number;
  result: DuplicatesResult | null;
  error: unknown;
};

/** Groups near-duplicates on a thread, one dataset at a time, and keeps the newest 20 results. */
export class DuplicatesKeeper {
  readonly #groupings = new Map<string, Grouping>();
  readonly #pool: ThreadPool<DuplicatesRequest, DuplicatesResult, GraphProgress>;
  readonly #leaving = new AbortController();

  constructor(private readonly database: Pick<Database, 'db' | 'pool'>) {
    const script = path.join(config().paths.build, 'duplicates.worker.mjs');
    this.#pool = new ThreadPool(script, 1, null);
  }

  /** The groups, or how far the work is: ask again until they are there. Throws what the work threw. */
  async ask(
    source: MatrixSource,
    threshold: number,
  ): Promise<DuplicatesResult | ({ state: 'computing' } & GraphProgress)> {
    const name = `${source.datasetId} ${source.modelId} ${threshold}`;
    const known = this.#groupings.get(name);
    if (known !== undefined && (await this.#isCurrent(known, source))) {
      known.askedMs = Date.now();
      if (known.error !== undefined) {
        this.#groupings.delete(name);
        throw known.error;
      }
      return known.result ?? { state: 'computing', ...known.progress };
    }
    return { state: 'computing', ...this.#start(name, source, threshold).progress };
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    this.#leaving.abort(new Error('The worker is ending.'));
    await this.#pool.close();
  }

  async #isCurrent(grouping: Grouping, source: MatrixSource): Promise<boolean> {
    if (grouping.result === null) return true;
    return (await openMatrix(this.database, source, this.#leaving.signal)).key === grouping.key;
  }

  #start(name: string, source: MatrixSource, threshold: number): Grouping {
    const grouping: Grouping = {
      key: null,
      progress: { done: 0, total: 1 },
      askedMs: Date.now(),
      result: null,
      error: undefined,
    };
    this.#groupings.delete(name);
    this.#groupings.set(name, grouping);
    for (const oldest of [...this.#groupings.keys()].slice(0, -keptCount)) this.#groupings.delete(oldest);
    this.#run(grouping, source, threshold)
      // A cache file that was damaged is gone by now, removed by whoever saw it first: the second reading makes it anew.
      .catch((error: unknown) => {
        if (error instanceof TooLarge || this.#isAbandoned(grouping)) throw error;
        return this.#run(grouping, source, threshold);
      })
      .catch((error: unknown) => {
        grouping.error = error;
      });
    return grouping;
  }

  #isAbandoned({ askedMs }: Grouping): boolean {
    return Date.now() - askedMs > abandonedMs;
  }

  async #run(grouping: Grouping, source: MatrixSource, threshold: number): Promise<void> {
    const abandoned = new AbortController();
    const matrix = await openMatrix(this.database, source, this.#leaving.signal);
    grouping.key = matrix.key;
    refuseTooLarge(matrix);
    const onProgress = (progress: GraphProgress) => {
      grouping.progress = progress;
      if (this.#isAbandoned(grouping)) abandoned.abort(new Error('Nobody asked for the groups any more.'));
    };
    grouping.result = await this.#pool.run({ matrix, threshold }, { onProgress, signal: abandoned.signal });
  }
}

/** Floats, codes and lists are in memory while it works: at most twice what similar samples may take. */
function refuseTooLarge({ rowCount, dimension }: EmbeddingMatrix): void {
  const neededBytes = rowCount * (4 * dimension + listBytesPerRow) + codesSizeBytes(rowCount, dimension);
  const limitBytes = 2 * config().SIMILAR_MEMORY_BYTES;
  if (neededBytes <= limitBytes) return;
  throw new TooLarge(
    `Near-duplicates of this dataset need ${Math.ceil(neededBytes / mib)} MiB of memory; twice SIMILAR_MEMORY_BYTES is ${Math.floor(limitBytes / mib)} MiB. Set it higher and start Sheaf again.`,
  );
}
