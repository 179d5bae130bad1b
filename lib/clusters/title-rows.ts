/** Texts that titles are made from. Up to so many samples, every text is read. */
export const titleTextLimit = 100_000;
/** Texts of a cluster that are read at least, where it has as many. */
const smallestShare = 50;

/**
 * Which rows to read for the titles of clusters, ascending: all of them up to `limit`; of more, the same share of every
 * cluster, but 50 at least, spread evenly from the nearest to its centre to the farthest.
 */
export function chooseTitleRows(clusters: readonly { rows: Int32Array }[], limit = titleTextLimit): Int32Array {
  const totalCount = clusters.reduce((sum, { rows }) => sum + rows.length, 0);
  const share = Math.min(1, limit / Math.max(1, totalCount));
  const counts = clusters.map(({ rows: { length } }) =>
    Math.min(length, Math.max(smallestShare, Math.ceil(length * share))),
  );
  const chosen = new Int32Array(counts.reduce((sum, count) => sum + count, 0));
  let filled = 0;
  for (const [i, { rows }] of clusters.entries()) {
    const count = counts[i] ?? 0;
    for (let n = 0; n < count; n += 1) chosen[filled++] = rows[Math.floor((n * rows.length) / count)] as number;
  }
  return chosen.sort();
}
