import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { Conflict } from '@/lib/errors';
import { listMakers, listStanding } from '@/lib/groups/regroup-repo.server';
import type { StandingRegrouping } from '@/lib/groups/regrouping';
import type { Chain } from '@/lib/operations/chain';
import { readDetail } from '@/lib/operations/operation-detail';

type Turn = { dataset: Pick<AuthorizedDataset, 'id'>; chain: Chain; willStand: boolean };

/**
 * What taking a split or a merge back, or bringing it back, changes in the queue. Nothing is written: the queue follows from
 * the log. Throws Conflict while something stands on top: a part was split or merged further, or what was brought together
 * again is in another group by now.
 */
export async function turnRegrouping(tx: Tx, { dataset, chain, willStand }: Turn): Promise<{ says: string[] }> {
  const { act } = chain;
  const detail = readDetail(act.detail);
  if (detail?.type !== 'regroup') throw new Error(`Operation ${act.seq} has no groups.`);
  const standing = (await listStanding(tx, dataset.id)).filter(
    ({ operationId, kind }) => operationId !== act.id && kind !== 'park',
  );
  const touched = new Set(willStand ? detail.fromIds : detail.intoIds);
  const onTop = standing.find(({ fromIds }) => fromIds.some((id) => touched.has(id)));
  if (onTop !== undefined) throw new Conflict(describeOnTop(onTop, willStand));
  if (willStand) await refuseMissing(tx, { fromIds: detail.fromIds, standing });
  return { says: [describeTurn(act.kind === 'split', act.groupTitle ?? 'the group', willStand)] };
}

function describeOnTop({ kind, groupTitle, personName, seq }: StandingRegrouping, willStand: boolean): string {
  const did = kind === 'split' ? `split ${groupTitle}` : `made ${groupTitle}`;
  const place = willStand ? 'Since then' : 'On top of it';
  return `${place}, ${personName} ${did} in operation ${seq}. Nothing was changed. Take that back first.`;
}

function describeTurn(isSplit: boolean, title: string, willStand: boolean): string {
  if (isSplit) return willStand ? `${title} is split again` : `${title} comes back in place of its parts`;
  return willStand ? `${title} is merged again` : `What was merged into ${title} stands apart again`;
}

async function refuseMissing(
  tx: Tx,
  { fromIds, standing }: { fromIds: readonly string[]; standing: readonly StandingRegrouping[] },
): Promise<void> {
  const makers = await listMakers(tx, fromIds);
  const standingIds = new Set(standing.map(({ operationId }) => operationId));
  const missing = makers.find(({ operationId }) => !standingIds.has(operationId));
  if (missing === undefined) return;
  throw new Conflict(
    `${missing.title} is not there any more: operation ${missing.seq}, which made it, was taken back. Nothing was changed. Bring that back first.`,
  );
}

/** What taking a park back, or bringing it back, changes. Throws Conflict for a group that is parked again already. */
export async function turnPark(tx: Tx, { dataset, chain, willStand }: Turn): Promise<{ says: string[] }> {
  const { act } = chain;
  const title = act.groupTitle ?? 'The group';
  if (!willStand) return { says: [`${title} comes back into the queue`] };
  const again = (await listStanding(tx, dataset.id)).find(
    ({ kind, groupId, operationId }) => kind === 'park' && groupId === act.groupId && operationId !== act.id,
  );
  if (again === undefined) return { says: [`${title} is parked again`] };
  throw new Conflict(`${title} was parked again by ${again.personName}, operation ${again.seq}. Nothing was changed.`);
}
