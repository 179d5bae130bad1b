import { createHash, randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
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
import type { IntakeImage, IntakeResult } from '@/lib/samples/intake/intake-message';
import { readHead } from '@/lib/samples/intake/open-table.server';
import { UnreadableEntry } from '@/lib/samples/intake/zip-entries.server';
import { writeDurably } from '@/lib/storage/blobs.server';

const HEAD_BYTES = 512;

/** Makes results of picture files: the original and its copies go to outDir under their hashes. */
export class ImageReader {
  readonly #outDir: string;
  readonly #seen = new CompactHashSet();

  constructor(outDir: string) {
    this.#outDir = outDir;
  }

  /** The sample that a picture file becomes, or why it is left out. Throws only when the machine fails. */
  async read(source: ImageSource): Promise<IntakeResult> {
    const { filePosition, position, name } = source;
    const temp = path.join(this.#outDir, `.entry-${randomUUID()}`);
    try {
      const { hash, sizeBytes } = await writeDurably(temp, source.open());
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
    const { width, height, view, thumb } = await copyImage(temp, kind);
    await rename(temp, path.join(this.#outDir, payloadHash));
    const viewFile = await this.#keep(view);
    const thumbFile = thumb === view ? viewFile : await this.#keep(thumb);
    return {
      width,
      height,
      mediaType: MEDIA_TYPES[kind],
      viewHash: viewFile.hash,
      viewSizeBytes: viewFile.sizeBytes,
      thumbHash: thumbFile.hash,
      thumbSizeBytes: thumbFile.sizeBytes,
    };
  }

  async #keep(copy: ImageCopy): Promise<{ hash: string; sizeBytes: number }> {
    const hash = createHash('sha256').update(copy.bytes).digest('hex');
    const temp = path.join(this.#outDir, `.copy-${randomUUID()}`);
    const { sizeBytes } = await writeDurably(temp, [copy.bytes]);
    await rename(temp, path.join(this.#outDir, hash));
    return { hash, sizeBytes };
  }
}
