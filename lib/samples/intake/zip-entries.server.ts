import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { config } from '@/lib/config.server';
import { SheafError } from '@/lib/errors';
import { toDisplayName } from '@/lib/samples/intake/display-name';
import { isSystemFile } from '@/lib/samples/intake/file-kind';

/** An archive cannot be read, or reading it passed a limit; the message is for a person. */
export class UnreadableArchive extends Error {
  override readonly name = 'UnreadableArchive';
}

/** An entry cannot be read; the message is the reason for a person. */
export class UnreadableEntry extends Error {
  override readonly name = 'UnreadableEntry';
}

/** An entry as the directory of the archive describes it; `refusal` says why its bytes are not even read. */
export type ZipEntry = {
  /** 1-based, in the order of the directory; folders and system files count too. */
  position: number;
  name: string;
  /** As the directory says; the truth is counted while reading. */
  declaredBytes: number;
  /** Folders and files that systems leave behind: passed over without a word. */
  isIgnored: boolean;
  refusal: string | null;
  entry: Entry;
};

/** An opened archive. The bytes that its entries gave are counted against one limit. */
export type ZipArchive = {
  entryCount: number;
  entries: () => AsyncGenerator<ZipEntry>;
  read: (entry: ZipEntry) => AsyncGenerator<Buffer>;
  close: () => void;
};

/** Bytes that archives of `compressedBytes` may give: a multiple of that plus some, and never more than the total limit. */
export function decompressedLimit(compressedBytes: number): number {
  const { MAX_DECOMPRESSED_BYTES, MAX_DECOMPRESSION_RATIO } = config();
  return Math.min(MAX_DECOMPRESSED_BYTES, compressedBytes * MAX_DECOMPRESSION_RATIO + 100_000_000);
}

/**
 * Opens a zip by its directory at the end. `onBytes` hears of every decompressed piece and throws to stop everything.
 * Throws UnreadableArchive for damaged ones and for too many entries.
 */
export async function openZip(
  path: string,
  onBytes: (byteCount: number, entry: ZipEntry) => void,
): Promise<ZipArchive> {
  const zip = await openFile(path);
  const { MAX_ARCHIVE_ENTRIES } = config();
  if (zip.entryCount > MAX_ARCHIVE_ENTRIES) {
    zip.close();
    throw new UnreadableArchive(`The archive has ${zip.entryCount} entries; the limit is ${MAX_ARCHIVE_ENTRIES}.`);
  }
  return {
    entryCount: zip.entryCount,
    entries: () => listEntries(zip),
    read: (entry) => readEntry(zip, entry, onBytes),
    close: () => zip.close(),
  };
}

function openFile(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false };
    yauzl.open(path, options, (error, zip) => {
      if (error) reject(new UnreadableArchive(`The zip archive cannot be read: ${error.message.replace(/\.$/, '')}.`));
      else resolve(zip);
    });
  });
}

async function* listEntries(zip: ZipFile): AsyncGenerator<ZipEntry> {
  let position = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      position += 1;
      yield describeEntry(entry, position);
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UnreadableArchive(
      `The directory of the zip archive is damaged behind entry ${position}: ${message.replace(/\.$/, '')}.`,
    );
  }
}

function describeEntry(entry: Entry, position: number): ZipEntry {
  const raw = yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
  const declaredBytes = Number.isSafeInteger(entry.uncompressedSize) ? entry.uncompressedSize : Number.MAX_SAFE_INTEGER;
  return {
    position,
    name: toDisplayName(raw),
    declaredBytes,
    isIgnored: /[/\\]$/.test(raw) || isSystemFile(raw),
    refusal: refuseEntry(entry),
    entry,
  };
}

const FILE_TYPE_MASK = 0o170000;
const REGULAR = 0o100000;
const LINK = 0o120000;

function refuseEntry(entry: Entry): string | null {
  const fileType = (entry.externalFileAttributes >>> 16) & FILE_TYPE_MASK;
  if (fileType === LINK) return 'The entry is a link. Links are not imported.';
  if (fileType !== 0 && fileType !== REGULAR) return 'The entry is not a plain file. Only plain files are imported.';
  if (entry.isEncrypted()) return 'The entry is encrypted. Unpack the archive and import what it holds.';
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    return `The entry is compressed by method ${entry.compressionMethod}; only deflate and stored are read.`;
  }
  return null;
}

async function* readEntry(
  zip: ZipFile,
  described: ZipEntry,
  onBytes: (byteCount: number, entry: ZipEntry) => void,
): AsyncGenerator<Buffer> {
  const { MAX_ENTRY_BYTES } = config();
  let checksum = 0;
  let sizeBytes = 0;
  const stream = await openEntry(zip, described.entry);
  try {
    for await (const piece of stream) {
      const bytes: Buffer = piece;
      sizeBytes += bytes.length;
      if (sizeBytes > MAX_ENTRY_BYTES) {
        throw new UnreadableEntry(
          `The entry has more than ${Math.round(MAX_ENTRY_BYTES / 2 ** 20)} MiB, the limit of one entry.`,
        );
      }
      onBytes(bytes.length, described);
      if (sizeBytes > described.declaredBytes) throw new UnreadableEntry(wrongSize(described, 'more'));
      checksum = crc32(bytes, checksum);
      yield bytes;
    }
  } catch (error) {
    throw toEntryError(error);
  } finally {
    stream.destroy();
  }
  if (sizeBytes < described.declaredBytes) throw new UnreadableEntry(wrongSize(described, 'fewer'));
  if (checksum !== described.entry.crc32) {
    throw new UnreadableEntry('The entry is damaged: its checksum differs from the one in the archive.');
  }
}

function wrongSize(entry: ZipEntry, how: string): string {
  return `The entry is damaged: it holds ${how} bytes than the ${entry.declaredBytes} that the archive says.`;
}

function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) reject(toEntryError(error));
      else resolve(stream);
    });
  });
}

function toEntryError(error: unknown): Error {
  // A limit of whoever reads says what it is by itself.
  if (error instanceof UnreadableEntry || error instanceof UnreadableArchive || error instanceof SheafError)
    return error;
  const message = error instanceof Error ? error.message : String(error);
  return new UnreadableEntry(`The entry is damaged and cannot be unpacked (${message.slice(0, 200)}).`);
}
