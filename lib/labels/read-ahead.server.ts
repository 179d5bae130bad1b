import { readStand, type Stand } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import { type Holding, readHolding } from '@/lib/labels/repo.server';
import { findNewestTouch } from '@/lib/samples/revision-repo.server';

/*
 * What a decision must know of its samples is read before it takes the dataset's lock, so that nobody waits for the
 * reading. Under the lock only what happened in between is asked for, and read anew where that touched its samples.
 */

type Samples = { datasetId: string; sampleIds: readonly string[] };

/** What a dataset knew of some samples when it stood at `stand`, or later. */
export type ReadAhead = Holding & { stand: Stand };

/** Reads what a decision needs to know of its samples, without a lock. */
export async function readAhead(tx: Tx, samples: Samples): Promise<ReadAhead> {
  const stand = await readStand(tx, samples.datasetId);
  return { stand, ...(await readHolding(tx, samples)) };
}

/**
 * Brings what was read ahead up to `stand`, at which the caller holds the lock, and says which revision after `since`
 * touched one of the samples last; `since` itself where none did.
 */
export async function catchUp(
  tx: Tx,
  ahead: ReadAhead,
  now: Samples & { stand: Stand; since: number },
): Promise<ReadAhead & { newestTouch: number }> {
  const { datasetId, sampleIds, stand, since } = now;
  const unread = Math.min(since, ahead.stand.revision);
  const touch = stand.revision === unread ? unread : await findNewestTouch(tx, { datasetId, sampleIds, since: unread });
  const isSame = stand.contentStamp === ahead.stand.contentStamp && touch <= ahead.stand.revision;
  const holding = isSame ? ahead : await readHolding(tx, { datasetId, sampleIds });
  return { ...holding, stand, newestTouch: Math.max(since, touch) };
}
