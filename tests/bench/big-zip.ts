import { createHash, randomFillSync } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import sharp from 'sharp';
import yazl from 'yazl';
import type { ImportDetail } from '@/lib/samples/import';
import { type MemoryPeaks, watchMemory } from '@/tests/bench/memory';
import { connectApi, pollFor, waitForImport } from '@/tests/support/api';
import { type App, startApp } from '@/tests/support/app';

// Noise does not compress, so a picture has the bytes of its pixels: 2000 × 1750 × 3, 10.5 MB.
const WIDTH = 2_000;
const HEIGHT = 1_750;
const CHANNELS = 3;
const SMALL_COUNT = 16;
const BIG_COUNT = 200;
const SAMPLE_EVERY_MS = 200;

type Zip = { file: string; sizeBytes: number; sha256: string };

/** A zip of different PNGs, written as it is made: neither the archive nor its pictures are held in memory together. */
async function writeNoiseZip(file: string, count: number): Promise<Zip> {
  const pixels = randomFillSync(Buffer.alloc(WIDTH * HEIGHT * CHANNELS));
  const encode = (number: number) => {
    pixels.writeUInt32LE(number, 0);
    const raw = { width: WIDTH, height: HEIGHT, channels: CHANNELS } as const;
    return sharp(Buffer.from(pixels), { raw }).png({ compressionLevel: 0 }).toBuffer();
  };
  const zip = new yazl.ZipFile();
  for (let number = 0; number < count; number += 1) {
    zip.addReadStreamLazy(`noise-${number}.png`, { compress: false }, (give) => {
      encode(number).then(
        (bytes) => give(null, Readable.from([bytes])),
        (error: Error) => give(error, Readable.from([])),
      );
    });
  }
  zip.end();
  const hash = createHash('sha256');
  const counted = new PassThrough();
  counted.on('data', (piece: Buffer) => void hash.update(piece));
  await pipeline(zip.outputStream, counted, createWriteStream(file));
  return { file, sizeBytes: (await stat(file)).size, sha256: hash.digest('hex') };
}

/** Sends a file from the disk, a piece at a time. */
async function sendFile(url: string, zip: Zip): Promise<void> {
  const headers = { 'X-Person': 'Ada', 'X-Content-SHA256': zip.sha256, 'Content-Length': zip.sizeBytes };
  let sent: ClientRequest | undefined;
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sent = request(url, { method: 'PUT', headers }, resolve).on('error', reject);
  });
  if (sent === undefined) throw new Error('The request was not made.');
  await pipeline(createReadStream(zip.file), sent);
  const answer = await answered;
  const body = await text(answer);
  if (answer.statusCode !== 200) throw new Error(`The upload was answered ${answer.statusCode}: ${body}`);
}

type Phase = { seconds: number; peakRssMib: MemoryPeaks };

async function watchPhase<T>(app: App, run: () => Promise<T>): Promise<{ result: T; phase: Phase }> {
  const memory = watchMemory(app, { measure: 'Rss', everyMs: SAMPLE_EVERY_MS });
  const startMs = performance.now();
  try {
    const result = await run();
    const seconds = Number(((performance.now() - startMs) / 1000).toFixed(1));
    return { result, phase: { seconds, peakRssMib: memory.stop() } };
  } finally {
    memory.stop();
  }
}

/** Uploads a zip, has it inspected and imported by a Sheaf of its own; the highest resident memory in each phase. */
async function measureZip(zip: Zip, count: number) {
  const app = await startApp();
  const api = connectApi(app.url);
  try {
    const files = [{ name: 'noise.zip', sizeBytes: zip.sizeBytes }];
    const { id } = await api.post<ImportDetail>('/api/imports', { datasetName: 'Noise', files });
    const upload = await watchPhase(app, () => sendFile(`${app.url}/api/imports/${id}/files/0`, zip));
    const inspection = await watchPhase(app, async () => {
      await api.post(`/api/imports/${id}/inspect`);
      return pollFor(
        () => api.get<ImportDetail>(`/api/imports/${id}`),
        ({ status }) => status !== 'inspecting',
      );
    });
    const intake = await watchPhase(app, async () => {
      await api.post(`/api/imports/${id}/start`);
      return waitForImport(api, id, 1_800_000);
    });
    if (intake.result.newCount !== count) throw new Error(`${intake.result.newCount} of ${count} pictures came in.`);
    return {
      zipBytes: zip.sizeBytes,
      count,
      upload: upload.phase,
      inspection: inspection.phase,
      intake: intake.phase,
    };
  } catch (error) {
    process.stderr.write(`${app.readLogs()}\n`);
    throw error;
  } finally {
    await app.remove();
  }
}

/** The same measures for a zip of 2.1 GB and for one of 0.17 GB: what grows with the file shows as their difference. */
export async function measureBigZip(say: (line: string) => void) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sheaf-big-zip-'));
  try {
    const measure = async (count: number) => {
      const zip = await writeNoiseZip(path.join(folder, `${count}.zip`), count);
      say(`a zip of ${count} pictures, ${zip.sizeBytes} bytes`);
      return measureZip(zip, count);
    };
    return { small: await measure(SMALL_COUNT), big: await measure(BIG_COUNT) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
