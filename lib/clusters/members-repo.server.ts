import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { copyHeader, copyTrailer, encodeMembers, type MemberRows, memberColumns } from '@/lib/clusters/member-copy';

/** Rows that are encoded at once, about 1.5 MiB. */
const partSize = 20_000;

/**
 * Writes the members of all clusters of a run by one COPY: cluster i has the id `clusterIds[i]`, and `ids` holds 16 bytes
 * for each row that `clusters` names. The caller has begun the transaction on the connection.
 */
export async function copyMembers(
  client: ClientBase,
  run: { runId: string; clusterIds: readonly string[]; ids: Uint8Array; clusters: readonly MemberRows[] },
): Promise<void> {
  const copy = client.query(copyFrom(`COPY "ClusterMember" (${memberColumns}) FROM STDIN (FORMAT binary)`));
  await pipeline(Readable.from(encodeRun(run), { objectMode: false }), copy);
}

function* encodeRun({
  runId,
  clusterIds,
  ids,
  clusters,
}: Parameters<typeof copyMembers>[1]): Generator<Uint8Array, void> {
  yield copyHeader;
  for (const [i, cluster] of clusters.entries()) {
    const names = { runId, clusterId: clusterIds[i] ?? '', ids };
    for (let start = 0; start < cluster.rows.length; start += partSize) {
      yield encodeMembers(names, cluster, { start, end: Math.min(cluster.rows.length, start + partSize) });
    }
  }
  yield copyTrailer;
}
