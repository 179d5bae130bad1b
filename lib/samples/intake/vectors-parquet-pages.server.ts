import { type FileHandle, open } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import {
  type AsyncBuffer,
  type ColumnMetaData,
  type Compressors,
  type DecodedArray,
  type FileMetaData,
  parquetMetadataAsync,
  parquetSchema,
  type RowGroup,
  type SchemaTree,
} from 'hyparquet';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import { convert, DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getTreePath } from 'hyparquet/src/schema.js';
import { UnreadableVectors } from '@/lib/samples/intake/vectors';
import { readExactly } from '@/lib/samples/intake/vectors-npy.server';

type ColumnDecoder = Parameters<typeof readPage>[2];

/** An opened Parquet file. */
export type ParquetFile = {
  handle: FileHandle;
  sizeBytes: number;
  what: string;
  metadata: FileMetaData;
  schema: SchemaTree;
};

const HEADER_BYTES = 64 * 1024;
const MAX_METADATA_BYTES = 64 * 1024 * 1024;
const MAX_PAGE_BYTES = 64 * 1024 * 1024;

// Snappy is built into the reader; these come with Node. Both stop at the size that the page announces.
const COMPRESSORS: Compressors = {
  GZIP: (input, maxOutputLength) => gunzipSync(input, { maxOutputLength }),
  BROTLI: (input, maxOutputLength) => brotliDecompressSync(input, { maxOutputLength }),
};
const READABLE = new Set(['UNCOMPRESSED', 'SNAPPY', ...Object.keys(COMPRESSORS)]);

/** Opens a Parquet file by its directory at the end. The caller closes `handle`. Throws UnreadableVectors. */
export async function openParquet(path: string, sizeBytes: number, what: string): Promise<ParquetFile> {
  const handle = await open(path, 'r');
  try {
    const tail = sizeBytes < 12 ? Buffer.alloc(8) : await readExactly(handle, sizeBytes - 8, 8);
    const metadataBytes = tail.readUInt32LE(0);
    if (tail.toString('latin1', 4) !== 'PAR1' || metadataBytes > sizeBytes - 8) {
      throw new UnreadableVectors(`${what} is cut off: it does not end like a Parquet file.`);
    }
    if (metadataBytes > MAX_METADATA_BYTES) {
      throw new UnreadableVectors(
        `${what} has a directory of ${metadataBytes} bytes; the limit is ${MAX_METADATA_BYTES}.`,
      );
    }
    const metadata = await parquetMetadataAsync(toBuffer(handle, sizeBytes), { geoparquet: false });
    return { handle, sizeBytes, what, metadata, schema: parquetSchema(metadata) };
  } catch (error) {
    await handle.close();
    throw toUnreadable(error, what);
  }
}

function toBuffer(handle: FileHandle, sizeBytes: number): AsyncBuffer {
  return {
    byteLength: sizeBytes,
    slice: async (start, end) => toArrayBuffer(await readExactly(handle, start, (end ?? sizeBytes) - start)),
  };
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new Uint8Array(bytes.byteLength);
  copy.set(bytes);
  return copy.buffer;
}

/** What went wrong while a Parquet file was read, as a sentence for a person; the reader's own errors name no file. */
export function toUnreadable(error: unknown, what: string): Error {
  if (error instanceof UnreadableVectors) return error;
  if (error instanceof Error && 'syscall' in error) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new UnreadableVectors(
    `${what} is damaged, or of a kind of Parquet that is not read (${message.slice(0, 200)}).`,
  );
}

/** A page of values of one column: packed as it lies in the file, and what decodes it. */
export type DataPage = {
  header: ReturnType<typeof parquetHeader>;
  bytes: ArrayBuffer;
  decoder: ColumnDecoder;
  dictionary: DecodedArray | undefined;
};

/** The pages of one column in one row group, one at a time, so that the size of the row group does not matter. */
export async function* readDataPages(
  file: ParquetFile,
  group: RowGroup,
  path: readonly string[],
): AsyncGenerator<DataPage> {
  const meta = findColumn(file, group, path);
  const schemaPath = getTreePath(file.schema, [...path]);
  const element = schemaPath.at(-1)?.element;
  if (element === undefined) throw new UnreadableVectors(`${file.what} has no column ${path.join('.')}.`);
  const named = { pathInSchema: [...path], element, schemaPath };
  const decoder = { ...meta, ...named, compressors: COMPRESSORS, parsers: DEFAULT_PARSERS };
  let dictionary: DecodedArray | undefined;
  for await (const { header, bytes } of readPages(file, meta)) {
    if (header.type !== 'DICTIONARY_PAGE') {
      yield { header, bytes, decoder, dictionary };
      continue;
    }
    const { data } = readPage({ view: new DataView(bytes), offset: 0 }, header, decoder, undefined, undefined, 0);
    dictionary = data === undefined ? undefined : convert(data, decoder);
  }
}

/** The values of a column that holds one in each row, a page at a time; null for one that is missing. Throws UnreadableVectors. */
export async function* readColumnPages(
  file: ParquetFile,
  group: RowGroup,
  path: readonly string[],
): AsyncGenerator<DecodedArray> {
  for await (const { header, bytes, decoder, dictionary } of readDataPages(file, group, path)) {
    const { data } = readPage({ view: new DataView(bytes), offset: 0 }, header, decoder, dictionary, undefined, 0);
    if (data !== undefined && data.length > 0) yield data;
  }
}

function findColumn(file: ParquetFile, group: RowGroup, path: readonly string[]): ColumnMetaData {
  const name = path.join('.');
  const found = group.columns.find(({ meta_data: meta }) => meta?.path_in_schema.join('.') === name);
  const meta = found?.meta_data;
  if (meta === undefined) {
    throw new UnreadableVectors(
      `${file.what} does not hold the column ${name} in every row group; it may be encrypted.`,
    );
  }
  if (READABLE.has(meta.codec)) return meta;
  throw new UnreadableVectors(
    `${file.what} is compressed by ${meta.codec}, which is not read. Write it with compression "snappy", "gzip" or none.`,
  );
}

type Page = { header: ReturnType<typeof parquetHeader>; bytes: ArrayBuffer };

async function* readPages({ handle, sizeBytes, what }: ParquetFile, meta: ColumnMetaData): AsyncGenerator<Page> {
  const dataStart = Number(meta.data_page_offset);
  const dictionaryStart = Number(meta.dictionary_page_offset ?? 0);
  const start = dictionaryStart > 0 ? Math.min(dictionaryStart, dataStart) : dataStart;
  const end = start + Number(meta.total_compressed_size);
  if (start < 4 || end > sizeBytes) throw new UnreadableVectors(`${what} is cut off: a column lies behind its end.`);
  for (let at = start; at < end; ) {
    const head = await readExactly(handle, at, Math.min(HEADER_BYTES, end - at));
    const reader = { view: new DataView(head.buffer, head.byteOffset, head.byteLength), offset: 0 };
    const header = parquetHeader(reader);
    const { compressed_page_size: packedBytes, uncompressed_page_size: pageBytes } = header;
    at += reader.offset;
    if (!(packedBytes >= 0 && at + packedBytes <= end) || !(pageBytes >= 0 && pageBytes <= MAX_PAGE_BYTES)) {
      throw new UnreadableVectors(
        `${what} has a page of ${pageBytes} bytes, ${packedBytes} packed; a page can have ${MAX_PAGE_BYTES} and must lie in its column.`,
      );
    }
    yield { header, bytes: toArrayBuffer(await readExactly(handle, at, packedBytes)) };
    at += packedBytes;
  }
}
