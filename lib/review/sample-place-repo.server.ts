import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { matchSamples } from '@/lib/review/sample-filter-repo.server';
import type { SampleFilter, SamplePlace } from '@/lib/samples/sample';

/**
 * Where a sample stands among those that match a filter: its neighbours in the order of the list, its place from 1, and
 * how many match. A sample that does not match (any more) has no place, but still the two between which it would stand.
 */
export async function findSamplePlace(
  tx: Tx,
  dataset: AuthorizedDataset,
  sampleId: string,
  filter: SampleFilter,
): Promise<SamplePlace> {
  const matching = await matchSamples(tx, dataset, filter);
  const rows = await tx.$queryRaw<SamplePlace[]>`
    WITH counted AS (
      SELECT count(*)::int AS "totalCount",
        count(*) FILTER (WHERE s."id" < ${sampleId}::uuid)::int AS "beforeCount",
        count(*) FILTER (WHERE s."id" = ${sampleId}::uuid)::int AS "ownCount"
      FROM "Sample" s WHERE ${matching})
    SELECT
      (SELECT s."id" FROM "Sample" s WHERE ${matching} AND s."id" < ${sampleId}::uuid
        ORDER BY s."id" DESC LIMIT 1) AS "previousId",
      (SELECT s."id" FROM "Sample" s WHERE ${matching} AND s."id" > ${sampleId}::uuid
        ORDER BY s."id" LIMIT 1) AS "nextId",
      CASE WHEN "ownCount" = 1 THEN "beforeCount" + 1 END AS "position",
      "totalCount"
    FROM counted`;
  return rows[0] ?? { previousId: null, nextId: null, position: null, totalCount: 0 };
}
