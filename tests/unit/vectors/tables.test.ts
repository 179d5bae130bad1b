import { describe, expect, it } from 'vitest';
import { chooseColumns, describeColumn, parseNumber, splitList } from '@/lib/samples/intake/vectors-columns';
import { parquetBytes } from '@/tests/support/parquet-bytes';
import { readBack } from '@/tests/unit/vectors/read';

const number = (row: number, i: number) => Math.fround(Math.sin(7 * row + i));
const makeRows = (count: number, width: number) =>
  Array.from({ length: count }, (_, row) => Array.from({ length: width }, (_, i) => number(row, i)));
const makeIds = (count: number) => Array.from({ length: count }, (_, i) => `q${i}`);
const csv = (lines: readonly (readonly string[])[], delimiter = ',') =>
  Buffer.from(lines.map((cells) => `${cells.join(delimiter)}\n`).join(''));

describe('the columns of a table', () => {
  const columns = (...kinds: [string, 'integer' | 'number' | 'list' | 'text'][]) =>
    kinds.map(([name, kind]) => ({ name, kind }));
  const dims = (prefix: string, from = 0): [string, 'number'][] =>
    Array.from({ length: 8 }, (_, i) => [`${prefix}${i + from}`, 'number']);

  it('are found by name and by what they hold', () => {
    const list = columns(['text', 'text'], ['ref_id', 'integer'], ['embedding', 'list']);
    expect(chooseColumns(list, null, 'It')).toMatchObject({ id: 1, vectors: [2], isList: true });
    const wide = columns(['', 'integer'], ['label', 'integer'], ['file', 'text'], ...dims('dim_'), ['score', 'number']);
    expect(chooseColumns(wide, null, 'It')).toMatchObject({
      id: 2,
      vectors: [3, 4, 5, 6, 7, 8, 9, 10],
      said: '8 columns, dim_0 to dim_7',
    });
    // Columns named by numbers alone, as a data frame writes them, beside its unnamed row numbers.
    const frame = columns(['Unnamed: 0', 'integer'], ['key', 'integer'], ...dims(''));
    expect(chooseColumns(frame, null, 'It')).toMatchObject({ id: 1, vectors: [2, 3, 4, 5, 6, 7, 8, 9] });
  });

  it('can be chosen by a person, for the ids', () => {
    const list = columns(['id', 'integer'], ['file', 'text'], ['v', 'list']);
    expect(chooseColumns(list, 'file', 'It').id).toBe(1);
    expect(() => chooseColumns(list, 'v', 'It')).toThrow('no column v that can hold ids. Choose one of: id, file.');
  });

  it('are refused without vectors or without ids', () => {
    expect(() => chooseColumns(columns(['id', 'text'], ['x', 'number']), null, 'It')).toThrow('has no vectors');
    expect(() => chooseColumns(columns(['v', 'list']), null, 'It')).toThrow('no column of ids');
  });

  it('are told apart by their cells', () => {
    expect(describeColumn('a', ['1', '', '-2']).kind).toBe('integer');
    expect(describeColumn('a', ['1', '2.5e-3', 'nan']).kind).toBe('number');
    expect(describeColumn('a', ['[1, 2]', '[3 4]', '[damaged']).kind).toBe('list');
    expect(describeColumn('a', ['x', '1']).kind).toBe('text');
    expect(splitList('1;2;3;4;5;6;7;8')).toHaveLength(8);
    expect(splitList('(1, 2)')).toEqual(['1', '2']);
    expect(splitList('1 2 3')).toBeNull();
    expect([
      parseNumber(' 1e3 '),
      parseNumber('-Inf'),
      parseNumber('nan'),
      parseNumber('one'),
      parseNumber(''),
    ]).toEqual([1000, Number.NEGATIVE_INFINITY, Number.NaN, null, null]);
  });
});

