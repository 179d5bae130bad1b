import * as tf from '@tensorflow/tfjs';

/**
 * Embeds texts, given as token ids, by the graph of the package instead of `SentenceEncoder`: what that is compared
 * with. Returns float32 [texts, 512]. All texts of a call are padded to the longest.
 */
export async function embedByGraph(model: tf.GraphModel, rows: readonly Int32Array[]): Promise<Float32Array> {
  const cells = rows.flatMap((row, rowIndex) => Array.from(row, (_, position) => [rowIndex, position]));
  const indices = tf.tensor2d(cells.flat(), [cells.length, 2], 'int32');
  const values = tf.tensor1d(
    rows.flatMap((row) => [...row]),
    'int32',
  );
  // The graph finds its padding by `Where`, whose output shape is only known at run time.
  const output = (await model.executeAsync({ indices, values })) as tf.Tensor;
  try {
    return Float32Array.from(await output.data<'float32'>());
  } finally {
    tf.dispose([indices, values, output]);
  }
}
