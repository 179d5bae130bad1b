import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import type { StoredBlob } from '@/lib/storage/blob';

/** Counts one reference per entry to payloads that are on disk; an unknown one gets its row. */
export async function referenceBlobs(tx: Tx, blobs: readonly StoredBlob[]): Promise<void> {
  if (blobs.length === 0) return;
  const hashes = blobs.map((blob) => blob.hash);
  const sizes = blobs.map((blob) => BigInt(blob.sizeBytes));
  const mediaTypes = blobs.map((blob) => blob.mediaType);
  await referenceBlobsOf(
    tx,
    Prisma.sql`SELECT * FROM unnest(${hashes}::bytea[], ${sizes}::bigint[], ${mediaTypes}::text[])
      AS listed("hash", "sizeBytes", "mediaType")`,
  );
}

/** The same for a query that answers rows of (hash, sizeBytes, mediaType); rows are locked in the order of their hash. */
export async function referenceBlobsOf(tx: Tx, rows: Prisma.Sql): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "Blob" AS b ("hash", "sizeBytes", "mediaType", "referenceCount")
    SELECT r."hash", max(r."sizeBytes"), min(r."mediaType"), count(*)::int FROM (${rows}) AS r
    GROUP BY r."hash" ORDER BY r."hash"
    ON CONFLICT ("hash") DO UPDATE SET "referenceCount" = b."referenceCount" + EXCLUDED."referenceCount"`;
}

/** Takes one reference per row of a query of (hash) back; nulls are passed over. The bytes stay until the next sweep. */
export async function releaseBlobsOf(tx: Tx, rows: Prisma.Sql): Promise<void> {
  await tx.$executeRaw`
    WITH released AS (
      SELECT r."hash", count(*)::int AS "references" FROM (${rows}) AS r WHERE r."hash" IS NOT NULL GROUP BY r."hash"
    ), locked AS (
      SELECT b."hash", released."references" FROM "Blob" b JOIN released USING ("hash")
      ORDER BY b."hash" FOR UPDATE OF b
    )
    UPDATE "Blob" AS b SET "referenceCount" = b."referenceCount" - locked."references"
    FROM locked WHERE b."hash" = locked."hash"`;
}

/** Which of these hashes (hex) no row references. */
export async function listUnreferenced(tx: Tx, hashes: readonly string[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ hash: string }[]>`
    SELECT listed."hash" FROM unnest(${[...hashes]}::text[]) AS listed("hash")
    WHERE NOT EXISTS (SELECT 1 FROM "Blob" b WHERE b."hash" = decode(listed."hash", 'hex') AND b."referenceCount" > 0)`;
  return new Set(rows.map((row) => row.hash));
}

/** Hex hashes of rows that nothing references and that are older than a time; at most 10,000. */
export async function listUnreferencedRows(tx: Tx, createdBefore: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ hash: string }[]>`
    SELECT encode("hash", 'hex') AS "hash" FROM "Blob"
    WHERE "referenceCount" = 0 AND "createdAt" < ${createdBefore} LIMIT 10000`;
  return rows.map((row) => row.hash);
}

/** Deletes rows (by hex hash) that nothing references; a row that gained a reference meanwhile stays. */
export async function deleteUnreferenced(tx: Tx, hashes: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ hash: string }[]>`
    DELETE FROM "Blob" WHERE "referenceCount" = 0
      AND "hash" IN (SELECT decode(listed."hash", 'hex') FROM unnest(${[...hashes]}::text[]) AS listed("hash"))
    RETURNING encode("hash", 'hex') AS "hash"`;
  return rows.map((row) => row.hash);
}

/** Bytes and rows that the database counts, and the bytes among them that nothing references. */
export async function countBlobs(
  tx: Tx,
): Promise<{ bytesCounted: number; rowsCounted: number; unreferencedBytes: number }> {
  const rows = await tx.$queryRaw<{ bytes: bigint; rows: bigint; unreferenced: bigint }[]>`
    SELECT coalesce(sum("sizeBytes"), 0)::bigint AS "bytes", count(*) AS "rows",
      coalesce(sum("sizeBytes") FILTER (WHERE "referenceCount" = 0), 0)::bigint AS "unreferenced" FROM "Blob"`;
  const row = rows[0];
  return {
    bytesCounted: Number(row?.bytes ?? 0),
    rowsCounted: Number(row?.rows ?? 0),
    unreferencedBytes: Number(row?.unreferenced ?? 0),
  };
}

/** Bytes of finished exports as the database counts them. */
export async function countExports(tx: Tx): Promise<number> {
  const total = await tx.export.aggregate({ where: { status: 'ready' }, _sum: { sizeBytes: true } });
  return Number(total._sum.sizeBytes ?? 0);
}
