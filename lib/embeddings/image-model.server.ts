import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { convertBackbone } from '@/lib/embeddings/convert-backbone';
import { models } from '@/lib/embeddings/models';

const assetName = 'object_detection_ssd_mobilenetv2_oidv4_fp16.tflite';

/** SHA-256 of the TFLite file inside the pinned package. */
const assetHash = 'd0a5255bf8c4f5a0bc4240741a76c41d5e939f7655078f945f50ab53a9375da6';

/**
 * The two feature tensors of that file that make the embedding: the 576 channels of the last
 * layer at 1/16 of the picture's side, and the 1280 channels at 1/32.
 */
const featureTensors = [195, 213] as const;

/**
 * Converts the image backbone inside `packageFolder` to a TensorFlow.js graph model in
 * `modelFolder`, once: a folder that is there already and whole is left alone. It is written
 * beside its place and then renamed, so that a crash leaves no half of it.
 */
export async function prepareImageModel(
  packageFolder: string,
  modelFolder: string,
  onProgress: (share: number) => void,
): Promise<void> {
  if (await isWhole(modelFolder)) return;
  onProgress(0);
  const tflite = await readAsset(packageFolder);
  onProgress(0.2);
  const files = convertBackbone(tflite, featureTensors);
  onProgress(0.7);
  const draft = await openDraft(modelFolder);
  const manifest = { paths: ['weights.bin'], weights: files.weights };
  const json = { format: 'graph-model', modelTopology: files.topology, weightsManifest: [manifest] };
  await writeFile(path.join(draft, 'model.json'), JSON.stringify(json));
  await writeFile(path.join(draft, 'weights.bin'), files.weightBytes);
  await rm(modelFolder, { recursive: true, force: true });
  await rename(draft, modelFolder);
  onProgress(1);
}

/** A new folder beside the model's place; drafts that a crash left there go. One process converts at a time. */
async function openDraft(modelFolder: string): Promise<string> {
  const [parent, prefix] = [path.dirname(modelFolder), `${path.basename(modelFolder)}.draft-`];
  await mkdir(parent, { recursive: true });
  const leftovers = (await readdir(parent)).filter((name) => name.startsWith(prefix));
  await Promise.all(leftovers.map((name) => rm(path.join(parent, name), { recursive: true, force: true })));
  return mkdtemp(path.join(parent, prefix));
}

/** True when the folder holds the very files of the conversion; a damaged one is made again. */
async function isWhole(modelFolder: string): Promise<boolean> {
  try {
    const hash = createHash('sha256');
    for (const name of ['model.json', 'weights.bin']) hash.update(await readFile(path.join(modelFolder, name)));
    return hash.digest('hex') === models.image.weightsHash;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Cuts the TFLite file out of the package's asset bundle, at the place that its loader names. */
async function readAsset(packageFolder: string): Promise<Uint8Array> {
  const loader = await readFile(path.join(packageFolder, 'objectron_solution_packed_assets_loader.js'), 'utf8');
  const entry = new RegExp(`${assetName}", "start": (\\d+), "end": (\\d+)`).exec(loader);
  const bundle = await readFile(path.join(packageFolder, 'objectron_solution_packed_assets.data'));
  const asset = bundle.subarray(Number(entry?.[1] ?? 0), Number(entry?.[2] ?? 0));
  const actual = createHash('sha256').update(asset).digest('hex');
  if (actual === assetHash) return asset;
  throw new Error(
    `The image model ${assetName} in ${packageFolder} has SHA-256 ${actual}, not ${assetHash}. ` +
      'Install the packages again with npm ci.',
  );
}
