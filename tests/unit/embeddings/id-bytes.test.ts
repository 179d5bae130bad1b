import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeId, idAt, idSizeBytes, idsAt, rowOfId } from '@/lib/embeddings/id-bytes';

function encodeAll(ids: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(ids.length * idSizeBytes);
  for (const [row, id] of ids.entries()) bytes.set(encodeId(id), row * idSizeBytes);
  return bytes;
}

test('an id is 16 bytes, in the order of its digits', () => {
  expect([...encodeId('00010203-0405-0607-0809-0a0b0c0d0eff')]).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255,
  ]);
  for (const wrong of ['', 'g0010203-0405-0607-0809-0a0b0c0d0eff', '00010203']) {
    expect(() => encodeId(wrong)).toThrow(RangeError);
  }
});

test('ids come back from their bytes, and each is found in its row', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.uuid(), { maxLength: 40 }), fc.uuid(), (some, other) => {
      const ids = some.sort();
      const bytes = encodeAll(ids);
      expect(idsAt(bytes, ids.keys())).toEqual(ids);
      for (const [row, id] of ids.entries()) expect(rowOfId(bytes, id)).toBe(row);
      expect(rowOfId(bytes, other)).toBe(ids.indexOf(other));
    }),
  );
});

test('a row outside of them is an error', () => {
  const bytes = encodeAll(['00010203-0405-0607-0809-0a0b0c0d0eff']);
  expect(() => idAt(bytes, 1)).toThrow('Row 1 is outside of the 1 ids.');
  expect(() => idAt(bytes, -1)).toThrow(RangeError);
});
