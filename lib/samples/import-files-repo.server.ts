import type { Tx } from '@/lib/db/client.server';
import { NotFound } from '@/lib/errors';
import type { ImportFileItem } from '@/lib/samples/import';

/** A file of an import as the server works with it. */
export type ImportFileRecord = {
  position: number;
  name: string;
  sizeBytes: number;
  sha256: Uint8Array | null;
  status: ImportFileItem['status'];
};

/** Files of an import by position. */
export async function listImportFiles(tx: Tx, importId: string): Promise<ImportFileRecord[]> {
  const rows = await tx.importFile.findMany({ where: { importId }, orderBy: { position: 'asc' } });
  return rows.map((row) => ({ ...row, sizeBytes: Number(row.sizeBytes) }));
}

/** One file of an import. Throws NotFound. */
export async function getImportFile(tx: Tx, importId: string, position: number): Promise<ImportFileRecord> {
  const row = await tx.importFile.findUnique({ where: { importId_position: { importId, position } } });
  if (row === null) throw new NotFound('file of this import at position', String(position));
  return { ...row, sizeBytes: Number(row.sizeBytes) };
}

/** Marks a file as staged, with the hash of its bytes, or as unreadable, with the reason. */
export async function updateImportFile(
  tx: Tx,
  place: { importId: string; position: number },
  change: {
    status: ImportFileItem['status'];
    sha256?: Uint8Array<ArrayBuffer>;
    sizeBytes?: number;
    reason?: string | null;
  },
): Promise<ImportFileItem> {
  const row = await tx.importFile.update({ where: { importId_position: place }, data: change });
  return toFileItem({ ...row, sizeBytes: Number(row.sizeBytes) });
}

/** Marks the files with a reason as unreadable, and those without one, if they were, as staged again. */
export async function markFiles(tx: Tx, importId: string, reasons: ReadonlyMap<number, string>): Promise<void> {
  await tx.importFile.updateMany({
    where: { importId, status: 'unreadable', position: { notIn: [...reasons.keys()] } },
    data: { status: 'staged', reason: null },
  });
  for (const [position, reason] of reasons) {
    await updateImportFile(tx, { importId, position }, { status: 'unreadable', reason });
  }
}

/** How many files of an import have not arrived. */
export async function countMissingFiles(tx: Tx, importId: string): Promise<number> {
  return tx.importFile.count({ where: { importId, status: 'expected' } });
}

/** A file of an import as the API shows it. */
export function toFileItem(file: ImportFileRecord & { reason?: string | null }): ImportFileItem {
  const { position, name, sizeBytes, status, reason } = file;
  return { position, name, sizeBytes, status, reason: reason ?? null };
}
