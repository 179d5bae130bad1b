import { gzipSync } from 'node:zlib';

// A Parquet file of plain pages, written byte by byte: ids as texts, and one list of floats for each row or one column of
// floats for each number. Only what tests of reading need.

type Thrift = { id: number; type: number; bytes: Buffer };

const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}

const zigzag = (value: number) => varint(value >= 0 ? 2 * value : -2 * value - 1);
const int = (id: number, value: number, type = I32): Thrift => ({ id, type, bytes: zigzag(value) });
const text = (value: string) => Buffer.concat([varint(Buffer.byteLength(value)), Buffer.from(value)]);
const binary = (id: number, value: string): Thrift => ({ id, type: BINARY, bytes: text(value) });
const struct = (id: number, fields: Thrift[]): Thrift => ({ id, type: STRUCT, bytes: encode(fields) });
const list = (id: number, type: number, items: Buffer[]): Thrift => ({
  id,
  type: LIST,
  bytes: Buffer.concat([
    items.length < 15
      ? Buffer.from([(items.length << 4) | type])
      : Buffer.concat([Buffer.from([0xf0 | type]), varint(items.length)]),
    ...items,
  ]),
});

/** A struct of the compact protocol: fields by ascending id, then a zero. */
function encode(fields: Thrift[]): Buffer {
  let before = 0;
  const parts = fields.flatMap(({ id, type, bytes }) => {
    const head = Buffer.from([((id - before) << 4) | type]);
    before = id;
    return [head, bytes];
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

/** Levels of one bit as one bit-packed run, with their length before them. */
function levels(bits: readonly number[]): Buffer {
  const groups = Math.ceil(bits.length / 8);
  const packed = Buffer.alloc(groups);
  for (const [i, bit] of bits.entries()) packed[i >> 3] = (packed[i >> 3] ?? 0) | (bit << (i & 7));
  const body = Buffer.concat([varint((groups << 1) | 1), packed]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([length, body]);
}

type Page = { valueCount: number; bytes: Buffer };
type ColumnBytes = { path: string[]; type: number; pages: Page[] };

const FLOAT = 4;
const BYTE_ARRAY = 6;

function textPage(values: readonly string[]): Page {
  const parts = values.flatMap((value) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(Buffer.byteLength(value));
    return [length, Buffer.from(value)];
  });
  return { valueCount: values.length, bytes: Buffer.concat(parts) };
}

const floats = (values: readonly number[]) => Buffer.from(Float32Array.from(values).buffer);

/** Numbers of lists, cut into pages of so many numbers wherever that falls: a page may begin within a row. */
function listPages(rows: readonly (readonly number[])[], pageNumbers: number): Page[] {
  const flat = rows.flatMap((row) => row.map((value, i) => ({ value, repeats: i === 0 ? 0 : 1 })));
  const pages: Page[] = [];
  for (let from = 0; from < flat.length; from += pageNumbers) {
    const part = flat.slice(from, from + pageNumbers);
    const bytes = [
      levels(part.map((one) => one.repeats)),
      levels(part.map(() => 1)),
      floats(part.map((one) => one.value)),
    ];
    pages.push({ valueCount: part.length, bytes: Buffer.concat(bytes) });
  }
  return pages;
}

const CODECS = { none: 0, gzip: 2, zstd: 6 };

/** What the table holds and how it is written. */
export type ParquetTable = {
  ids: readonly string[];
  rows: readonly (readonly number[])[];
  layout: 'list' | 'columns';
  groupRows?: number;
  pageNumbers?: number;
  codec?: keyof typeof CODECS;
};

/** The bytes of the table. With codec zstd only the name says so: the bytes are plain. */
export function parquetBytes(table: ParquetTable): Buffer {
  const { ids, rows, layout, groupRows = rows.length, pageNumbers = 1_000, codec = 'none' } = table;
  const body: Buffer[] = [Buffer.from('PAR1')];
  let at = 4;
  const groups: Buffer[] = [];
  for (let from = 0; from < rows.length; from += groupRows) {
    const part = rows.slice(from, from + groupRows);
    const columns = describeColumns(ids.slice(from, from + groupRows), part, { layout, pageNumbers });
    const chunks = columns.map((column) => {
      const start = at;
      for (const bytes of column.pages.flatMap((page) => writePage(page, codec))) {
        body.push(bytes);
        at += bytes.length;
      }
      return describeChunk(column, { start, sizeBytes: at - start, codec });
    });
    groups.push(encode([list(1, STRUCT, chunks), int(2, at, I64), int(3, part.length, I64)]));
  }
  const footer = encode([
    int(1, 1),
    list(2, STRUCT, schema(rows[0]?.length ?? 0, layout)),
    int(3, rows.length, I64),
    list(4, STRUCT, groups),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([...body, footer, length, Buffer.from('PAR1')]);
}

function describeColumns(
  ids: readonly string[],
  rows: readonly (readonly number[])[],
  { layout, pageNumbers }: { layout: ParquetTable['layout']; pageNumbers: number },
): ColumnBytes[] {
  const idColumn = { path: ['id'], type: BYTE_ARRAY, pages: [textPage(ids)] };
  if (layout === 'list') {
    return [idColumn, { path: ['embedding', 'list', 'element'], type: FLOAT, pages: listPages(rows, pageNumbers) }];
  }
  const columns = (rows[0] ?? []).map((_, i) => ({
    path: [`dim_${i}`],
    type: FLOAT,
    pages: [{ valueCount: rows.length, bytes: floats(rows.map((row) => row[i] ?? 0)) }],
  }));
  return [idColumn, ...columns];
}

function writePage({ valueCount, bytes }: Page, codec: keyof typeof CODECS): Buffer[] {
  const packed = codec === 'gzip' ? gzipSync(bytes) : bytes;
  const data = struct(5, [int(1, valueCount), int(2, 0), int(3, 3), int(4, 3)]);
  return [encode([int(1, 0), int(2, bytes.length), int(3, packed.length), data]), packed];
}

function describeChunk(
  { path, type, pages }: ColumnBytes,
  { start, sizeBytes, codec }: { start: number; sizeBytes: number; codec: keyof typeof CODECS },
): Buffer {
  const valueCount = pages.reduce((sum, page) => sum + page.valueCount, 0);
  return encode([
    int(2, start, I64),
    struct(3, [
      int(1, type),
      list(2, I32, [zigzag(0)]),
      list(3, BINARY, path.map(text)),
      int(4, CODECS[codec]),
      int(5, valueCount, I64),
      int(6, sizeBytes, I64),
      int(7, sizeBytes, I64),
      int(9, start, I64),
    ]),
  ]);
}

/** Required texts, and either an optional-free list of floats or required floats. */
function schema(dimension: number, layout: ParquetTable['layout']): Buffer[] {
  const root = encode([binary(4, 'schema'), int(5, layout === 'list' ? 2 : 1 + dimension)]);
  const id = encode([int(1, BYTE_ARRAY), int(3, 0), binary(4, 'id'), int(6, 0)]);
  if (layout === 'columns') {
    const columns = Array.from({ length: dimension }, (_, i) =>
      encode([int(1, FLOAT), int(3, 0), binary(4, `dim_${i}`)]),
    );
    return [root, id, ...columns];
  }
  const group = encode([int(3, 0), binary(4, 'embedding'), int(5, 1), int(6, 3)]);
  const repeated = encode([int(3, 2), binary(4, 'list'), int(5, 1)]);
  return [root, id, group, repeated, encode([int(1, FLOAT), int(3, 0), binary(4, 'element')])];
}
