import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { matchSamples } from '@/lib/review/sample-filter-repo.server';
import type { SampleFilter } from '@/lib/samples/sample';

/** The places (from 0, ascending) of those among some samples that are live and match a filter. */
export async function keepMatching(
  tx: Tx,
  dataset: AuthorizedDataset,
  { sampleIds, filter }: { sampleIds: readonly string[]; filter: SampleFilter },
): Promise<number[]> {
  if (sampleIds.length === 0) return [];
  const matching = await matchSamples(tx, dataset, filter);
  const rows = await tx.$queryRaw<{ place: number }[]>`
    SELECT given."place"::int - 1 AS "place"
    FROM unnest(${[...sampleIds]}::uuid[]) WITH ORDINALITY AS given("id", "place")
    JOIN "Sample" s ON s."id" = given."id" WHERE ${matching} ORDER BY given."place"`;
  return rows.map(({ place }) => place);
}
