import { UnreadableVectors } from '@/lib/samples/intake/vectors';

/** How the elements of a .npy array lie in the file. `sizeBytes` is the size of one element. */
export type NpyType = { kind: string; sizeBytes: number; isLittleEndian: boolean; name: string };

/** The header of a .npy file: what follows it, from byte `dataOffset` on. */
export type NpyHeader = { type: NpyType; isFortranOrder: boolean; shape: number[]; dataOffset: number };

/** As many bytes of a file as any accepted header takes. */
export const NPY_HEAD_BYTES = 65_536 + 12;

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const MAX_NESTING = 4;

/** True for the first bytes of a .npy file. */
export function isNpy(head: Uint8Array): boolean {
  return MAGIC.every((byte, i) => head[i] === byte);
}

/**
 * Reads the header of a .npy file, version 1, 2 or 3 of the format, from its first bytes. Throws UnreadableVectors for
 * what is no header, is longer than 64 KiB, or describes structured elements. `what` begins its sentences.
 */
export function readNpyHeader(head: Uint8Array, what: string): NpyHeader {
  const version = head[6] ?? 0;
  if (!isNpy(head) || version < 1 || version > 3) {
    throw new UnreadableVectors(`${what} is no .npy file of version 1, 2 or 3.`);
  }
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const start = version === 1 ? 10 : 12;
  if (head.length < start) throw new UnreadableVectors(`${what} is cut off within its header.`);
  const lengthBytes = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (lengthBytes > NPY_HEAD_BYTES - 12) {
    throw new UnreadableVectors(`${what} has a header of ${lengthBytes} bytes; the limit is ${NPY_HEAD_BYTES - 12}.`);
  }
  const dataOffset = start + lengthBytes;
  if (head.length < dataOffset) throw new UnreadableVectors(`${what} is cut off within its header.`);
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(head.subarray(start, dataOffset));
  return { ...describe(text, what), dataOffset };
}

function describe(text: string, what: string): Omit<NpyHeader, 'dataOffset'> {
  const literal = new LiteralReader(text, what).read();
  if (!(literal instanceof Map)) throw new UnreadableVectors(`${what} has a header that is no dictionary.`);
  const shape = literal.get('shape');
  const isFortranOrder = literal.get('fortran_order');
  if (!Array.isArray(shape) || !shape.every(isLength) || typeof isFortranOrder !== 'boolean') {
    throw new UnreadableVectors(`${what} has a header without a shape and an order that make sense.`);
  }
  return { type: readType(literal.get('descr'), what), isFortranOrder, shape };
}

function isLength(value: Literal): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

const KIND_NAMES: Record<string, string> = { f: 'float', i: 'int', u: 'uint', b: 'bool', c: 'complex' };

function readType(descr: Literal | undefined, what: string): NpyType {
  if (Array.isArray(descr)) {
    throw new UnreadableVectors(`${what} has structured elements. Save plain numbers, one array of two dimensions.`);
  }
  const match = typeof descr === 'string' ? /^([<>|=])([A-Za-z])(\d{0,9})$/.exec(descr) : null;
  if (match === null) throw new UnreadableVectors(`${what} has elements of an unknown type.`);
  const [, order, kind = '', digits] = match;
  if (kind === 'O') {
    throw new UnreadableVectors(
      `${what} holds Python objects (a pickle), which are not read because reading them can run code. ` +
        'Save plain numbers, or ids as text: array.astype(str).',
    );
  }
  const count = Number(digits === '' ? 1 : digits);
  const sizeBytes = kind === 'U' ? 4 * count : count;
  const named = KIND_NAMES[kind];
  return { kind, sizeBytes, isLittleEndian: order !== '>', name: named ? `${named}${8 * sizeBytes}` : String(descr) };
}

type Literal = string | number | boolean | null | Literal[] | Map<string, Literal>;

/** Reads the few Python literals that headers are made of: strings, whole numbers, booleans, tuples, lists, dictionaries. */
class LiteralReader {
  readonly #text: string;
  readonly #what: string;
  #at = 0;

  constructor(text: string, what: string) {
    this.#text = text;
    this.#what = what;
  }

  read(): Literal {
    const value = this.#value(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#broken();
    return value;
  }

  #broken(): UnreadableVectors {
    return new UnreadableVectors(`${this.#what} has a damaged header, at character ${this.#at + 1}.`);
  }

  #skipSpace(): void {
    while (/[\s\0]/.test(this.#text[this.#at] ?? '.')) this.#at += 1;
  }

  #take(sign: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #value(depth: number): Literal {
    if (depth > MAX_NESTING) throw this.#broken();
    if (this.#take('{')) return this.#dictionary(depth);
    if (this.#take('(')) return this.#items(')', depth);
    if (this.#take('[')) return this.#items(']', depth);
    const rest = this.#text.slice(this.#at, this.#at + 4_096);
    const string = /^u?(?:'([^'\\\n]*)'|"([^"\\\n]*)")/.exec(rest);
    if (string !== null) return this.#pass(string[0], string[1] ?? string[2] ?? '');
    const word = /^(True|False|None)\b/.exec(rest);
    if (word !== null) return this.#pass(word[0], word[0] === 'None' ? null : word[0] === 'True');
    const number = /^(\d{1,15})L?\b/.exec(rest);
    if (number !== null) return this.#pass(number[0], Number(number[1]));
    throw this.#broken();
  }

  #pass(token: string, value: Literal): Literal {
    this.#at += token.length;
    return value;
  }

  #items(close: string, depth: number): Literal[] {
    const items: Literal[] = [];
    while (!this.#take(close)) {
      items.push(this.#value(depth + 1));
      if (this.#take(',')) continue;
      if (!this.#take(close)) throw this.#broken();
      break;
    }
    return items;
  }

  #dictionary(depth: number): Map<string, Literal> {
    const entries = new Map<string, Literal>();
    while (!this.#take('}')) {
      const key = this.#value(depth + 1);
      if (typeof key !== 'string' || !this.#take(':')) throw this.#broken();
      entries.set(key, this.#value(depth + 1));
      if (this.#take(',')) continue;
      if (!this.#take('}')) throw this.#broken();
      break;
    }
    return entries;
  }
}
