import { idSizeBytes } from '@/lib/embeddings/id-bytes';

const signature = [0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0x00];
/** Signature, flags and the length of a header extension, which is 0. */
const headerSizeBytes = signature.length + 8;
const lengthSizeBytes = 4;
const countSizeBytes = 2;

/** Takes row `row`: where its id and its vector begin in `bytes`, which the parser uses again afterwards. */
export type TakeRow = (bytes: Uint8Array, idStart: number, vectorStart: number) => void;

/**
 * Reads rows of (uuid, bytea) out of the chunks of a binary COPY, as they come. Every vector must have `vectorSizeBytes`;
 * so all rows are equally long, and nothing but the rest of a chunk is ever kept.
 */
export class CopyParser {
  readonly #vectorSizeBytes: number;
  readonly #take: TakeRow;
  readonly #rowSizeBytes: number;
  #rest = new Uint8Array(0);
  #isBegun = false;
  #isEnded = false;
  #rowCount = 0;

  constructor(vectorSizeBytes: number, take: TakeRow) {
    this.#vectorSizeBytes = vectorSizeBytes;
    this.#take = take;
    this.#rowSizeBytes = countSizeBytes + lengthSizeBytes + idSizeBytes + lengthSizeBytes + vectorSizeBytes;
  }

  /** Takes the next chunk. Throws when it is no such COPY, or a vector has another length. */
  push(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : concatenate(this.#rest, chunk);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let offset = this.#begin(bytes);
    while (this.#isBegun && !this.#isEnded && bytes.length - offset >= countSizeBytes) {
      const fieldCount = view.getInt16(offset);
      if (fieldCount === -1) this.#isEnded = true;
      else if (bytes.length - offset < this.#neededBytes(view, offset)) break;
      else offset = this.#takeRow(bytes, offset);
    }
    this.#rest = bytes.slice(offset);
  }

  /** To be called after the last chunk: the number of rows. Throws when the COPY was cut off. */
  end(): number {
    if (!this.#isEnded) throw new Error(`The copy of the embeddings was cut off after ${this.#rowCount} rows.`);
    return this.#rowCount;
  }

  #begin(bytes: Uint8Array): number {
    if (this.#isBegun || bytes.length < headerSizeBytes) return 0;
    if (signature.some((byte, i) => bytes[i] !== byte)) throw new Error('The copy of the embeddings is not binary.');
    this.#isBegun = true;
    return headerSizeBytes;
  }

  /** Checks what is there of a row's lengths, and says how many bytes the whole row has. */
  #neededBytes(view: DataView, offset: number): number {
    const vectorLengthAt = offset + countSizeBytes + lengthSizeBytes + idSizeBytes;
    if (view.byteLength >= vectorLengthAt + lengthSizeBytes) {
      const sizeBytes = view.getInt32(vectorLengthAt);
      if (sizeBytes !== this.#vectorSizeBytes) throw new Error(this.#describeLength(sizeBytes));
    }
    return this.#rowSizeBytes;
  }

  #describeLength(sizeBytes: number): string {
    const expected = `${this.#vectorSizeBytes / 4} numbers need ${this.#vectorSizeBytes}`;
    return `The embedding in row ${this.#rowCount} has ${sizeBytes} bytes; ${expected}.`;
  }

  #takeRow(bytes: Uint8Array, offset: number): number {
    const idStart = offset + countSizeBytes + lengthSizeBytes;
    this.#take(bytes, idStart, idStart + idSizeBytes + lengthSizeBytes);
    this.#rowCount += 1;
    return offset + this.#rowSizeBytes;
  }
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
