import { UnreadableVectors } from '@/lib/samples/intake/vectors';
import type { NpyType } from '@/lib/samples/intake/vectors-npy-header';

type ReadNumber = (view: DataView, at: number, isLittleEndian: boolean) => number;

const NUMBERS: Record<string, ReadNumber> = {
  f2: (view, at, isLittleEndian) => halfToNumber(view.getUint16(at, isLittleEndian)),
  f4: (view, at, isLittleEndian) => view.getFloat32(at, isLittleEndian),
  f8: (view, at, isLittleEndian) => view.getFloat64(at, isLittleEndian),
  i1: (view, at) => view.getInt8(at),
  u1: (view, at) => view.getUint8(at),
  i2: (view, at, isLittleEndian) => view.getInt16(at, isLittleEndian),
  i4: (view, at, isLittleEndian) => view.getInt32(at, isLittleEndian),
};

/** The value of an IEEE 754 half-precision number from its 16 bits: 1 sign, 5 exponent, 10 fraction. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** What turns bytes into numbers of a vector. Throws UnreadableVectors for a type that vectors cannot have. */
export function numberReader(
  type: NpyType,
  what: string,
): (bytes: Uint8Array, out: Float32Array, start: number, stride: number) => void {
  const read = NUMBERS[`${type.kind}${type.sizeBytes}`];
  if (read === undefined) {
    throw new UnreadableVectors(
      `${what} holds elements of type ${type.name}. Vectors can be float16, float32, float64, int8, uint8, int16 or int32.`,
    );
  }
  const { sizeBytes, isLittleEndian } = type;
  return (bytes, out, start, stride) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0, to = start; at < bytes.byteLength; at += sizeBytes, to += stride) {
      out[to] = read(view, at, isLittleEndian);
    }
  };
}

/** True when elements of a type can be ids: texts, bytes or whole numbers. */
export function canBeIds({ kind, sizeBytes }: NpyType): boolean {
  return kind === 'U' || kind === 'S' || ((kind === 'i' || kind === 'u') && [1, 2, 4, 8].includes(sizeBytes));
}

/** The elements of an array as ids: texts without the zeros that fill them up, whole numbers in decimal. */
export function readIds(bytes: Uint8Array, type: NpyType): string[] {
  const { kind, sizeBytes } = type;
  const ids: string[] = [];
  for (let at = 0; at + sizeBytes <= bytes.byteLength; at += sizeBytes) {
    const element = bytes.subarray(at, at + sizeBytes);
    if (kind === 'U') ids.push(readUtf32(element, type.isLittleEndian));
    else if (kind === 'S') ids.push(readBytes(element));
    else ids.push(readInteger(element, type));
  }
  return ids;
}

// A number that is no character becomes half of one, so that its row is refused and no other.
const NO_CHARACTER = '\udcff';

function readUtf32(element: Uint8Array, isLittleEndian: boolean): string {
  const view = new DataView(element.buffer, element.byteOffset, element.byteLength);
  let text = '';
  let end = 0;
  for (let at = 0; at < element.byteLength; at += 4) {
    const code = view.getUint32(at, isLittleEndian);
    text += code > 0x10ffff ? NO_CHARACTER : String.fromCodePoint(code);
    if (code !== 0) end = text.length;
  }
  return text.slice(0, end);
}

function readBytes(element: Uint8Array): string {
  let end = element.length;
  while (end > 0 && element[end - 1] === 0) end -= 1;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(element.subarray(0, end));
  } catch {
    return NO_CHARACTER;
  }
}

function readInteger(element: Uint8Array, { kind, isLittleEndian }: NpyType): string {
  const bytes = isLittleEndian ? [...element].reverse() : [...element];
  const value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return String(kind === 'i' ? BigInt.asIntN(8 * bytes.length, value) : value);
}
