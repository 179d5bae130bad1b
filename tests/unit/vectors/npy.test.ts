import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNpyHeader } from '@/lib/samples/intake/vectors-npy-header';
import { halfToNumber, readIds } from '@/lib/samples/intake/vectors-npy-values';
import { npyBytes, npyHeader, npyOfFloats, npyOfTexts } from '@/tests/support/npy-bytes';
import { type ZipPart, zipBytes } from '@/tests/support/zip-bytes';
import { readBack } from '@/tests/unit/vectors/read';

const row = (start: number) => Array.from({ length: 8 }, (_, i) => start + i / 4);
const ROWS = [row(1), row(-2), row(3)];
const IDS = ['a', 'bé', '猫🐈'];
const idLines = Buffer.from(`${IDS.join('\n')}\n`);

/** Numbers of rows as bytes of one type, row by row or column by column. */
function dataOf(
  rows: readonly (readonly number[])[],
  sizeBytes: number,
  write: (bytes: Buffer, value: number, at: number) => void,
  isFortranOrder = false,
): Buffer {
  const width = rows[0]?.length ?? 0;
  const flat = isFortranOrder
    ? Array.from({ length: width }, (_, column) => rows.map((cells) => cells[column] ?? 0)).flat()
    : rows.flat();
  const bytes = Buffer.alloc(flat.length * sizeBytes);
  for (const [i, value] of flat.entries()) write(bytes, value, i * sizeBytes);
  return bytes;
}

describe('the header of a .npy file', () => {
  it.each([1, 2, 3] as const)('is read in version %i', (version) => {
    const bytes = npyBytes(npyHeader('<f4', [3, 8]), Buffer.alloc(96), version);
    expect(readNpyHeader(bytes, 'It')).toEqual({
      type: { kind: 'f', sizeBytes: 4, isLittleEndian: true, name: 'float32' },
      isFortranOrder: false,
      shape: [3, 8],
      dataOffset: bytes.length - 96,
    });
  });

  it('is read in the bytes that numpy writes', () => {
    // np.save of np.zeros((2, 8), dtype='>f8'), without the 128 bytes of data.
    const text = "{'descr': '>f8', 'fortran_order': False, 'shape': (2, 8), }";
    const bytes = Buffer.from(`\x93NUMPY\x01\x00v\x00${text}${' '.repeat(117 - text.length)}\n`, 'latin1');
    expect(readNpyHeader(bytes, 'It')).toMatchObject({
      type: { isLittleEndian: false, name: 'float64' },
      dataOffset: 128,
    });
  });

  it('is read as Python 2 wrote it', () => {
    const bytes = npyBytes(`{u'descr': "<f4", 'fortran_order': True, 'shape': (3L, 8L)}`, Buffer.alloc(0));
    expect(readNpyHeader(bytes, 'It')).toMatchObject({ isFortranOrder: true, shape: [3, 8] });
  });

  it.each([
    ['Python objects', npyHeader('|O', [3]), /pickle.*can run code/],
    ['structured elements', "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,), }", /structured/],
    ['no shape', "{'descr': '<f4', 'fortran_order': False, }", /shape/],
    ['a negative length', "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 8), }", /damaged header/],
    ['a call', "{'descr': __import__('os'), 'fortran_order': False, 'shape': (3,), }", /damaged header/],
    ['nesting', `${'['.repeat(500)}${']'.repeat(500)}`, /damaged header/],
    ['an unknown type', npyHeader('hello', [3]), /unknown type/],
  ])('is refused with %s', (_, header, reason) => {
    expect(() => readNpyHeader(npyBytes(header, Buffer.alloc(0)), 'It')).toThrow(reason);
  });

  it('is refused when it is longer than it may be, or cut off', () => {
    const bytes = npyBytes(npyHeader('<f4', [3, 8]), Buffer.alloc(0), 2);
    expect(() => readNpyHeader(bytes.subarray(0, 40), 'It')).toThrow(/cut off/);
    bytes.writeUInt32LE(4_000_000_000, 8);
    expect(() => readNpyHeader(bytes, 'It')).toThrow('header of 4000000000 bytes; the limit is 65536');
  });

  it('never fails otherwise, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        try {
          readNpyHeader(npyBytes(text.replace(/[^\x20-\x7e]/g, '.'), Buffer.alloc(0)), 'It');
        } catch (error) {
          expect((error as Error).name).toBe('UnreadableVectors');
        }
      }),
    );
  });
});

