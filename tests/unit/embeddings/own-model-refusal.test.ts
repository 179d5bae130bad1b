import { expect, test } from 'vitest';
import { explainRefusal } from '@/lib/embeddings/own-model-refusal';

test.each([
  [
    "Unknown op 'FakeOp'. File an issue at https://github.com/tensorflow/tfjs/issues so we can add it, or register",
    'The operation FakeOp is not available here. Use a model without it.',
  ],
  ['Custom op MyOp is not registered.', 'The operation MyOp is not available here. Use a model without it.'],
  [
    'Unknown layer: Lambda. This may be due to one of the following reasons:\n1. The layer is defined in Python',
    'TensorFlow.js cannot run the model: Unknown layer: Lambda.',
  ],
  [
    'memory access out of bounds',
    'The model needs more memory than there is for pictures of 512 × 512. Give a smaller side, or use a smaller model.',
  ],
  ['Its shape is wrong.\n    at run', 'TensorFlow.js cannot run the model: Its shape is wrong.'],
])('%s', (said, sentence) => {
  expect(explainRefusal(said, 512)).toBe(sentence);
});
