import type { ENCODINGS } from '@/lib/samples/import';

export type Encoding = (typeof ENCODINGS)[number];

/** The byte order mark at the beginning of a file: what it means, and how many bytes it takes. */
export function readByteOrderMark(head: Uint8Array): { encoding: Encoding; lengthBytes: number } | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', lengthBytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', lengthBytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', lengthBytes: 2 };
  return null;
}

/**
 * UTF-16 without a mark: text in a Latin script has a zero in most of its even (big-endian) or odd (little-endian) bytes.
 * null when the zeros do not say so.
 */
export function guessUtf16(head: Uint8Array): Encoding | null {
  const pairs = Math.min(head.length >> 1, 2048);
  if (pairs < 4) return null;
  let evenZeros = 0;
  let oddZeros = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    if (head[pair * 2] === 0) evenZeros += 1;
    if (head[pair * 2 + 1] === 0) oddZeros += 1;
  }
  if (oddZeros > pairs * 0.4 && evenZeros < pairs * 0.05) return 'utf-16le';
  if (evenZeros > pairs * 0.4 && oddZeros < pairs * 0.05) return 'utf-16be';
  return null;
}

/**
 * Turns bytes that arrive in pieces into text. What the encoding does not allow becomes a lone surrogate (as half of a
 * UTF-16 character already is one), so that its row can be refused and no other.
 */
export type TextReader = { decode: (piece: Uint8Array) => string; end: () => string };

/** A reader for an encoding; the byte order mark must have been taken off. */
export function readText(encoding: Encoding): TextReader {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return readUtf16(encoding === 'utf-16be');
  if (encoding === 'utf-8') return readUtf8();
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  return { decode: (piece) => decoder.decode(piece, { stream: true }), end: () => decoder.decode() };
}

const LF = 0x0a;
const BAD = '\udcff';

/** Decodes whole lines, so that a broken byte is known by its line. */
function readUtf8(): TextReader {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = new Uint8Array(0);
  const decodeAll = (bytes: Uint8Array): string => {
    try {
      return strict.decode(bytes);
    } catch {
      return decodeLines(bytes, strict, lenient);
    }
  };
  return {
    decode: (piece) => {
      const bytes = join(rest, piece);
      const end = bytes.lastIndexOf(LF) + 1;
      rest = bytes.slice(end);
      return decodeAll(bytes.subarray(0, end));
    },
    end: () => decodeAll(rest),
  };
}

function decodeLines(bytes: Uint8Array, strict: TextDecoder, lenient: TextDecoder): string {
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(LF, start);
    const end = found === -1 ? bytes.length : found + 1;
    const line = bytes.subarray(start, end);
    try {
      lines.push(strict.decode(line));
    } catch {
      lines.push(lenient.decode(line).replaceAll('\ufffd', BAD));
    }
    start = end;
  }
  return lines.join('');
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

const UNITS_PER_CALL = 8192;

/** TextDecoder would replace lone surrogates; units are taken as they are instead. */
function readUtf16(isBigEndian: boolean): TextReader {
  let rest = new Uint8Array(0);
  const decode = (piece: Uint8Array) => {
    const bytes = join(rest, piece);
    const evenLength = bytes.length & ~1;
    rest = bytes.slice(evenLength);
    const view = new DataView(bytes.buffer, bytes.byteOffset, evenLength);
    let text = '';
    for (let start = 0; start < evenLength; start += UNITS_PER_CALL * 2) {
      const end = Math.min(evenLength, start + UNITS_PER_CALL * 2);
      const units = new Uint16Array((end - start) >> 1);
      for (let index = 0; index < units.length; index += 1) {
        units[index] = view.getUint16(start + index * 2, !isBigEndian);
      }
      text += String.fromCharCode(...units);
    }
    return text;
  };
  return { decode, end: () => (rest.length > 0 ? BAD : '') };
}
