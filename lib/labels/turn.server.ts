import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '@/lib/auth/actor';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { readClassRows } from '@/lib/datasets/classes-repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { TurnedThings } from '@/lib/labels/inverse.server';
import { INVERSES } from '@/lib/labels/inverses.server';
import { recordEffects } from '@/lib/labels/record-effects.server';
import { type Chain, doesActStand, tipOf } from '@/lib/operations/chain';
import { listEndsOfClasses } from '@/lib/operations/chain-repo.server';
import { findGone, type GoneClasses } from '@/lib/operations/gone-classes';
import type { RevertDetail } from '@/lib/operations/operation-detail';
import { layOutTurn, type Turn, turnEffects } from '@/lib/operations/turn-repo.server';

/** A chain whose act is to be turned: taken back when it stands, brought back when it does not. */
export type TurnOrder = {
  dataset: AuthorizedDataset;
  actor: Actor;
  chain: Chain;
  way: RevertDetail['way'];
  /** The step of a person that undo or redo goes by; of a revert asked for by name the new operation itself. */
  stepId: string | null;
  idempotencyKey: string;
  requestHash: Uint8Array<ArrayBuffer>;
};

/**
 * What a turn is about; with `operationId` the things beside labels are turned already. Which samples change follows from
 * the log: prepareTurn and planTurn show it, layOutTurn does it.
 */
export async function openTurn(
  tx: Tx,
  order: Pick<TurnOrder, 'dataset' | 'chain'>,
  operationId: string | null,
): Promise<{ turn: Turn; things: TurnedThings }> {
  const { dataset, chain } = order;
  const { act } = chain;
  const willStand = !doesActStand(chain);
  if (act.kind === 'revert') throw new Error(`Operation ${act.seq} stands at the foot of a chain and is a revert.`);
  const things = await INVERSES[act.kind](tx, { ...order, willStand, operationId });
  const gone = await readGone(tx, dataset, { chain, willStand, goneIds: things.goneClassIds });
  return { turn: { datasetId: dataset.id, act, tip: tipOf(chain), willStand, gone }, things };
}

async function readGone(
  tx: Tx,
  dataset: AuthorizedDataset,
  after: { chain: Chain; willStand: boolean; goneIds: readonly string[] | undefined },
): Promise<GoneClasses> {
  const goneIds =
    after.goneIds ?? (await readClassRows(tx, dataset.id)).filter((row) => !row.isLive).map((row) => row.id);
  if (goneIds.length === 0) return new Map();
  const ends = await listEndsOfClasses(tx, dataset.id);
  return findGone(
    goneIds,
    ends.map((end) => (end.operationId === after.chain.act.id ? { ...end, stands: after.willStand } : end)),
  );
}

/**
 * Appends the operation that turns an act, of any size, with everything that follows: states, labels, counters. The
 * caller holds the dataset's row. Returns the id of the new operation.
 */
export async function turnAct(tx: Tx, order: TurnOrder): Promise<string> {
  const { dataset, chain, way, idempotencyKey, requestHash } = order;
  const { labelClassId, groupSource, groupId, groupTitle, id: revertsId } = tipOf(chain);
  const id = uuidv7();
  const { turn, things } = await openTurn(tx, order, id);
  const { changedCount, keptCount } = await layOutTurn(tx, turn);
  const { changes } = things;
  const operation = {
    id,
    kind: 'revert' as const,
    personId: order.actor.personId,
    ...{ labelClassId, groupSource, groupId, groupTitle },
    sampleCount: changedCount,
    excludedCount: 0,
    beyondCount: 0,
    conflictCount: keptCount,
    ...{ idempotencyKey, requestHash, revertsId },
    note: null,
    detail: { type: 'revert' as const, way, stepId: order.stepId ?? id, ...(changes === undefined ? {} : { changes }) },
    createdAt: new Date(),
  };
  await recordEffects(tx, { dataset, operation, effects: changedCount === 0 ? null : turnEffects });
  return id;
}
