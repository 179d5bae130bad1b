import type { Metric } from '@/lib/math/neighbours/coded-rows';
import { compareNear, makeLists, measureRows, type NearestLists, writeList } from '@/lib/math/neighbours/measure';
import type { Rows } from '@/lib/math/vectors';

/**
 * The k nearest rows of every query, by measuring all of them: what every faster way is compared with. Without
 * `queries` the rows themselves are asked, each for the others.
 */
export function findNearestByForce(request: { rows: Rows; queries?: Rows; k: number; metric: Metric }): NearestLists {
  const { rows, queries = rows, k, metric } = request;
  const lists = makeLists(queries.rowCount, k);
  for (let query = 0; query < queries.rowCount; query++) {
    const near = Array.from({ length: rows.rowCount }, (_, row) => ({
      row,
      measure: measureRows(metric, queries, query, rows, row),
    }));
    const others = request.queries === undefined ? near.filter(({ row }) => row !== query) : near;
    writeList(lists, query, others.sort(compareNear(metric)));
  }
  return lists;
}
