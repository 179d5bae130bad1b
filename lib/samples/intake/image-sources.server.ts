import { createReadStream } from 'node:fs';
import { config } from '@/lib/config.server';
import type { IntakeFile, IntakePlace, IntakeProblem } from '@/lib/samples/intake/intake-message';
import { fileProblem, sortFiles } from '@/lib/samples/intake/sort-files.server';
import {
  decompressedLimit,
  openZip,
  UnreadableArchive,
  type ZipArchive,
  type ZipEntry,
} from '@/lib/samples/intake/zip-entries.server';

/** Something that may be a picture: a file of its own (position 0) or an entry of an archive. */
export type ImageSource = IntakePlace & {
  /** '' for a file of its own, whose name only the parent knows. */
  name: string;
  extension: string;
  sizeBytes: number;
  open: () => AsyncIterable<Uint8Array>;
};

/** A source to read, or what is left out unread, in the order of the files; `done` and `total` count entries. */
export type ListedSource = { source: ImageSource } | { problem: IntakeProblem };

/** The limit on everything that archives give was passed: nothing of the import is kept. */
export class DecompressionBomb extends UnreadableArchive {}

/** Lists the sources of an import and counts the bytes that archives give. */
export class ImageSources {
  readonly #files: readonly IntakeFile[];
  readonly #limitBytes: number;
  readonly #archives: ZipArchive[] = [];
  decompressedBytes: number;
  total = 0;

  constructor(files: readonly IntakeFile[], decompressedBytes: number) {
    this.#files = [...files].sort((a, b) => a.position - b.position);
    this.#limitBytes = decompressedLimit(files.reduce((sum, file) => sum + file.sizeBytes, 0));
    this.decompressedBytes = decompressedBytes;
  }

  /** Closes the archives, once no source is being read any more. */
  close(): void {
    for (const zip of this.#archives) zip.close();
  }

  /** Sources behind a place, or all. Archives stay open until close. */
  async *list(after: IntakePlace | null): AsyncGenerator<ListedSource> {
    const sorted = await sortFiles(this.#files);
    const archives = new Set(sorted.archives);
    const images = new Set(sorted.images);
    const problems = new Map(sorted.problems.map((problem) => [problem.filePosition, problem]));
    this.total = this.#files.length - archives.size;
    for (const file of this.#files) {
      const isPast = after !== null && file.position < after.filePosition;
      const isSame = after !== null && file.position === after.filePosition;
      if (archives.has(file))
        yield* this.#listArchive(file, isPast ? Number.POSITIVE_INFINITY : isSame ? after.position : 0);
      else if (isPast || isSame) continue;
      else if (images.has(file)) yield { source: toSource(file) };
      else
        yield {
          problem:
            problems.get(file.position) ?? fileProblem(file, 'A text file among pictures. Import texts by themselves.'),
        };
    }
  }

  async *#listArchive(file: IntakeFile, behind: number): AsyncGenerator<ListedSource> {
    let position = 0;
    try {
      const zip = await openZip(file.path, (byteCount, entry) => this.#countBytes(byteCount, entry));
      this.#archives.push(zip);
      this.total += zip.entryCount;
      if (behind === Number.POSITIVE_INFINITY) return;
      for await (const entry of zip.entries()) {
        position = entry.position;
        if (entry.isIgnored) this.total -= 1;
        else if (position > behind) yield describeEntry(file, zip, entry);
      }
    } catch (error) {
      if (!(error instanceof UnreadableArchive)) throw error;
      if (position + 1 <= behind) return;
      yield { problem: { ...fileProblem(file, error.message), position: position === 0 ? 0 : position + 1 } };
    }
  }

  #countBytes(byteCount: number, entry: ZipEntry): void {
    this.decompressedBytes += byteCount;
    if (this.decompressedBytes <= this.#limitBytes) return;
    throw new DecompressionBomb(
      `Unpacking passed ${this.#limitBytes} bytes, the limit (${config().MAX_DECOMPRESSED_BYTES} bytes in all, and ` +
        `${config().MAX_DECOMPRESSION_RATIO} times the size of the archive), at entry ${entry.position}, ${entry.name}. Nothing was imported.`,
    );
  }
}

function toSource(file: IntakeFile): ImageSource {
  return {
    filePosition: file.position,
    position: 0,
    name: '',
    extension: file.extension,
    sizeBytes: file.sizeBytes,
    open: () => createReadStream(file.path),
  };
}

function describeEntry(file: IntakeFile, zip: ZipArchive, entry: ZipEntry): ListedSource {
  const { position, name, declaredBytes: sizeBytes } = entry;
  const place = { filePosition: file.position, position, name };
  if (entry.refusal !== null) return { problem: { ...place, reason: entry.refusal, sizeBytes } };
  return { source: { ...place, extension: '', sizeBytes, open: () => zip.read(entry) } };
}
