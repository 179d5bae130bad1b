import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { readClassNames } from '@/lib/datasets/class-names-repo.server';
import { getProgress } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { PrismaClient } from '@/lib/db/generated/client';
import { REVERT_TIMEOUT_MS, refuseFallen } from '@/lib/labels/revert.server';
import type { RevertPreview } from '@/lib/labels/revert-preview';
import { openTurn } from '@/lib/labels/turn.server';
import { readChain } from '@/lib/operations/chain-repo.server';
import { readOperation } from '@/lib/operations/log-repo.server';
import type { TurnedSample } from '@/lib/operations/operation-log';
import { TURN_OUTCOMES, type TurnOutcome } from '@/lib/operations/turn-outcome';
import { listTurned, sumTurn, type TurnGroup } from '@/lib/operations/turn-preview-repo.server';
import { prepareTurn } from '@/lib/operations/turn-repo.server';

/** Samples of each outcome that a preview shows before anyone asks for more. */
const FIRST_SAMPLES = 8;

type Request = { dataset: AuthorizedDataset; operationId: string };

/**
 * What reverting an operation would do, at the present revision. Nothing is changed, and nobody waits for it. Throws
 * NotFound, and Conflict where the revert itself would be refused.
 */
export async function previewRevert(client: PrismaClient, request: Request): Promise<RevertPreview> {
  return await client.$transaction((tx) => preview(tx, request), {
    isolationLevel: 'RepeatableRead',
    timeout: REVERT_TIMEOUT_MS,
  });
}

async function preview(tx: Tx, { dataset, operationId }: Request): Promise<RevertPreview> {
  const chain = await readChain(tx, operationId);
  refuseFallen(chain, operationId);
  const { turn: order, things } = await openTurn(tx, { dataset, chain }, null);
  const turn = await prepareTurn(tx, order);
  const groups = await sumTurn(tx, turn, FIRST_SAMPLES);
  const outcomes: RevertPreview['outcomes'] = [];
  for (const { outcome, count } of sumOutcomes(groups)) {
    const among = groups.find((group) => group.outcome === outcome)?.firstIds ?? [];
    const page = { outcome, limit: FIRST_SAMPLES, after: null, among };
    const samples = count === 0 ? [] : (await listTurned(tx, turn, page)).samples;
    outcomes.push({ outcome, count, samples });
  }
  const { labeledCount, revision } = await getProgress(tx, dataset);
  const names = await readClassNames(tx, dataset, namedIn(groups, outcomes));
  return {
    operation: await readOperation(tx, operationId),
    willStand: turn.willStand,
    revision,
    outcomes,
    changes: groups.filter(({ outcome }) => outcome === 'relabeled').map(withoutCounts),
    labeledCount: { before: labeledCount, after: labeledCount + sumLabeled(groups) },
    classes: sumClasses(groups, names),
    names: names.map(({ id, name, slot }) => ({ id, name, slot })),
    says: things.says,
  };
}

/** One page of the samples of one outcome. */
export async function listTurnedSamples(
  client: PrismaClient,
  request: Request & { outcome: TurnOutcome; limit: number; after: string | null },
): Promise<{ samples: TurnedSample[]; nextCursor: string | null }> {
  const { dataset, operationId } = request;
  return await client.$transaction(
    async (tx) => {
      const chain = await readChain(tx, operationId);
      refuseFallen(chain, operationId);
      const { turn } = await openTurn(tx, { dataset, chain }, null);
      return await listTurned(tx, await prepareTurn(tx, turn), request);
    },
    { isolationLevel: 'RepeatableRead', timeout: REVERT_TIMEOUT_MS },
  );
}

function sumOutcomes(groups: readonly TurnGroup[]): { outcome: TurnOutcome; count: number }[] {
  return TURN_OUTCOMES.map((outcome) => ({
    outcome,
    count: groups.filter((group) => group.outcome === outcome).reduce((sum, { count }) => sum + count, 0),
  }));
}

const withoutCounts = ({ beforeClassIds, afterClassIds, count }: TurnGroup) => ({
  beforeClassIds,
  afterClassIds,
  count,
});

function sumLabeled(groups: readonly TurnGroup[]): number {
  return groups.reduce(
    (sum, { beforeClassIds, afterClassIds, liveCount }) =>
      sum + liveCount * (Number(afterClassIds.length > 0) - Number(beforeClassIds.length > 0)),
    0,
  );
}

function sumClasses(
  groups: readonly TurnGroup[],
  names: readonly { id: string; labelCount: number }[],
): RevertPreview['classes'] {
  const changes = new Map<string, number>();
  const add = (id: string, by: number) => changes.set(id, (changes.get(id) ?? 0) + by);
  for (const { beforeClassIds, afterClassIds, liveCount } of groups) {
    for (const id of beforeClassIds) add(id, -liveCount);
    for (const id of afterClassIds) add(id, liveCount);
  }
  return names
    .map(({ id, labelCount }) => ({
      labelClassId: id,
      before: labelCount,
      after: labelCount + (changes.get(id) ?? 0),
    }))
    .filter(({ before, after }) => before !== after)
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
}

function namedIn(groups: readonly TurnGroup[], outcomes: RevertPreview['outcomes']): string[] {
  const parts = [...groups, ...outcomes.flatMap(({ samples }) => samples)];
  return [...new Set(parts.flatMap(({ beforeClassIds, afterClassIds }) => [...beforeClassIds, ...afterClassIds]))];
}