describe('numbers and ids of .npy arrays', () => {
  it('reads half precision', () => {
    // 1, −2, the largest, the smallest above 0, a third as it is rounded, ∞.
    const values = [0x3c00, 0xc000, 0x7bff, 0x0001, 0x3555, 0x7c00].map(halfToNumber);
    expect(values).toEqual([1, -2, 65_504, 2 ** -24, 0.333251953125, Number.POSITIVE_INFINITY]);
    expect(halfToNumber(0x7e00)).toBeNaN();
  });

  it.each([
    ['<f4', 4, (b: Buffer, v: number, at: number) => b.writeFloatLE(v, at)],
    ['>f4', 4, (b: Buffer, v: number, at: number) => b.writeFloatBE(v, at)],
    ['<f8', 8, (b: Buffer, v: number, at: number) => b.writeDoubleLE(v, at)],
    ['>f8', 8, (b: Buffer, v: number, at: number) => b.writeDoubleBE(v, at)],
  ] as const)('reads %s in C and Fortran order', async (descr, sizeBytes, write) => {
    for (const isFortranOrder of [false, true]) {
      const header = npyHeader(descr, [3, 8], isFortranOrder);
      const array = npyBytes(header, dataOf(ROWS, sizeBytes, write, isFortranOrder));
      const { rows, values, source } = await readBack([array, idLines]);
      expect(values).toEqual(ROWS.flat());
      expect(rows.map(({ id }) => id)).toEqual(IDS);
      expect(source).toMatchObject({ format: 'npy', dimension: 8, vectorColumns: 'an array of 3 × 8' });
    }
  });

  it('reads int8', async () => {
    const whole = [[-128, 127, 0, 1, 2, 3, 4, 5]];
    const array = npyBytes(
      npyHeader('|i1', [1, 8]),
      dataOf(whole, 1, (b, v, at) => b.writeInt8(v, at)),
    );
    expect((await readBack([array, Buffer.from('a')])).values).toEqual(whole.flat());
  });

  it('gives back any float32 from either order', async () => {
    const finite = fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    const table = fc.array(fc.array(finite, { minLength: 9, maxLength: 9 }), { minLength: 1, maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(table, fc.boolean(), async (rows, isFortranOrder) => {
        const data = dataOf(rows, 4, (b, v, at) => b.writeFloatLE(v, at), isFortranOrder);
        const array = npyBytes(npyHeader('<f4', [rows.length, 9], isFortranOrder), data);
        const read = await readBack([array, Buffer.from(rows.map((_, i) => `r${i}`).join('\n'))]);
        const expected = rows.map((cells, i) => (read.rows[i]?.problem === null ? cells : cells.map(() => 0)));
        expect(read.values).toEqual(expected.flat());
      }),
      { numRuns: 25 },
    );
  });

  it('reads ids from texts, bytes and whole numbers of either order', async () => {
    const vectors = npyOfFloats(ROWS);
    expect((await readBack([npyOfTexts(IDS), vectors])).rows.map(({ id }) => id)).toEqual(IDS);
    const longs = Buffer.alloc(24);
    for (const [i, value] of [9_007_199_254_740_993n, -1n, 12n].entries()) longs.writeBigInt64BE(value, 8 * i);
    const ids = npyBytes(npyHeader('>i8', [3]), longs);
    expect((await readBack([vectors, ids])).rows.map(({ id }) => id)).toEqual(['9007199254740993', '-1', '12']);
    const type = { kind: 'S', sizeBytes: 3, isLittleEndian: true, name: '|S3' };
    expect(readIds(Buffer.from('ab\0\xc3\xa9\0', 'latin1'), type)).toEqual(['ab', 'é']);
  });

  it('takes a first line that names the ids', async () => {
    const lines = Buffer.from(`id,label\r\n${IDS.map((id) => `${id},x`).join('\r\n')}`);
    expect((await readBack([npyOfFloats(ROWS), lines])).rows.map(({ id }) => id)).toEqual(IDS);
  });

  it('names rows that cannot be used, and why', async () => {
    const rows = [row(1), row(1).with(2, Number.NaN), row(1).with(0, Number.POSITIVE_INFINITY), row(0).fill(0), row(5)];
    const read = await readBack([npyOfFloats(rows), Buffer.from('a,x\nb,x\nc,x\nd,x\n,x\n')]);
    expect(read.rows.map(({ problem }) => problem?.fault ?? null)).toEqual([
      null,
      'not-finite',
      'not-finite',
      'zero',
      'no-id',
    ]);
    expect(read.rows[1]?.problem?.reason).toBe('Number 3 of the vector is not a number or missing.');
    expect(read.rows.map(({ hash }) => hash === null)).toEqual([false, true, true, true, true]);
    // The numbers of a row that is left out are zeros.
    expect(read.values.slice(8, 16)).toEqual(row(0).fill(0));
  });

  it('calls numbers too large for float32 infinite', async () => {
    const huge = [row(1).with(7, 1e300)];
    const array = npyBytes(
      npyHeader('<f8', [1, 8]),
      dataOf(huge, 8, (b, v, at) => b.writeDoubleLE(v, at)),
    );
    expect((await readBack([array, Buffer.from('a')])).rows[0]?.problem?.reason).toContain('too large for float32');
  });
});

describe('.npy files that lie', () => {
  const floats = Buffer.alloc(3 * 8 * 4, 1);

  it.each([
    [
      'more rows than there are',
      npyBytes(npyHeader('<f4', [4, 8]), floats),
      /cut off.*4 × 8 float32 has 128 bytes, but 96/,
    ],
    ['fewer rows than there are', npyBytes(npyHeader('<f4', [2, 8]), floats), /longer than it says/],
    ['more rows than any file has', npyBytes(npyHeader('<f4', [10 ** 12, 8192]), floats), /cut off/],
    ['one dimension', npyBytes(npyHeader('<f4', [24]), floats), /array of 1 dimensions/],
    ['three dimensions', npyBytes(npyHeader('<f4', [3, 2, 4]), floats), /array of 3 dimensions/],
    ['short vectors', npyBytes(npyHeader('<f4', [12, 2]), floats), /vectors of 2 numbers; they can have 8 to 8192/],
    ['no rows', npyBytes(npyHeader('<f4', [0, 8]), Buffer.alloc(0)), /no rows/],
    ['complex numbers', npyBytes(npyHeader('<c8', [1, 12]), floats), /complex64/],
    ['truth values', npyBytes(npyHeader('|b1', [12, 8]), floats), /bool8/],
  ])('are refused: %s', async (_, array, reason) => {
    await expect(readBack([array, idLines])).rejects.toThrow(reason);
  });

  it('need one id for each row', async () => {
    const array = npyOfFloats(ROWS);
    await expect(readBack([array, Buffer.from('a\nb\n')])).rejects.toThrow('There are 3 vectors and 2 ids');
    await expect(readBack([array, npyOfTexts(['a'])])).rejects.toThrow('There are 3 vectors and 1 ids');
    await expect(readBack([array])).rejects.toThrow('Bring a second file');
    await expect(readBack([array, array])).rejects.toThrow('Ids are one array of texts or whole numbers');
  });

  it('have ids of a length that may be', async () => {
    const huge = npyBytes(npyHeader('<U900000', [3]), Buffer.alloc(3 * 3_600_000));
    await expect(readBack([npyOfFloats(ROWS), huge])).rejects.toThrow('ids of 3600000 bytes each');
  });
});

describe('.npz archives', () => {
  const zip = (...parts: ZipPart[]) => zipBytes(parts);

  it('hold vectors and ids under any names', async () => {
    const archive = zip({ name: 'names.npy', bytes: npyOfTexts(IDS) }, { name: 'x.npy', bytes: npyOfFloats(ROWS) });
    const { rows, values, source } = await readBack([archive]);
    expect(source).toMatchObject({ format: 'npz', numbers: 'float32', dimension: 8 });
    expect(rows.map(({ id }) => id)).toEqual(IDS);
    expect(values).toEqual(ROWS.flat());
  });

  it('are refused without one of both, saying what they hold', async () => {
    const archive = zip({ name: 'x.npy', bytes: npyOfFloats(ROWS) });
    await expect(readBack([archive])).rejects.toThrow('It holds x (3 × 8 float32).');
  });

  it('are refused when an entry is a bomb, a link or damaged', async () => {
    const ids = { name: 'ids.npy', bytes: npyOfTexts(IDS) };
    const bomb = { name: 'x.npy', bytes: Buffer.alloc(300_000_000) };
    await expect(readBack([zip(ids, bomb)])).rejects.toThrow(/passed \d+ bytes, the limit for this archive/);
    await expect(readBack([zip(ids, { name: 'x.npy', bytes: npyOfFloats(ROWS), mode: 0o120777 })])).rejects.toThrow(
      'link',
    );
    await expect(readBack([zip(ids, { name: 'x.npy', bytes: npyOfFloats(ROWS), claimedCrc: 1 })])).rejects.toThrow(
      'damaged',
    );
  });
});
