import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { config } from '@/lib/config.server';
import type { Tx } from '@/lib/db/client.server';
import { browserModelOf } from '@/lib/embeddings/browser-model.server';
import { specOf } from '@/lib/embeddings/chosen-model.server';
import { readModel } from '@/lib/embeddings/model-files.server';
import { findModel } from '@/lib/embeddings/producer-repo.server';
import { NotFound, Unavailable } from '@/lib/errors';

const scriptName = 'browser-embedder.js';

/** The files of the page's worker, and what a browser is told that they are. */
const mediaTypes: Readonly<Record<string, string>> = {
  [scriptName]: 'text/javascript; charset=utf-8',
  'tfjs-backend-wasm.wasm': 'application/wasm',
  'tfjs-backend-wasm-simd.wasm': 'application/wasm',
  'tfjs-backend-wasm-threaded-simd.wasm': 'application/wasm',
};

const versionLength = 16;

async function readBuilt(name: string): Promise<Buffer> {
  return readFile(path.join(/* turbopackIgnore: true */ config().paths.build, 'browser', name));
}

async function readVersion(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of Object.keys(mediaTypes)) hash.update(await readBuilt(name));
  return hash.digest('hex').slice(0, versionLength);
}

let version: Promise<string> | undefined;

/** The path of the worker's script. It names the SHA-256 of all files beside it, so that a browser may keep them. */
export async function findWorkerPath(): Promise<string> {
  version ??= readVersion();
  return `/compute/${await version}/${scriptName}`;
}

/** One file of the page's worker. Throws NotFound for another name, or a version that is not this one's. */
export async function readBrowserFile(place: {
  version: string;
  name: string;
}): Promise<{ bytes: Buffer; mediaType: string }> {
  const mediaType = Object.hasOwn(mediaTypes, place.name) ? mediaTypes[place.name] : undefined;
  if (mediaType === undefined || (await findWorkerPath()) !== `/compute/${place.version}/${scriptName}`) {
    throw new NotFound('file', place.name);
  }
  return { bytes: await readBuilt(place.name), mediaType };
}

/** What `downloadModel` reads in a page. */
export type ModelPart = 'model.json' | 'weights.bin';

/**
 * A part of a model as the server's own threads load it. Throws NotFound for an unknown model or one that pages do not
 * compute, Unavailable while the worker prepares it.
 */
export async function readBrowserModel(
  tx: Tx,
  { modelId, part }: { modelId: string; part: ModelPart },
): Promise<{ bytes: Uint8Array<ArrayBuffer>; mediaType: string }> {
  const model = await findModel(tx, modelId);
  if (model === null || browserModelOf(model) === null) throw new NotFound('model', modelId);
  const { topology, weightSpecs, weightData } = await readModel(specOf(model)).catch(throwUnprepared);
  if (part === 'weights.bin') return { bytes: new Uint8Array(weightData), mediaType: 'application/octet-stream' };
  const json = JSON.stringify({ topology, weightSpecs, weightSizeBytes: weightData.byteLength });
  return { bytes: new TextEncoder().encode(json), mediaType: 'application/json' };
}

function throwUnprepared(error: unknown): never {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  throw new Unavailable('The model is being prepared for the first time. Try again in a few seconds.');
}
