import { goneColour } from '@/lib/maps/map';
import { type FurtherValues, NONE_FURTHER } from '@/lib/maps/map-further';

const idBytes = 16;
// A row of a binary COPY of (uuid, smallint): number of fields, then length and bytes of each.
const rowBytes = 2 + 4 + idBytes + 4 + 2;
const idStart = 6;
const valueStart = idStart + idBytes + 4;
/** Signature, flags, and the length of a header extension, which is 0. */
const headerBytes = 19;

/**
 * Takes the bytes of a binary COPY of (sample id, value), ids ascending, and colours the points of a map, whose ids ascend
 * as well. A point whose sample does not come is gone or, where the colours begin as some that are known, stays as it is; a
 * sample that is no point, or is gone from the known colours, is passed over. Where a sample may come several times, its
 * first row colours the point, and the others are its further values. (PostgreSQL documentation, "COPY", section "Binary
 * Format".)
 */
export class ColourReader {
  readonly colours: Uint16Array;
  #rest = new Uint8Array(0);
  #point = 0;
  #isBegun = false;
  #isEnded = false;
  readonly #isKnown: boolean;

  readonly #furtherPoints: number[] = [];
  readonly #furtherValues: number[] = [];

  constructor(
    private readonly ids: Uint8Array,
    private readonly mayRepeat = false,
    known: Uint16Array | null = null,
  ) {
    this.colours = known?.slice() ?? new Uint16Array(ids.length / idBytes).fill(goneColour);
    this.#isKnown = known !== null;
  }

  /** Takes the next chunk; it may be used again afterwards. */
  push(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : concatenate(this.#rest, chunk);
    let at = 0;
    if (!this.#isBegun && bytes.length >= headerBytes) {
      this.#isBegun = true;
      at = headerBytes;
    }
    while (this.#isBegun && !this.#isEnded && bytes.length - at >= 2) {
      if (bytes[at] === 0xff) this.#isEnded = true;
      else if (bytes.length - at < rowBytes) break;
      else {
        this.#take(bytes, at);
        at += rowBytes;
      }
    }
    this.#rest = bytes.slice(at);
  }

  /** To be called after the last chunk: a colour for each point. Throws when the copy was cut off. */
  end(): Uint16Array {
    if (!this.#isEnded) throw new Error('The copy of the colours was cut off.');
    return this.colours;
  }

  /** To be read after the last chunk. */
  get further(): FurtherValues {
    return { points: Uint32Array.from(this.#furtherPoints), values: Uint16Array.from(this.#furtherValues) };
  }

  #take(bytes: Uint8Array, row: number): void {
    if (this.mayRepeat && this.#takeFurther(bytes, row)) return;
    for (; this.#point < this.colours.length; this.#point++) {
      const order = compareIds(this.ids, this.#point * idBytes, bytes, row + idStart);
      if (order > 0) return;
      if (order < 0) continue;
      const isGone = this.#isKnown && this.colours[this.#point] === goneColour;
      if (!isGone) this.colours[this.#point] = readValue(bytes, row);
      this.#point++;
      return;
    }
  }

  /** Whether the row is of the point before, which has its first value already. */
  #takeFurther(bytes: Uint8Array, row: number): boolean {
    const last = this.#point - 1;
    if (last < 0 || this.colours[last] === goneColour) return false;
    if (compareIds(this.ids, last * idBytes, bytes, row + idStart) !== 0) return false;
    this.#furtherPoints.push(last);
    this.#furtherValues.push(readValue(bytes, row));
    return true;
  }
}

function readValue(bytes: Uint8Array, row: number): number {
  const at = row + valueStart;
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

function compareIds(a: Uint8Array, aStart: number, b: Uint8Array, bStart: number): number {
  for (let i = 0; i < idBytes; i++) {
    const difference = (a[aStart + i] as number) - (b[bStart + i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

/** How many points have each value, first or further, by value; gone ones are left out. */
export function countColours(colours: Uint16Array, further: FurtherValues = NONE_FURTHER): Map<number, number> {
  const counts = new Uint32Array(goneColour + 1);
  for (const colour of colours) counts[colour] = (counts[colour] as number) + 1;
  for (const value of further.values) counts[value] = (counts[value] as number) + 1;
  const found = new Map<number, number>();
  counts.forEach((count, value) => {
    if (count > 0 && value !== goneColour) found.set(value, count);
  });
  return found;
}
