import * as tf from '@tensorflow/tfjs';
import { fillOwnTensor, type OwnModelSettings, ownDimensionLimits } from '@/lib/embeddings/own-model';
import type { OwnModelFiles } from '@/lib/embeddings/own-model-files';
import { Invalid } from '@/lib/errors';

/** A model of a person's own that is loaded; `embed` takes RGB bytes at its size, and answers rows of the dimension. */
export interface OpenedModel {
  embed: (pictures: readonly Uint8Array[]) => Promise<{ vectors: Float32Array<ArrayBuffer>; dimension: number }>;
}

/** Loads a graph or layers model from memory, for pictures. Throws Invalid when its input is not one picture. */
export async function openOwnModel(files: OwnModelFiles, settings: OwnModelSettings): Promise<OpenedModel> {
  const artifacts = {
    modelTopology: files.topology,
    weightSpecs: files.weights.map((entry) => ({ ...entry, shape: [...entry.shape] })) as tf.io.WeightsManifestEntry[],
    weightData: new Uint8Array(files.weightBytes).buffer,
  };
  const source = tf.io.fromMemory(artifacts);
  const model = files.format === 'graph' ? await tf.loadGraphModel(source) : await tf.loadLayersModel(source);
  requirePicture(model.inputs, settings);
  const run =
    model instanceof tf.GraphModel
      ? (input: tf.Tensor) => executeGraph(model, input, settings.output ?? undefined)
      : async (input: tf.Tensor) => model.predict(input) as tf.Tensor | tf.Tensor[];
  // Outputs of a layers model have no names to ask for.
  const names = model instanceof tf.GraphModel ? model.outputs.map(({ name }) => name) : [];
  return { embed: (pictures) => embed({ run, names }, pictures, settings) };
}

/** Only graphs with control flow need the slower way; which they are shows when the other one refuses. */
async function executeGraph(model: tf.GraphModel, input: tf.Tensor, output?: string): Promise<tf.Tensor | tf.Tensor[]> {
  try {
    return model.execute(input, output);
  } catch {
    return model.executeAsync(input, output);
  }
}

type Run = (input: tf.Tensor) => Promise<tf.Tensor | tf.Tensor[]>;

function requirePicture(inputs: { shape?: (number | null)[] }[], { sidePx }: OwnModelSettings): void {
  const shape = inputs[0]?.shape ?? [];
  const [, height, width, channels] = shape;
  const fits = (size: number | null | undefined) => size === null || size === -1 || size === sidePx;
  if (inputs.length === 1 && shape.length === 4 && fits(height) && fits(width) && channels === 3) return;
  const has = inputs.map((input) => `[${(input.shape ?? []).map((size) => size ?? -1).join(', ')}]`).join(' and ');
  throw new Invalid(
    `The model takes ${has === '' ? 'nothing' : has}; a picture of ${sidePx} × ${sidePx} is [-1, ${sidePx}, ${sidePx}, 3]. ` +
      'Give the side that the model was made for. Models that take texts or several inputs cannot be used.',
  );
}

const listedNames = 12;

function severalOutputs(count: number, names: readonly string[]): Invalid {
  const has = `The model has ${count} outputs.`;
  if (names.length === 0) return new Invalid(`${has} Save it with one, the embedding.`);
  const listed = names.slice(0, listedNames).map((name) => name.slice(0, 100));
  const more = names.length > listedNames ? ` and ${names.length - listedNames} more` : '';
  return new Invalid(`${has} Name the one that is the embedding: ${listed.join(', ')}${more}.`);
}

async function embed(
  { run, names }: { run: Run; names: readonly string[] },
  pictures: readonly Uint8Array[],
  settings: OwnModelSettings,
): Promise<{ vectors: Float32Array<ArrayBuffer>; dimension: number }> {
  const { sidePx } = settings;
  const input = tf.tensor4d(fillOwnTensor(pictures, settings), [pictures.length, sidePx, sidePx, 3]);
  const output = await run(input);
  const all = Array.isArray(output) ? output : [output];
  try {
    if (all.length !== 1) throw severalOutputs(all.length, names);
    const rows = toRows(all[0] as tf.Tensor, pictures.length);
    const vectors = Float32Array.from(await rows.data<'float32'>());
    const dimension = rows.shape[1] as number;
    rows.dispose();
    return { vectors, dimension };
  } finally {
    tf.dispose([input, ...all]);
  }
}

/** [pictures, numbers] as it is; feature maps [pictures, height, width, channels] by their mean over the picture. */
function toRows(output: tf.Tensor, count: number): tf.Tensor2D {
  const { min, max } = ownDimensionLimits;
  const rows = output.rank === 4 ? tf.mean(output, [1, 2]) : output.clone();
  const dimension = rows.shape[1] ?? 0;
  if (rows.rank === 2 && rows.shape[0] === count && dimension >= min && dimension <= max && rows.dtype === 'float32') {
    return rows as tf.Tensor2D;
  }
  const shape = output.shape.join(', ');
  rows.dispose();
  throw new Invalid(
    `The output of the model for ${count} pictures is ${output.dtype} [${shape}]; an embedding is float32 [${count}, ${min} to ${max}], ` +
      'or a feature map with as many channels. Name another output.',
  );
}
