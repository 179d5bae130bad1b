import { stat } from 'node:fs/promises';
import { type PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { Invalid } from '@/lib/errors';
import { formatCsvRow, formatHeader, shapeCsv } from '@/lib/exchange/formats/csv';
import { FolderPlan, TABLE_NAME } from '@/lib/exchange/formats/folders';
import { type ExportSource, encodeLines, type FormatWriter } from '@/lib/exchange/formats/source';
import { blobFile, openBlob } from '@/lib/storage/blobs.server';
import type { ManifestRow } from '@/lib/versions/version';

/**
 * Entries carry no time and no compression: 1 January 1980 by DOS, which has no time zone, and bytes as they are, so
 * that neither the day nor the zlib of a machine can change the archive.
 */
function describeEntry(sizeBytes: number | null) {
  const size = sizeBytes === null ? {} : { size: sizeBytes };
  return { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644, compress: false, ...size };
}

/**
 * A zip with one folder for each class and in it the original bytes of its images, and `labels.csv`, which says for
 * each file where its label comes from. Images without a label are left out.
 */
export const writeFolders: FormatWriter = async function* (source) {
  const zip = new ZipFile();
  // yazl is typed for any stream, but makes a PassThrough.
  const output = zip.outputStream as PassThrough;
  zip.on('error', (error: Error) => output.destroy(error));
  const filled = fill(zip, source).catch((error: unknown) => {
    output.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    for await (const chunk of output) yield chunk as Uint8Array;
    await filled;
  } finally {
    // Ends a waiting fill() too: an entry that never starts would keep it for ever.
    output.destroy();
  }
};

async function fill(zip: ZipFile, source: ExportSource): Promise<void> {
  const plan = new FolderPlan(source.classes, source.isMultiLabel);
  for await (const row of source.readRows()) {
    const place = plan.place(row);
    if (place !== null) await addImage(zip, row, place);
    source.onRow();
  }
  await addStream(zip, TABLE_NAME, null, () => Readable.from(encodeLines(formatTable(source))));
  zip.end();
}

async function addImage(zip: ZipFile, row: ManifestRow, place: string): Promise<void> {
  const hash = Buffer.from(row.payloadHash, 'hex');
  const found = await stat(blobFile(hash)).catch(() => null);
  if (found === null) {
    throw new Invalid(
      `The file of ${row.name} (${row.payloadHash.slice(0, 12)}…) is missing in the data directory. Bring it back and export again.`,
    );
  }
  await addStream(zip, place, found.size, () => openBlob(hash));
}

/** Resolves when the archive begins to read the entry: so at most one waits, and memory stays flat. */
function addStream(zip: ZipFile, name: string, sizeBytes: number | null, open: () => Readable): Promise<void> {
  const output = zip.outputStream as PassThrough;
  return new Promise((resolve, reject) => {
    if (output.destroyed) {
      reject(new Error('The archive was given up.'));
      return;
    }
    output.once('close', resolve);
    zip.addReadStreamLazy(name, describeEntry(sizeBytes), (start) => {
      output.off('close', resolve);
      start(null, follow(zip, open()));
      resolve();
    });
  });
}

/** Ties a stream to the archive: its error is the archive's, and it is closed when the archive is given up. */
function follow(zip: ZipFile, stream: Readable): Readable {
  const giveUp = () => stream.destroy();
  zip.outputStream.once('close', giveUp);
  stream.once('close', () => zip.outputStream.off('close', giveUp));
  stream.on('error', (error) => zip.emit('error', error));
  return stream;
}

async function* formatTable(source: ExportSource): AsyncGenerator<string> {
  const shape = await shapeCsv(source);
  const plan = new FolderPlan(source.classes, source.isMultiLabel);
  yield formatHeader(shape, ['file']);
  for await (const row of source.readRows()) {
    const place = plan.place(row);
    if (place !== null) yield formatCsvRow(shape, row, [place]);
  }
}
