import type { DecodedArray, RowGroup } from 'hyparquet';
import { convertWithDictionary } from 'hyparquet/src/convert.js';
import { decompressPage, readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js';
import { getMaxDefinitionLevel } from 'hyparquet/src/schema.js';
import { UnreadableVectors } from '@/lib/samples/intake/vectors';
import { type DataPage, type ParquetFile, readDataPages } from '@/lib/samples/intake/vectors-parquet-pages.server';

/**
 * Some rows of a column of lists: how many numbers each holds, and the first `dimension` of them in `values`, row after
 * row; what a shorter list lacks is 0.
 */
type ListBatch = { lengths: number[]; values: Float32Array<ArrayBuffer> };

/** Values of a page with their levels: 0 in `repetitions` begins a row; fewer definitions than the most is no value. */
type Levels = { repetitions: ArrayLike<number>; definitions: ArrayLike<number> | undefined; values: DecodedArray };

const BATCH_NUMBERS = 2_000_000;

/** Which column, how many numbers a row has, and how many rows are answered at once; as many as memory allows unless given. */
type ListColumn = { path: readonly string[]; dimension: number; batchRows?: number };

/** The rows of a column of lists in one row group, some at a time; a row may go on in the next page. Throws UnreadableVectors. */
export async function* readLists(file: ParquetFile, group: RowGroup, column: ListColumn): AsyncGenerator<ListBatch> {
  const { path, dimension, batchRows = Math.max(1, Math.floor(BATCH_NUMBERS / dimension)) } = column;
  let rows: ListRows | undefined;
  for await (const page of readDataPages(file, group, path)) {
    const { schemaPath, element } = page.decoder;
    rows ??= new ListRows({
      dimension,
      batchRows,
      valueLevel: getMaxDefinitionLevel(schemaPath),
      isOptional: element.repetition_type === 'OPTIONAL',
    });
    yield* rows.add(decode(page));
  }
  const rest = rows?.end() ?? null;
  if (rest !== null) yield rest;
}

function decode({ header, bytes, decoder, dictionary }: DataPage): Levels {
  const packed = new Uint8Array(bytes);
  const { data_page_header: first, data_page_header_v2: second } = header;
  if (first !== undefined) {
    const plain = decompressPage(packed, Number(header.uncompressed_page_size), decoder.codec, decoder.compressors);
    const { repetitionLevels, definitionLevels, dataPage } = readDataPage(plain, first, decoder);
    const values = convertWithDictionary(dataPage, dictionary, first.encoding, decoder);
    return { repetitions: repetitionLevels, definitions: definitionLevels, values };
  }
  if (second === undefined) throw new UnreadableVectors('A page of the file is of an unknown kind.');
  const { repetitionLevels, definitionLevels, dataPage } = readDataPageV2(packed, header, decoder);
  const values = convertWithDictionary(dataPage, dictionary, second.encoding, decoder);
  return { repetitions: repetitionLevels, definitions: definitionLevels, values };
}

/** Puts the values of pages into rows of one length. */
class ListRows {
  readonly #dimension: number;
  readonly #valueLevel: number;
  readonly #isOptional: boolean;
  readonly #capacity: number;
  #values: Float32Array<ArrayBuffer>;
  #lengths: number[] = [];
  #length = 0;

  /** `valueLevel`: the definition level of a value that is there. `isOptional`: a number of a list can be missing. */
  constructor(kind: { dimension: number; batchRows: number; valueLevel: number; isOptional: boolean }) {
    this.#dimension = kind.dimension;
    this.#valueLevel = kind.valueLevel;
    this.#isOptional = kind.isOptional;
    this.#capacity = kind.batchRows;
    this.#values = new Float32Array(this.#capacity * kind.dimension);
  }

  /** Takes a page; answers full batches of rows that have ended. */
  *add({ repetitions, definitions, values }: Levels): Generator<ListBatch> {
    const levels = definitions === undefined || definitions.length === 0 ? null : definitions;
    let at = 0;
    for (let i = 0; i < repetitions.length; i += 1) {
      if (repetitions[i] === 0) {
        if (this.#lengths.length === this.#capacity) yield this.#take();
        this.#lengths.push(0);
        this.#length = 0;
      }
      const level = levels === null ? this.#valueLevel : levels[i];
      if (level === this.#valueLevel) this.#put(Number(values[at++]));
      else if (this.#isOptional && level === this.#valueLevel - 1) this.#put(Number.NaN);
    }
  }

  /** The rows that are left. */
  end(): ListBatch | null {
    return this.#lengths.length === 0 ? null : this.#take();
  }

  #put(value: number): void {
    const row = this.#lengths.length - 1;
    if (row < 0) throw new UnreadableVectors('The file is damaged: a list has no beginning.');
    if (this.#length < this.#dimension) this.#values[row * this.#dimension + this.#length] = value;
    this.#length += 1;
    this.#lengths[row] = this.#length;
  }

  #take(): ListBatch {
    const lengths = this.#lengths;
    const values = this.#values.subarray(0, lengths.length * this.#dimension);
    this.#values = new Float32Array(this.#capacity * this.#dimension);
    this.#lengths = [];
    return { lengths, values };
  }
}