describe('CSV', () => {
  const rows = makeRows(5, 9);
  const ids = makeIds(5);

  it.each([',', '\t', ';'])('reads one column for each number, parted by %j', async (delimiter) => {
    const head = ['id', ...(rows[0]?.map((_, i) => `dim_${i}`) ?? [])];
    const read = await readBack([csv([head, ...rows.map((row, i) => [ids[i] ?? '', ...row.map(String)])], delimiter)]);
    expect(read.values).toEqual(rows.flat());
    expect(read.rows.map(({ id }) => id)).toEqual(ids);
    expect(read.source).toMatchObject({ format: 'csv', idColumn: 'id', vectorColumns: '9 columns, dim_0 to dim_8' });
  });

  it('reads a column of lists, whatever parts them', async () => {
    const lists = rows.map((row, i) => (i % 2 === 0 ? JSON.stringify(row) : `[${row.join(' ')}]`));
    const lines = [['ref', 'vector'], ...lists.map((list, i) => [ids[i] ?? '', `"${list}"`])];
    const read = await readBack([csv(lines)]);
    expect(read.values).toEqual(rows.flat());
    expect(read.source).toMatchObject({ idColumn: 'ref', idColumns: ['ref'], dimension: 9 });
  });

  it('reads a data frame with numbers for names, and a table without a header', async () => {
    const body = rows.map((row, i) => [String(i), `a/${i}.jpg`, ...row.map(String)]);
    const frame = csv([['', 'file', ...(rows[0]?.map((_, i) => String(i)) ?? [])], ...body]);
    const read = await readBack([frame]);
    expect([read.rows[1]?.id, read.source.idColumn, read.source.dimension]).toEqual(['a/1.jpg', 'file', 9]);
    expect(read.values).toEqual(rows.flat());
    const bare = await readBack([csv(body.map((cells) => cells.slice(1)))]);
    expect(bare.rows.map(({ id }) => id)).toEqual(body.map((cells) => cells[1]));
  });

  it('names rows of a wrong length, without a number, and those that cannot be read', async () => {
    const lines = rows.map((row, i) => [ids[i] ?? '', ...row.map(String)]);
    lines[1]?.pop();
    lines[2]?.splice(4, 1, 'oops');
    lines[3]?.splice(0, 1, '"never closed');
    const read = await readBack([csv([['id', ...(rows[0]?.map((_, i) => `d${i}`) ?? [])], ...lines])]);
    expect(read.rows.map(({ problem }) => problem?.fault ?? null)).toEqual([
      null,
      'wrong-length',
      'unreadable',
      'no-id',
      null,
    ]);
    expect(read.rows[2]?.problem?.reason).toBe('“oops”, number 4 of the vector, is no number.');
  });

  it('tells a number that is infinite from one that is none', async () => {
    const lines = rows.map((row, i) => [ids[i] ?? '', ...row.map(String)]);
    lines[1]?.splice(1, 1, 'Inf');
    lines[2]?.splice(1, 1, 'nan');
    const read = await readBack([csv([['id', ...(rows[0]?.map((_, i) => `d${i}`) ?? [])], ...lines])]);
    expect(read.rows[1]?.problem?.reason).toBe('Number 1 of the vector is infinite, or too large for float32.');
    expect(read.rows[2]?.problem?.reason).toBe('Number 1 of the vector is not a number or missing.');
  });

  it('reads 8,192 columns, and refuses more', async () => {
    const wide = (width: number) => {
      const head = ['id', ...Array.from({ length: width }, (_, i) => `d${i}`)];
      return csv([head, ['a', ...Array.from({ length: width }, () => '0.5')]]);
    };
    expect((await readBack([wide(8_192)])).values).toHaveLength(8_192);
    await expect(readBack([wide(8_193)])).rejects.toThrow('vectors of 8193 numbers; they can have 8 to 8192');
  });

  it('is refused without ids or vectors', async () => {
    await expect(readBack([Buffer.from('just a text\nof lines\n')])).rejects.toThrow('one column only');
    await expect(
      readBack([
        csv([
          ['id', 'label'],
          ['a', 'b'],
        ]),
      ]),
    ).rejects.toThrow('has no vectors');
  });
});

describe('Parquet', () => {
  const rows = makeRows(53, 9);
  const ids = makeIds(53);

  it.each(['none', 'gzip'] as const)('reads lists that begin within pages and row groups, %s', async (codec) => {
    // 100 numbers to a page, 9 to a row: most pages begin within a row.
    const read = await readBack([parquetBytes({ ids, rows, layout: 'list', groupRows: 20, pageNumbers: 100, codec })]);
    expect(read.values).toEqual(rows.flat());
    expect(read.rows.map(({ id }) => id)).toEqual(ids);
    expect(read.source).toMatchObject({ format: 'parquet', numbers: 'float32', dimension: 9, idColumn: 'id' });
  });

  it('reads one column for each number', async () => {
    const read = await readBack([parquetBytes({ ids, rows, layout: 'columns', groupRows: 20 })]);
    expect(read.values).toEqual(rows.flat());
    expect(read.source.vectorColumns).toBe('9 columns, dim_0 to dim_8');
  });

  it('names lists of another length', async () => {
    const ragged = rows.map((row, i) => (i === 3 ? row.slice(1) : row));
    const read = await readBack([parquetBytes({ ids, rows: ragged, layout: 'list' })]);
    expect(read.rows[3]?.problem).toEqual({
      fault: 'wrong-length',
      reason: 'The vector has 8 numbers; the others have 9.',
    });
    expect(read.rows.filter(({ problem }) => problem !== null)).toHaveLength(1);
  });

  it('says which compression is not read', async () => {
    const bytes = parquetBytes({ ids, rows, layout: 'list', codec: 'zstd' });
    await expect(readBack([bytes])).rejects.toThrow(
      'compressed by ZSTD, which is not read. Write it with compression "snappy"',
    );
  });

  it('is refused when it is damaged, at any byte', async () => {
    const whole = parquetBytes({ ids, rows, layout: 'list' });
    await expect(readBack([whole.subarray(0, whole.length - 20)])).rejects.toThrow('cut off');
    // Every byte of the directory and of the first page's header, one at a time.
    const ends = [
      ...Array.from({ length: 12 }, (_, i) => 4 + i),
      ...Array.from({ length: 120 }, (_, i) => whole.length - 9 - i),
    ];
    for (const at of ends) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      await readBack([damaged]).catch((error: Error) => expect(error.name, String(error)).toBe('UnreadableVectors'));
    }
  });
});

it('says what other files are', async () => {
  await expect(readBack([Buffer.from('%PDF-1.7 …')])).rejects.toThrow('a PDF document. Vectors can be');
  await expect(readBack([Buffer.from('\x80\x04\x95', 'latin1')])).rejects.toThrow();
});
