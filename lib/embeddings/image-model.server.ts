import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { convertBackbone } from '@/lib/embeddings/convert-backbone';

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
  await mkdir(path.dirname(modelFolder), { recursive: true });
  const draft = await mkdtemp(`${modelFolder}.draft-`);
  const manifest = { paths: ['weights.bin'], weights: files.weights };
  const json = { format: 'graph-model', modelTopology: files.topology, weightsManifest: [manifest] };
  await writeFile(path.join(draft, 'model.json'), JSON.stringify(json));
  await writeFile(path.join(draft, 'weights.bin'), files.weightBytes);
  await writeFile(path.join(draft, 'source.sha256'), assetHash);
  await rm(modelFolder, { recursive: true, force: true });
  await rename(draft, modelFolder);
  onProgress(1);
}

/** True when the folder holds all files of a conversion of this very asset. */
async function isWhole(modelFolder: string): Promise<boolean> {
  try {
    // Written last, so its presence says that the others were written.
    return (await readFile(path.join(modelFolder, 'source.sha256'), 'utf8')) === assetHash;
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
