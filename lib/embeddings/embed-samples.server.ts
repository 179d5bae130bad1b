import type { Tx } from '@/lib/db/client.server';
import { inTransaction } from '@/lib/db/transaction.server';
import { withReturns } from '@/lib/embeddings/check-returns.server';
import { Embedder } from '@/lib/embeddings/embedder.server';
import { readTokenizer } from '@/lib/embeddings/model-files.server';
import type { ModelSpec } from '@/lib/embeddings/models';
import {
  type PreparedBatch,
  planBatches,
  planWordBatches,
  type SampleProblem,
} from '@/lib/embeddings/prepare-batch.server';
import { countEmbedded, listPending, writeEmbeddings, writeProblems } from '@/lib/embeddings/repo.server';
import { createTakenFilter } from '@/lib/embeddings/taken-samples.server';
import { encodeVectors } from '@/lib/embeddings/vector-codec';
import type { JobContext } from '@/lib/jobs/handler.server';
import { assertFresh } from '@/lib/jobs/repo.server';

/**
 * Samples that are read at one time. Among many texts there are enough of each length to fill batches; sums of words
 * are so quick that small pages would bound them.
 */
const pageSizes: Record<ModelSpec['family'], number> = {
  'sentence-encoder': 4_096,
  'word-vectors': 16_384,
  backbone: 512,
  own: 512,
};

export type EmbedSource = { datasetId: string; modelId: string; spec: ModelSpec };

/**
 * Embeds every live sample of a dataset that has no embedding by the model yet. A batch is committed
 * as soon as it is computed, so that an end at any moment loses only the batches in flight; a sample
 * that cannot be read is recorded with its reason. On the job's signal no new batch begins, those in
 * flight are committed, and the signal's reason is thrown.
 */
export async function embedSamples(context: JobContext<'embed'>, source: EmbedSource): Promise<void> {
  const { database, progress, signal } = context;
  const counts = await countEmbedded(database.db, source);
  let doneCount = counts.embeddedCount + counts.problemCount;
  const unit = source.spec.modality === 'image' ? 'images' : 'texts';
  progress({ done: doneCount, total: counts.sampleCount, unit });
  if (doneCount === counts.sampleCount) return;
  const embedder = await openEmbedder(source.spec, progress);
  try {
    const onSettled = (count: number) => {
      doneCount += count;
      progress({ done: doneCount });
    };
    const dropTaken = createTakenFilter(database.db, source);
    const sweep = async () => {
      const batches = readBatches(database.db, source, signal);
      const work = async () => {
        for await (const prepare of batches) {
          const batch = await dropTaken(await prepare());
          onSettled(await embedBatch(context, { source, embedder, batch }));
        }
      };
      // Two lanes for each thread: while one computes, the other writes its vectors and decodes what comes next.
      await settleAll(Array.from({ length: 2 * embedder.threadCount }, work));
    };
    await withReturns({ context, source, embedder, onSettled }, sweep);
    signal.throwIfAborted();
  } finally {
    await embedder.close();
  }
}

async function openEmbedder(spec: ModelSpec, progress: JobContext<'embed'>['progress']): Promise<Embedder> {
  const embedder = await Embedder.open(spec, (share) => {
    progress({ message: `Preparing the image model: ${Math.round(100 * share)} %` });
  });
  progress({ message: null });
  return embedder;
}

/** Batches in the order of the sample ids, page by page; ends early when the signal fires. Shared by all lanes. */
async function* readBatches(
  tx: Tx,
  source: EmbedSource,
  signal: AbortSignal,
): AsyncGenerator<() => Promise<PreparedBatch>, void> {
  const { family, own } = source.spec;
  const tokenizer = family === 'sentence-encoder' ? await readTokenizer() : null;
  const pageSize = pageSizes[family];
  let afterId: string | null = null;
  for (;;) {
    const page = await listPending(tx, { ...source, afterId, limit: pageSize });
    const planned =
      family === 'word-vectors' ? planWordBatches(page) : planBatches(page, tokenizer, own?.settings.sidePx);
    for (const batch of planned) {
      if (signal.aborted) return;
      yield batch;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    afterId = last.id;
  }
}

/** Computes and commits one batch; returns how many samples it settled. */
async function embedBatch(
  { job, database }: JobContext<'embed'>,
  { source, embedder, batch }: { source: EmbedSource; embedder: Embedder; batch: PreparedBatch },
): Promise<number> {
  const { sampleIds, request, problems } = batch;
  const vectors = request === null ? new Float32Array() : await embedder.embed(request);
  const usable = keepFinite(sampleIds, vectors, source.spec.dimension);
  const allProblems = [...problems, ...usable.problems];
  return inTransaction(database, async (client) => {
    await assertFresh(client, job);
    const writtenCount = await writeEmbeddings(client, {
      modelId: source.modelId,
      sampleIds: usable.sampleIds,
      vectors: encodeVectors(usable.vectors),
    });
    await writeProblems(client, source.modelId, allProblems);
    return writtenCount + allProblems.length;
  });
}

/** Takes out samples for which the model gave a number that is not finite. */
function keepFinite(
  sampleIds: readonly string[],
  vectors: Float32Array,
  dimension: number,
): { sampleIds: string[]; vectors: Float32Array; problems: SampleProblem[] } {
  const rows = sampleIds.map((sampleId, i) => ({
    sampleId,
    vector: vectors.subarray(i * dimension, (i + 1) * dimension),
  }));
  const good = rows.filter(({ vector }) => vector.length === dimension && vector.every(Number.isFinite));
  if (good.length === rows.length) return { sampleIds: [...sampleIds], vectors, problems: [] };
  const kept = new Float32Array(good.length * dimension);
  good.forEach(({ vector }, i) => {
    kept.set(vector, i * dimension);
  });
  const reason = 'The model gave no finite numbers for this sample. It cannot be clustered; label it by hand.';
  const problems = rows.filter((row) => !good.includes(row)).map(({ sampleId }) => ({ sampleId, reason }));
  return { sampleIds: good.map(({ sampleId }) => sampleId), vectors: kept, problems };
}

/** Waits for all, also when one fails, then throws the first failure: nothing may go on after the caller left. */
async function settleAll(work: Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) {
    if (result.status === 'rejected') throw result.reason;
  }
}
