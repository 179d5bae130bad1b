import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { ClientBase } from 'pg';
import type { Database } from '@/lib/db/client.server';
import { inTransaction } from '@/lib/db/transaction.server';
import { CopyParser } from '@/lib/embeddings/copy-parser';
import { idSizeBytes } from '@/lib/embeddings/id-bytes';
import {
  blockSizeBytes,
  describeMatrix,
  type EmbeddingMatrix,
  encodeHeader,
  findMatrix,
  headerPath,
} from '@/lib/embeddings/matrix-file.server';
import { copyVectors, type MatrixSource, printVectors, type VectorsPrint } from '@/lib/embeddings/matrix-repo.server';
import { datasetCacheFolder, makeRoom, touchEntry } from '@/lib/storage/cache.server';
import { requireDiskForJob } from '@/lib/storage/disk.server';

/**
 * The embeddings of a dataset's live samples by one model as files: those of the cache when they are current, else
 * written from the database. Only for the worker; the web process never opens vectors. The files stay for ten minutes
 * at least, so read them soon or open them again. Rejects with the signal's reason when it fires.
 */
export async function openMatrix(
  database: Pick<Database, 'db' | 'pool'>,
  source: MatrixSource,
  signal: AbortSignal,
): Promise<EmbeddingMatrix> {
  const key = keyOf(source, await printVectors(database.db, source));
  const folder = folderOf(source, key);
  const cached = await findMatrix(folder, key);
  if (cached === null) return buildMatrix(database, source, signal);
  await touchEntry(folder);
  return cached;
}

function keyOf({ datasetId, modelId, dimension }: MatrixSource, { rowCount, hash }: VectorsPrint): string {
  return createHash('sha256').update(`1\n${datasetId}\n${modelId}\n${dimension}\n${rowCount}\n${hash}`).digest('hex');
}

function folderOf({ datasetId }: MatrixSource, key: string): string {
  return path.join(/* turbopackIgnore: true */ datasetCacheFolder(datasetId), `matrix-${key}`);
}

async function buildMatrix(
  database: Pick<Database, 'pool'>,
  source: MatrixSource,
  signal: AbortSignal,
): Promise<EmbeddingMatrix> {
  const draft = path.join(/* turbopackIgnore: true */ datasetCacheFolder(source.datasetId), `draft-${randomUUID()}`);
  try {
    const write = async (client: ClientBase) => {
      const print = await printVectors(client, source);
      const matrix = { key: keyOf(source, print), rowCount: print.rowCount, dimension: source.dimension };
      await requireDiskForJob();
      await makeRoom(matrix.rowCount * (source.dimension * 4 + idSizeBytes));
      await mkdir(draft, { recursive: true, mode: 0o700 });
      await writeMatrix(draft, matrix, { chunks: copyVectors(client, source), signal });
      return matrix;
    };
    const matrix = await inTransaction(database, write, 'snapshot');
    return await moveIntoPlace(draft, folderOf(source, matrix.key), matrix);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

type MatrixHead = Omit<EmbeddingMatrix, 'file' | 'idsFile'>;

async function writeMatrix(
  folder: string,
  head: MatrixHead,
  { chunks, signal }: { chunks: AsyncIterable<Buffer>; signal: AbortSignal },
): Promise<void> {
  const { file, idsFile } = describeMatrix(folder, head);
  const vectorSizeBytes = head.dimension * 4;
  const vectors = new BlockWriter(await open(file, 'wx', 0o600));
  const ids = new BlockWriter(await open(idsFile, 'wx', 0o600));
  try {
    const parser = new CopyParser(vectorSizeBytes, (bytes, idStart, vectorStart) => {
      ids.add(bytes, idStart, idSizeBytes);
      vectors.add(bytes, vectorStart, vectorSizeBytes);
    });
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      parser.push(chunk);
      await vectors.writeFull();
      await ids.writeFull();
    }
    const rowCount = parser.end();
    if (rowCount !== head.rowCount) throw new Error(`${rowCount} embeddings were copied, not ${head.rowCount}.`);
    await vectors.writeRest();
    await ids.writeRest();
  } finally {
    await vectors.close();
    await ids.close();
  }
  await writeFile(headerPath(folder), encodeHeader(head, vectors.blockChecks, ids.check), { mode: 0o600 });
}

/** Renames a finished folder. What lies there is damaged, or the same, made by another job at the same time. */
async function moveIntoPlace(draft: string, folder: string, head: MatrixHead): Promise<EmbeddingMatrix> {
  const existing = await findMatrix(folder, head.key);
  if (existing !== null) return existing;
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder).catch(async (error: unknown) => {
    if ((await findMatrix(folder, head.key)) === null) throw error;
  });
  return describeMatrix(folder, head);
}

/** Gathers bytes into blocks and writes them one after another, with the CRC-32 of each block and of all. */
class BlockWriter {
  readonly #handle: FileHandle;
  #block = Buffer.allocUnsafe(blockSizeBytes);
  #filledBytes = 0;
  readonly #full: Buffer[] = [];
  readonly blockChecks: number[] = [];
  check = 0;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  add(bytes: Uint8Array, start: number, sizeBytes: number): void {
    for (let done = 0; done < sizeBytes; ) {
      const partBytes = Math.min(sizeBytes - done, blockSizeBytes - this.#filledBytes);
      this.#block.set(bytes.subarray(start + done, start + done + partBytes), this.#filledBytes);
      this.#filledBytes += partBytes;
      done += partBytes;
      if (this.#filledBytes === blockSizeBytes) this.#startBlock();
    }
  }

  /** Writes the blocks that are full; the chunk that filled them need not be kept. */
  async writeFull(): Promise<void> {
    for (let block = this.#full.shift(); block !== undefined; block = this.#full.shift()) {
      this.blockChecks.push(crc32(block));
      this.check = crc32(block, this.check);
      await this.#write(block);
    }
  }

  async writeRest(): Promise<void> {
    if (this.#filledBytes > 0) this.#full.push(this.#block.subarray(0, this.#filledBytes));
    this.#filledBytes = 0;
    await this.writeFull();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  #startBlock(): void {
    this.#full.push(this.#block);
    this.#block = Buffer.allocUnsafe(blockSizeBytes);
    this.#filledBytes = 0;
  }

  async #write(block: Buffer): Promise<void> {
    for (let done = 0; done < block.length; ) {
      const { bytesWritten } = await this.#handle.write(block, done, block.length - done);
      done += bytesWritten;
    }
  }
}
