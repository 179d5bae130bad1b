import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type OwnModelSettings, ownModelLimitBytes } from '@/lib/embeddings/own-model';
import { openOwnModel } from '@/lib/embeddings/own-model.tf';
import { type OwnModelFiles, readOwnModel } from '@/lib/embeddings/own-model-files';
import type { CheckedModel, OwnModelRequest } from '@/lib/embeddings/own-model-message';
import { Invalid, TooLarge } from '@/lib/errors';
import { createRandom } from '@/lib/math/random';
import { openZip } from '@/lib/samples/intake/zip-entries.server';

type CheckRequest = Extract<OwnModelRequest, { task: 'check' }>;

/**
 * Checks an uploaded model: its files, then a trial with a black and a random picture, alone and together. Writes it to
 * `outDir` in one form whatever it came in. To be called in a process that can be killed. Throws Invalid with the reason.
 */
export async function checkOwnModel({ files, settings, outDir }: CheckRequest): Promise<CheckedModel> {
  const model = readOwnModel(await readFiles(files));
  const dimension = await tryModel(model, settings);
  const description = { format: model.format, modelTopology: model.topology, weights: model.weights };
  const json = Buffer.from(JSON.stringify(description));
  await writeFile(path.join(outDir, 'model.json'), json);
  await writeFile(path.join(outDir, 'weights.bin'), model.weightBytes);
  const sizeBytes = json.length + model.weightBytes.length;
  return { format: model.format, dimension, weightsHash: hashFiles(json, model.weightBytes), sizeBytes };
}

/** Reads a checked model back; throws Invalid when the files are not those that were checked. */
export async function readCheckedModel(folder: string, weightsHash: string): Promise<OwnModelFiles> {
  const json = await readFile(path.join(folder, 'model.json'));
  const weightBytes = await readFile(path.join(folder, 'weights.bin'));
  const actual = hashFiles(json, weightBytes);
  if (actual !== weightsHash) {
    throw new Invalid(
      `The files of the model have SHA-256 ${actual}, not ${weightsHash}. Delete the model and add it again.`,
    );
  }
  const { format, modelTopology, weights } = JSON.parse(json.toString('utf8'));
  return { format, topology: modelTopology, weights, weightBytes };
}

function hashFiles(json: Uint8Array, weights: Uint8Array): string {
  return createHash('sha256').update(json).update(weights).digest('hex');
}

async function readFiles(files: CheckRequest['files']): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const count = countBytes();
  for (const { name, path: file } of files) {
    if (name.toLowerCase().endsWith('.zip')) await readZip(file, count, found);
    else {
      count((await stat(file)).size);
      found.set(name, await readFile(file));
    }
  }
  return found;
}

async function readZip(
  file: string,
  count: (byteCount: number) => void,
  found: Map<string, Uint8Array>,
): Promise<void> {
  const zip = await openZip(file, count);
  try {
    for await (const entry of zip.entries()) {
      if (entry.isIgnored) continue;
      if (entry.refusal !== null) throw new Invalid(`${entry.name} in the archive cannot be read: ${entry.refusal}`);
      const pieces: Buffer[] = [];
      for await (const piece of zip.read(entry)) pieces.push(piece);
      found.set(entry.name, Buffer.concat(pieces));
    }
  } finally {
    zip.close();
  }
}

/** Counts real bytes while they are read: what an archive says of itself is not trusted. */
function countBytes(): (byteCount: number) => void {
  let total = 0;
  return (byteCount) => {
    total += byteCount;
    if (total > ownModelLimitBytes) {
      const limitMib = Math.round(ownModelLimitBytes / 2 ** 20);
      throw new TooLarge(`The files of the model have more than ${limitMib} MiB, the limit of one model.`);
    }
  };
}

async function tryModel(files: OwnModelFiles, settings: OwnModelSettings): Promise<number> {
  const model = await openOwnModel(files, settings);
  const valueCount = settings.sidePx ** 2 * 3;
  const random = createRandom(1);
  const black = new Uint8Array(valueCount);
  const noise = Uint8Array.from({ length: valueCount }, () => Math.floor(256 * random()));
  const both = await model.embed([black, noise]);
  const again = await model.embed([noise]);
  const { dimension } = both;
  if (!both.vectors.every(Number.isFinite)) {
    throw new Invalid(
      'The model gives numbers that are not finite for a black or a random picture. Check the range of its values.',
    );
  }
  if (again.dimension !== dimension) {
    throw new Invalid(
      `The model gives ${dimension} numbers for a picture among two and ${again.dimension} for one alone.`,
    );
  }
  const first = both.vectors.subarray(0, dimension);
  const second = both.vectors.subarray(dimension);
  if (!isClose(second, again.vectors)) {
    throw new Invalid(
      'The model gives other numbers for the same picture, alone and among others. Such embeddings cannot be compared.',
    );
  }
  if (isClose(first, second)) {
    throw new Invalid(
      'The model gives the same numbers for a black and a random picture. Check the output and the range of its values.',
    );
  }
  return dimension;
}

function isClose(a: Float32Array, b: Float32Array): boolean {
  const largest = a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return a.every((value, i) => Math.abs(value - (b[i] as number)) <= 1e-3 * largest);
}
