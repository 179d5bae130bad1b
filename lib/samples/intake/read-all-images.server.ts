import { mkdir } from 'node:fs/promises';
import { type ImageSource, ImageSources, type ListedSource } from '@/lib/samples/intake/image-sources.server';
import type { IntakeRequest, IntakeResult } from '@/lib/samples/intake/intake-message';
import { ImageReader } from '@/lib/samples/intake/read-images.server';
import { ResultBatch, type Send } from '@/lib/samples/intake/read-table.server';

const PROGRESS_EVERY = 20;
const DECODE_CONCURRENCY = 2;

/**
 * Reads all pictures of an import, a few at a time, and tells the results in the order of the files: behind the last
 * result that the parent has, everything is still to be done, so a new process can go on there.
 */
export async function readAllImages(request: IntakeRequest & { task: 'read-images' }, send: Send): Promise<void> {
  await mkdir(request.outDir, { recursive: true });
  const sources = new ImageSources(request.files, request.decompressedBytes);
  const reader = new ImageReader(request.outDir, Math.min(request.concurrency, DECODE_CONCURRENCY));
  const batch = new ResultBatch(send);
  const inWork: Promise<IntakeResult>[] = [];
  let done = 0;
  const takeOldest = async () => {
    const oldest = inWork.shift();
    if (oldest === undefined) return;
    await batch.add(await oldest);
    done += 1;
    if (done % PROGRESS_EVERY === 0) await batch.flush();
    const { total, decompressedBytes } = sources;
    if (done % PROGRESS_EVERY === 0) await send({ type: 'progress', done, total, unit: 'images', decompressedBytes });
  };
  for await (const listed of sources.list(request.after)) {
    inWork.push(begin(listed, reader, send));
    if (inWork.length >= request.concurrency) await takeOldest();
  }
  while (inWork.length > 0) await takeOldest();
  await batch.flush();
  sources.close();
}

/** Starts on a source; its failure waits in the promise until its turn comes. */
function begin(listed: ListedSource, reader: ImageReader, send: Send): Promise<IntakeResult> {
  const result = 'problem' in listed ? Promise.resolve(listed) : readOne(listed.source, reader, send);
  result.catch(() => undefined);
  return result;
}

async function readOne(source: ImageSource, reader: ImageReader, send: Send): Promise<IntakeResult> {
  const { filePosition, position, name, sizeBytes } = source;
  await send({ type: 'begin', entry: { filePosition, position, name, sizeBytes } });
  return reader.read(source);
}
