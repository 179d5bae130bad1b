import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Embedder } from '@/lib/embeddings/embedder.server';
import {
  acceptLease,
  countLiveLeases,
  deleteLease,
  dropExpiredLeases,
  listPresent,
  listReturned,
  listSamplesById,
  type ReturnedLease,
} from '@/lib/embeddings/lease-repo.server';
import { readTokenizer } from '@/lib/embeddings/model-files.server';
import type { ModelSpec } from '@/lib/embeddings/models';
import { planBatches } from '@/lib/embeddings/prepare-batch.server';
import { leastCosine } from '@/lib/embeddings/producer';
import { creditProducer, hadProducers, lockProducer, refuseProducer } from '@/lib/embeddings/producer-repo.server';
import { listPending, type PendingSample } from '@/lib/embeddings/repo.server';
import { compareRow, pickCheckedRows } from '@/lib/embeddings/return-check';
import { decodeVectors } from '@/lib/embeddings/vector-codec';
import type { JobContext } from '@/lib/jobs/handler.server';
import { assertFresh } from '@/lib/jobs/repo.server';

/** Leases that are checked by one request to the model. */
const leasesPerCheck = 16;
const lookEveryMs = 400;
const randomSteps = 2 ** 47;

/** What the check of returned leases needs of the job that runs it. */
export type ReturnCheck = {
  context: JobContext<'embed'>;
  source: { datasetId: string; modelId: string; spec: ModelSpec };
  embedder: Embedder;
  /** Called with how many samples were settled; negative when a refusal took embeddings back. */
  onSettled: (count: number) => void;
};

/**
 * Runs `sweep`, which embeds what pages have not leased, and meanwhile checks what pages return: of each lease at least
 * one vector, chosen at random after it came, is computed here again before any of it becomes an embedding. Goes on until
 * no lease is out and nothing waits: what a page did not bring back is swept again. Throws the signal's reason.
 */
export async function withReturns(check: ReturnCheck, sweep: () => Promise<void>): Promise<void> {
  const { signal } = check.context;
  let leftBefore: string | undefined;
  for (;;) {
    const swept = new AbortController();
    const sweeping = sweep().finally(() => swept.abort());
    const ends = await Promise.allSettled([sweeping, checkUntil(check, AbortSignal.any([swept.signal, signal]))]);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    await checkRest(check);
    signal.throwIfAborted();
    const left = await findLeft(check);
    // A sample that a sweep passed over twice will not be settled by a third.
    if (left === undefined || left === leftBefore) return;
    leftBefore = left;
  }
}

/** A sample that still waits; asked only where pages took part, since it looks through the whole dataset. */
async function findLeft({ context, source }: ReturnCheck): Promise<string | undefined> {
  const { db } = context.database;
  if (!(await hadProducers(db, source))) return undefined;
  await dropExpiredLeases(db, source);
  const [first] = await listPending(db, { ...source, afterId: null, limit: 1 });
  return first?.id;
}

async function checkUntil(check: ReturnCheck, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    if (!(await checkOnce(check))) await pause(stop);
  }
}

/** Goes on until no lease is out: what one page gives up meanwhile, another takes. */
async function checkRest(check: ReturnCheck): Promise<void> {
  const { context, source } = check;
  while (!context.signal.aborted && (await countLiveLeases(context.database.db, source)) > 0) {
    if (!(await checkOnce(check))) await pause(context.signal);
  }
}

function pause(stop: AbortSignal): Promise<void> {
  return delay(lookEveryMs, undefined, { signal: stop }).catch(() => undefined);
}

/** Checks the leases that came back longest ago; false when there are none. */
async function checkOnce(check: ReturnCheck): Promise<boolean> {
  const { source, context } = check;
  const leases = await listReturned(context.database.db, source, leasesPerCheck);
  if (leases.length === 0) return false;
  const picked = await pickSamples(check, leases);
  const recomputed = await recompute(
    check,
    picked.flatMap(({ picks }) => picks.map(({ sample }) => sample)),
  );
  for (const one of picked) await settleLease(check, one, recomputed);
  return true;
}

