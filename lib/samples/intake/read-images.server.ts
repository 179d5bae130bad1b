import { createHash, randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { config } from '@/lib/config.server';
import { CompactHashSet } from '@/lib/samples/intake/compact-hash-set';
import {
  type ImageKind,
  knownExtension,
  MEDIA_TYPES,
  recognizeBytes,
  refuseAsImage,
} from '@/lib/samples/intake/file-kind';
import { copyImage, type ImageCopy, UnreadableImage } from '@/lib/samples/intake/image-copies.server';
import type { ImageSource } from '@/lib/samples/intake/image-sources.server';
import { EXIT_STUCK, type IntakeImage, type IntakeResult } from '@/lib/samples/intake/intake-message';
import { readHead } from '@/lib/samples/intake/open-table.server';
import { UnreadableEntry } from '@/lib/samples/intake/zip-entries.server';
import { writeHashed } from '@/lib/storage/blobs.server';

const HEAD_BYTES = 512;

/** Makes results of picture files: the original and its copies go to outDir under their hashes. */
export class ImageReader {
  readonly #outDir: string;
  readonly #seen = new CompactHashSet();
  readonly #gate: Gate;

  constructor(outDir: string, decodeConcurrency: number) {
    this.#outDir = outDir;
    this.#gate = new Gate(decodeConcurrency);
  }

  /** The sample that a picture file becomes, or why it is left out. Throws only when the machine fails. */
  async read(source: ImageSource): Promise<IntakeResult> {
    const { filePosition, position, name } = source;
    const temp = path.join(this.#outDir, `.entry-${randomUUID()}`);
    try {
      const { hash, sizeBytes } = await writeHashed(temp, source.open());
      const payloadHash = Buffer.from(hash).toString('hex');
      const image = this.#seen.has(hash) ? null : await this.#takeImage(temp, payloadHash, source);
      this.#seen.add(hash);
      const common = { text: null, externalId: null, label: null, metadata: null };
      const place = { filePosition, position, name };
      return { row: { ...place, payloadHash, sizeBytes, preview: name, ...common, image } };
    } catch (error) {
      if (!(error instanceof UnreadableImage || error instanceof UnreadableEntry)) throw error;
      return { problem: { filePosition, position, name, reason: error.message, sizeBytes: source.sizeBytes } };
    } finally {
      await rm(temp, { force: true });
    }
  }

  async #takeImage(temp: string, payloadHash: string, source: ImageSource): Promise<IntakeImage> {
    const found = recognizeBytes(await readHead(temp, HEAD_BYTES));
    const refusal = refuseAsImage(source.extension || knownExtension(source.name), found);
    if (refusal !== null) throw new UnreadableImage(refusal);
    const kind = found.kind as ImageKind;
    const { width, height, view, thumb } = await this.#gate.run(() => watchWork(copyImage(temp, kind)));
    await rename(temp, path.join(this.#outDir, payloadHash));
    const [viewFile, thumbFile] = await Promise.all([this.#keep(view), thumb === view ? null : this.#keep(thumb)]);
    const smallFile = thumbFile ?? viewFile;
    return {
      width,
      height,
      mediaType: MEDIA_TYPES[kind],
      viewHash: viewFile.hash,
      viewSizeBytes: viewFile.sizeBytes,
      thumbHash: smallFile.hash,
      thumbSizeBytes: smallFile.sizeBytes,
    };
  }

  async #keep(copy: ImageCopy): Promise<{ hash: string; sizeBytes: number }> {
    const hash = createHash('sha256').update(copy.bytes).digest('hex');
    const temp = path.join(this.#outDir, `.copy-${randomUUID()}`);
    const { sizeBytes } = await writeHashed(temp, [copy.bytes]);
    await rename(temp, path.join(this.#outDir, hash));
    return { hash, sizeBytes };
  }
}

/** Ends the process when a picture neither decodes nor fails: native code that hangs cannot be stopped otherwise. */
async function watchWork<T>(work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => process.exit(EXIT_STUCK), config().IMAGE_DECODE_TIMEOUT_MS * 2);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

/** Lets so many pieces of work run at one time: decoding takes memory and a core, waiting for the disk takes neither. */
class Gate {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#free = size;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
