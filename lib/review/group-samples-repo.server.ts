import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { matchSamples } from '@/lib/review/sample-filter-repo.server';
import type { SampleFilter } from '@/lib/samples/sample';

/** The ids of all live samples that match, ascending, as 16 bytes each: a million are 16 MB and one row. */
export async function packMatching(tx: Tx, dataset: AuthorizedDataset, filter: SampleFilter): Promise<Uint8Array> {
  const matching = await matchSamples(tx, dataset, filter);
  const [row] = await tx.$queryRaw<{ ids: Uint8Array | null }[]>`
    SELECT string_agg(uuid_send(s."id"), ''::bytea ORDER BY s."id") AS ids
    FROM "Sample" s WHERE ${matching}`;
  return row?.ids ?? new Uint8Array(0);
}