type PickedLease = { lease: ReturnedLease; picks: { row: number; sample: PendingSample }[] };

/** Chooses the rows of each lease that are recomputed, among samples that are still there. */
async function pickSamples({ context, source }: ReturnCheck, leases: readonly ReturnedLease[]): Promise<PickedLease[]> {
  const { db } = context.database;
  const { dimension } = source.spec;
  const present = new Set(
    await listPresent(
      db,
      leases.flatMap(({ sampleIds }) => sampleIds),
    ),
  );
  const picked = leases.map((lease) => {
    const returned = { values: decodeVectors(lease.vectors), dimension };
    const candidates = [...lease.sampleIds.keys()].filter((row) => present.has(lease.sampleIds[row] as string));
    return { lease, rows: pickCheckedRows(returned, candidates, randomInt(randomSteps) / randomSteps) };
  });
  const ids = picked.flatMap(({ lease, rows }) => rows.map((row) => lease.sampleIds[row] as string));
  const found = new Map((await listSamplesById(db, ids)).map((sample) => [sample.id, sample]));
  return picked.map(({ lease, rows }) => ({
    lease,
    picks: rows.flatMap((row) => {
      const sample = found.get(lease.sampleIds[row] as string);
      return sample === undefined ? [] : [{ row, sample }];
    }),
  }));
}

/** The server's own vectors of samples, by id; those that it cannot read are left out. */
async function recompute(
  { source, embedder }: ReturnCheck,
  samples: readonly PendingSample[],
): Promise<Map<string, Float32Array>> {
  const { modality, dimension } = source.spec;
  const tokenizer = modality === 'text' ? await readTokenizer() : null;
  const vectors = new Map<string, Float32Array>();
  for (const prepare of planBatches(samples, tokenizer)) {
    const { sampleIds, request } = await prepare();
    const values = request === null ? new Float32Array() : await embedder.embed(request);
    sampleIds.forEach((id, row) => {
      vectors.set(id, values.subarray(row * dimension, (row + 1) * dimension));
    });
  }
  return vectors;
}

/** Accepts a lease, refuses its producer, or, when none of its picks could be computed here, puts it back. */
async function settleLease(
  { context, source, onSettled }: ReturnCheck,
  { lease, picks }: PickedLease,
  recomputed: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  const returned = { values: decodeVectors(lease.vectors), dimension: source.spec.dimension };
  const verdicts = picks.flatMap(({ row, sample }) => {
    const vector = recomputed.get(sample.id);
    return vector === undefined ? [] : [compareRow(returned, row, vector)];
  });
  const cosine = Math.min(...verdicts.map((verdict) => verdict.cosine));
  const settledCount = await context.database.db.$transaction(async (tx) => {
    await assertFresh(tx, context.job);
    const producer = await lockProducer(tx, lease.producerId);
    if (producer === null || producer.status === 'refused' || verdicts.length === 0) {
      await deleteLease(tx, lease.id);
      return 0;
    }
    if (verdicts.every(({ isSame }) => isSame)) {
      const acceptedCount = (await acceptLease(tx, lease.id, source.modelId)) ?? 0;
      await creditProducer(tx, lease.producerId, { acceptedCount, cosine });
      return acceptedCount;
    }
    const reason = describeMismatch({ cosine, checkedCount: verdicts.length, count: lease.sampleIds.length });
    return -(await refuseProducer(tx, { producerId: lease.producerId, modelId: source.modelId, reason }));
  });
  onSettled(settledCount);
}

function describeMismatch(found: { cosine: number; checkedCount: number; count: number }): string {
  const cosine = Number.isFinite(found.cosine) ? found.cosine.toFixed(4) : 'not a number';
  return (
    `${found.checkedCount} of ${found.count} vectors were computed here again: their lowest cosine is ${cosine}, ` +
    `and at least ${leastCosine} is asked for, with the same length to 1 %.`
  );
}
