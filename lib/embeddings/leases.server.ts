import { openDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import type { PrismaClient } from '@/lib/db/generated/client';
import { browserModelOf } from '@/lib/embeddings/browser-model.server';
import { chosenModel } from '@/lib/embeddings/chosen-model.server';
import { encodeLease } from '@/lib/embeddings/lease-codec';
import { prepareLease } from '@/lib/embeddings/lease-inputs.server';
import {
  countLeaseSamples,
  countLeases,
  createLease,
  deleteLease,
  dropExpiredLeases,
  setLeaseSamples,
  stageVectors,
} from '@/lib/embeddings/lease-repo.server';
import {
  type LeaseWait,
  leaseSizeFor,
  openLeaseLimit,
  type ProducerSummary,
  uncheckedLeaseLimit,
} from '@/lib/embeddings/producer';
import { describeProducer, moveProducer, type ProducerRow } from '@/lib/embeddings/producer-repo.server';
import { banProducer, openProducer, otherModel, type ProducerClaim } from '@/lib/embeddings/producers.server';
import type { PendingSample } from '@/lib/embeddings/repo.server';
import { findFault } from '@/lib/embeddings/return-check';
import { decodeVectors } from '@/lib/embeddings/vector-codec';
import { Conflict, Invalid } from '@/lib/errors';
import { findOpenJob } from '@/lib/jobs/repo.server';

const retryAfterMs = { done: 0, paused: 5_000, unchecked: 2_000, busy: 1_000, none: 2_000 } as const;

const waitFor = (wait: LeaseWait['wait']): LeaseWait => ({ wait, retryAfterMs: retryAfterMs[wait] });

type Granted = { leaseId: string; samples: PendingSample[]; modality: 'text' | 'image' };

/**
 * The next batch of a producer as `encodeLease` writes it, or why there is none now. Throws as `openProducer` does, and
 * Conflict when the dataset has changed to another model.
 */
export async function takeLease(
  client: PrismaClient,
  claim: ProducerClaim,
): Promise<Uint8Array<ArrayBuffer> | LeaseWait> {
  const granted = await client.$transaction(async (tx) => grantLease(tx, await openProducer(tx, claim)));
  if ('wait' in granted) return granted;
  const { leaseId, samples, modality } = granted;
  const { sampleIds, inputs } = await prepareLease(samples, modality);
  if (sampleIds.length < samples.length) await setLeaseSamples(client, leaseId, sampleIds);
  if (sampleIds.length > 0) return encodeLease({ leaseId, inputs });
  await deleteLease(client, leaseId);
  return waitFor('none');
}

async function grantLease(tx: Tx, producer: ProducerRow): Promise<Granted | LeaseWait> {
  const { id: producerId, datasetId, modelId } = producer;
  const dataset = await openDataset(tx, datasetId);
  const model = browserModelOf(await chosenModel(tx, dataset));
  if (model?.id !== modelId) throw otherModel(dataset.name);
  const job = await findOpenJob(tx, datasetId, 'embed');
  if (job === null) return waitFor('done');
  if (job.status === 'paused' || job.request !== null) return waitFor('paused');
  const { openCount, uncheckedCount } = await countLeases(tx, producerId);
  if (openCount >= openLeaseLimit) return waitFor('busy');
  if (uncheckedCount >= uncheckedLeaseLimit) return waitFor('unchecked');
  await dropExpiredLeases(tx, { datasetId, modelId });
  const limit = leaseSizeFor(model.modality, producer.ratePerS);
  const request = { datasetId, modelId, producerId, limit };
  // What others gave back lies above the cursor: from the end again when nothing is left below.
  const lease =
    (await createLease(tx, { ...request, cursorId: producer.cursorId })) ??
    (producer.cursorId === null ? null : await createLease(tx, { ...request, cursorId: null }));
  await moveProducer(tx, producerId, lease?.samples.at(-1)?.id ?? null);
  return lease === null ? waitFor('none') : { ...lease, modality: model.modality };
}

/** The vectors of a lease as they came: their model, and the bytes with the size that the request announced. */
export type VectorDelivery = {
  leaseId: string;
  modelId: string;
  announcedSizeBytes: number | null;
  chunks: AsyncIterable<Uint8Array>;
};

/**
 * Takes the vectors of a lease into staging, where they wait for the worker's check. A wrong model, length or number
 * refuses the producer. Throws Conflict when the lease ran out, was returned before or belongs to another producer,
 * Invalid when the connection broke in the middle.
 */
export async function returnLease(
  client: PrismaClient,
  claim: ProducerClaim,
  delivery: VectorDelivery,
): Promise<ProducerSummary> {
  const lease = { producerId: claim.producerId, leaseId: delivery.leaseId };
  const { expected, model } = await client.$transaction(async (tx) => {
    const producer = await openProducer(tx, claim);
    const count = await countLeaseSamples(tx, lease);
    if (count === null) throw leaseEnded();
    const dataset = await openDataset(tx, producer.datasetId);
    const chosen = browserModelOf(await chosenModel(tx, dataset));
    if (chosen?.id !== producer.modelId) throw otherModel(dataset.name);
    return { expected: { count, sizeBytes: count * chosen.dimension * 4 }, model: chosen };
  });
  const ban = (reason: string) => banProducer(client, claim, reason);
  if (delivery.modelId !== model.id)
    throw await ban(`It sent vectors of the model ${delivery.modelId}, not ${model.id}.`);
  const vectors = await readBody(delivery, expected.sizeBytes);
  if (vectors.byteLength !== expected.sizeBytes) {
    const sizes = `${expected.count} vectors of ${model.dimension} numbers have ${expected.sizeBytes} bytes`;
    const sent = vectors.byteLength > expected.sizeBytes ? 'more' : vectors.byteLength;
    throw await ban(`${sizes}; it sent ${sent}.`);
  }
  const fault = findFault({ values: decodeVectors(vectors), dimension: model.dimension });
  if (fault !== null) throw await ban(fault);
  if (!(await stageVectors(client, { ...lease, vectors }))) throw leaseEnded();
  return describeProducer(client, claim.producerId);
}

function leaseEnded(): Conflict {
  return new Conflict(
    'This lease has ended: it ran out, was returned already, or is not of this page. Take the next one.',
  );
}

/** Reads a body up to one byte more than is expected. Throws Invalid when it ends before what was announced. */
async function readBody(
  { chunks, announcedSizeBytes }: VectorDelivery,
  expectedSizeBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    sizeBytes += chunk.byteLength;
    if (sizeBytes > expectedSizeBytes) break;
  }
  if (announcedSizeBytes !== null && sizeBytes < Math.min(announcedSizeBytes, expectedSizeBytes)) {
    throw new Invalid(`The vectors broke off after ${sizeBytes} of ${announcedSizeBytes} bytes. Send them again.`);
  }
  return new Uint8Array(Buffer.concat(parts));
}
