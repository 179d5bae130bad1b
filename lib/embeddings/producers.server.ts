import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import { type AuthorizedDataset, openDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import type { PrismaClient } from '@/lib/db/generated/client';
import { browserModelOf } from '@/lib/embeddings/browser-model.server';
import { chosenModel } from '@/lib/embeddings/chosen-model.server';
import { dropOpenLeases, extendLeases } from '@/lib/embeddings/lease-repo.server';
import {
  type ComputeOffer,
  type JoinedProducer,
  type joinProducer,
  type ProducerSummary,
  producerLimit,
  refusalLimit,
} from '@/lib/embeddings/producer';
import {
  countProducers,
  createProducer,
  describeProducer,
  endProducer,
  listProducers,
  lockProducer,
  noteProducer,
  type ProducerRow,
  refuseProducer,
} from '@/lib/embeddings/producer-repo.server';
import { Conflict, NotFound, SheafError } from '@/lib/errors';
import { enqueueJob, findOpenJob } from '@/lib/jobs/repo.server';

const tokenSizeBytes = 32;

/** Which producer a request speaks for, by the token that its page got when it joined. */
export type ProducerClaim = { producerId: string; token: string };

const hashToken = (token: string) => new Uint8Array(createHash('sha256').update(token).digest());

/** What a page can do for a dataset now, and who does already. `workerPath` is the script of the page's worker. */
export async function describeOffer(tx: Tx, dataset: AuthorizedDataset, workerPath: string): Promise<ComputeOffer> {
  const model = browserModelOf(await chosenModel(tx, dataset));
  const job = model === null ? null : await findOpenJob(tx, dataset.id, 'embed');
  return { isWanted: job !== null, model, workerPath, producers: await listProducers(tx, dataset.id) };
}

/**
 * Takes a page in as a producer for a dataset and its model. The token is in the answer and nowhere else. Throws Conflict
 * when the dataset uses another model, or so many pages work on it; forbidden for a person whose pages were refused.
 */
export async function admitProducer(
  client: PrismaClient,
  { dataset, actor, offer }: { dataset: AuthorizedDataset; actor: Actor; offer: z.infer<typeof joinProducer> },
): Promise<JoinedProducer> {
  const model = await chosenModel(client, dataset);
  if (browserModelOf(model) === null || model.id !== offer.modelId) throw otherModel(dataset.name);
  const token = randomBytes(tokenSizeBytes).toString('base64url');
  const producer = await client.$transaction(async (tx) => {
    await refuseCrowd(tx, dataset, actor);
    const values = { datasetId: dataset.id, personId: actor.personId, tokenHash: hashToken(token), ...offer };
    return describeProducer(tx, await createProducer(tx, values));
  });
  return { producer, token };
}

async function refuseCrowd(tx: Tx, dataset: AuthorizedDataset, { personId, personName }: Actor): Promise<void> {
  const { hereCount, refusedCount } = await countProducers(tx, { datasetId: dataset.id, personId });
  if (hereCount >= producerLimit) {
    throw new Conflict(
      `${hereCount} pages work on “${dataset.name}” already, the limit is ${producerLimit}. Offer this one again when one has left.`,
    );
  }
  if (refusedCount >= refusalLimit) {
    throw new SheafError(
      'forbidden',
      `${refusedCount} pages of ${personName} were refused within a day, the limit is ${refusalLimit}. The server embeds by itself.`,
    );
  }
}

/**
 * Opens a producer for a request: its row stays locked until the transaction ends. Throws NotFound for an unknown one, a
 * wrong token or a deleted dataset, forbidden for one that was refused, Conflict for one that has left.
 */
export async function openProducer(tx: Tx, { producerId, token }: ProducerClaim): Promise<ProducerRow> {
  const producer = await lockProducer(tx, producerId);
  if (producer === null || !timingSafeEqual(hashToken(token), producer.tokenHash)) {
    throw new NotFound('embedding producer', producerId);
  }
  await openDataset(tx, producer.datasetId);
  if (producer.status === 'refused') throw refusal(producer.reason ?? '');
  if (producer.status === 'left') throw new Conflict('This page has left. Offer it again to go on.');
  return producer;
}

/** Notes that a page is there, with its rate, and extends its leases. Throws as `openProducer` does. */
export async function beatProducer(
  client: PrismaClient,
  claim: ProducerClaim,
  ratePerS: number,
): Promise<ProducerSummary> {
  return client.$transaction(async (tx) => {
    const { id } = await openProducer(tx, claim);
    await noteProducer(tx, id, ratePerS);
    await extendLeases(tx, id);
    return describeProducer(tx, id);
  });
}

/** Ends a producer; what it had not returned goes back to the queue. Throws NotFound; leaving twice changes nothing. */
export async function leaveProducer(client: PrismaClient, claim: ProducerClaim): Promise<ProducerSummary> {
  return client.$transaction(async (tx) => {
    const producer = await lockProducer(tx, claim.producerId);
    if (producer === null || !timingSafeEqual(hashToken(claim.token), producer.tokenHash)) {
      throw new NotFound('embedding producer', claim.producerId);
    }
    await dropOpenLeases(tx, producer.id);
    await endProducer(tx, producer.id);
    return describeProducer(tx, producer.id);
  });
}

/**
 * Refuses a producer for what it sent: its embeddings are deleted and wait for the next embedding job, which is enqueued
 * here, since a job that runs may be past them. Returns the error to answer with.
 */
export async function banProducer(client: PrismaClient, claim: ProducerClaim, reason: string): Promise<SheafError> {
  await client.$transaction(async (tx) => {
    const { id, datasetId, modelId } = await openProducer(tx, claim);
    if ((await refuseProducer(tx, { producerId: id, modelId, reason })) === 0) return;
    const open = await findOpenJob(tx, datasetId, 'embed');
    if (open !== null && open.status !== 'running') return;
    await enqueueJob(tx, { kind: 'embed', payload: { datasetId, chain: true }, datasetId });
  });
  return refusal(reason);
}

function refusal(reason: string): SheafError {
  const sentence = 'The embeddings of this page were refused and are made anew by others.';
  return new SheafError('forbidden', `${sentence} ${reason}`);
}

/** The dataset has changed to a model that this producer does not compute. */
export function otherModel(datasetName: string): Conflict {
  return new Conflict(`“${datasetName}” uses another model now. Offer this page again to compute that one.`);
}
