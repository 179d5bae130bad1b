import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CopyParser } from '@/lib/embeddings/copy-parser';

const head = [0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const end = [0xff, 0xff];

/** A row of (uuid, bytea) in the binary format of COPY. */
function makeRow(id: number[], vector: number[]): number[] {
  return [0, 2, 0, 0, 0, 16, ...id, 0, 0, 0, vector.length, ...vector];
}

function parse(bytes: number[], cuts: number[], vectorSizeBytes: number) {
  const taken: { id: number[]; vector: number[] }[] = [];
  const parser = new CopyParser(vectorSizeBytes, (chunk, idStart, vectorStart) => {
    const id = [...chunk.subarray(idStart, idStart + 16)];
    taken.push({ id, vector: [...chunk.subarray(vectorStart, vectorStart + vectorSizeBytes)] });
  });
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (const [i, place] of places.entries()) parser.push(Uint8Array.from(bytes.slice(place, places[i + 1] ?? place)));
  return { taken, rowCount: parser.end() };
}

const byte = fc.nat(255);
const bytesOf = (length: number) => fc.array(byte, { minLength: length, maxLength: length });

describe('rows out of a binary COPY', () => {
  it('are the same, wherever the chunks are cut', () => {
    const row = fc.record({ id: bytesOf(16), vector: bytesOf(12) });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), fc.array(fc.nat(500), { maxLength: 8 }), (rows, cuts) => {
        const bytes = [...head, ...rows.flatMap(({ id, vector }) => makeRow(id, vector)), ...end];
        const { taken, rowCount } = parse(bytes, cuts, 12);
        expect(taken).toEqual(rows);
        expect(rowCount).toBe(rows.length);
      }),
    );
  });

  it('are refused when a vector has another length, is cut off, or the bytes are something else', () => {
    const id = Array.from({ length: 16 }, (_, i) => i);
    const two = [...head, ...makeRow(id, [1, 2, 3, 4]), ...makeRow(id, [1, 2])];
    expect(() => parse([...two, ...end], [], 4)).toThrow('The embedding in row 1 has 2 bytes; 1 numbers need 4.');
    expect(() =>
      parse([...head, ...makeRow(id, [1, 2, 3, 4]), ...makeRow(id, [1, 2, 3, 4]).slice(0, 20)], [], 4),
    ).toThrow('was cut off after 1 rows');
    expect(() => parse(Array(40).fill(0), [], 4)).toThrow('not binary');
  });
});
