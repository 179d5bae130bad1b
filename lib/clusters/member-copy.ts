import { encodeId, idSizeBytes } from '@/lib/embeddings/id-bytes';

// Rows of "ClusterMember" in the binary format of COPY (PostgreSQL documentation, "COPY"): big-endian, each field with
// its length before it.

/** What stands before all rows: signature, flags, and no extension. */
export const copyHeader = Uint8Array.of(
  0x50,
  0x47,
  0x43,
  0x4f,
  0x50,
  0x59,
  0x0a,
  0xff,
  0x0d,
  0x0a,
  ...Array(9).fill(0),
);
/** What stands behind all rows. */
export const copyTrailer = Uint8Array.of(0xff, 0xff);

/** The order in which the fields of a member are written. */
export const memberColumns = '"runId", "sampleId", "clusterId", rank, distance';

const fieldCount = 5;
const lengthBytes = 4;
const rowSizeBytes = 2 + 3 * (lengthBytes + idSizeBytes) + 2 * (lengthBytes + 4);

/** Members of one cluster, nearest first: rows of `ids` and 1 − cosine to the centre. */
export type MemberRows = { readonly rows: Int32Array; readonly distances: Float32Array };

/**
 * Members `start` to `end − 1` of a cluster, 78 bytes each, with their place as their rank. `ids` holds 16 bytes for each
 * row.
 */
export function encodeMembers(
  { runId, clusterId, ids }: { runId: string; clusterId: string; ids: Uint8Array },
  { rows, distances }: MemberRows,
  { start, end }: { start: number; end: number },
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array((end - start) * rowSizeBytes);
  const view = new DataView(bytes.buffer);
  const run = encodeId(runId);
  const cluster = encodeId(clusterId);
  for (let rank = start, at = 0; rank < end; rank += 1, at += rowSizeBytes) {
    const row = rows[rank] as number;
    view.setInt16(at, fieldCount);
    putBytes(view, bytes, at + 2, run);
    putBytes(view, bytes, at + 22, ids.subarray(row * idSizeBytes, (row + 1) * idSizeBytes));
    putBytes(view, bytes, at + 42, cluster);
    view.setInt32(at + 62, 4);
    view.setInt32(at + 66, rank);
    view.setInt32(at + 70, 4);
    view.setFloat32(at + 74, distances[rank] as number);
  }
  return bytes;
}

function putBytes(view: DataView, bytes: Uint8Array, at: number, value: Uint8Array): void {
  view.setInt32(at, value.length);
  bytes.set(value, at + lengthBytes);
}
