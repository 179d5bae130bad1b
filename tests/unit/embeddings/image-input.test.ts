import { expect, test } from 'vitest';
import { fillImageTensor, imageValueCount, renderImageTensor } from '@/lib/embeddings/image-input';
import { decodeVectors, encodeVectors } from '@/lib/embeddings/vector-codec';

test('colours become −1 to 1, and every byte comes back from its float', () => {
  const rgb = Uint8Array.from({ length: imageValueCount }, (_, i) => i % 256);
  const tensor = new Float32Array(imageValueCount + 3);
  fillImageTensor(rgb, tensor, 3);
  expect([...tensor.slice(0, 4)]).toEqual([0, 0, 0, -1]);
  expect(tensor[3 + 255]).toBe(1);
  expect(Buffer.compare(Buffer.from(renderImageTensor(tensor.subarray(3))), Buffer.from(rgb))).toBe(0);
});

test('a picture of another size is refused with both sizes', () => {
  expect(() => fillImageTensor(new Uint8Array(12), new Float32Array(12), 0)).toThrow(
    `has ${imageValueCount} values, not 12`,
  );
});

test('vectors are little-endian floats and come back whole', () => {
  const values = Float32Array.of(1, -2.5, 3e-20, Number.MAX_VALUE);
  expect([...encodeVectors(values).subarray(0, 4)]).toEqual([0, 0, 0x80, 0x3f]);
  expect(decodeVectors(encodeVectors(values))).toEqual(values);
});
