// Ids of samples by the million are kept as bytes, 16 for each, instead of as strings: a tenth of the memory.

/** Bytes of one id. */
export const idSizeBytes = 16;

/** The id of a row, as 36 characters in lower case. `ids` holds 16 bytes for each row. Throws RangeError outside. */
export function idAt(ids: Uint8Array, row: number): string {
  const start = row * idSizeBytes;
  if (row < 0 || start + idSizeBytes > ids.length) {
    throw new RangeError(`Row ${row} is outside of the ${ids.length / idSizeBytes} ids.`);
  }
  let text = '';
  for (let i = 0; i < idSizeBytes; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
    text += hexOfByte[ids[start + i] as number];
  }
  return text;
}

/** The ids of some rows, in their order. */
export function idsAt(ids: Uint8Array, rows: Iterable<number>): string[] {
  return Array.from(rows, (row) => idAt(ids, row));
}

/** The 16 bytes of an id. Throws RangeError for what is not an id. */
export function encodeId(id: string): Uint8Array<ArrayBuffer> {
  const digits = id.replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/i.test(digits)) throw new RangeError(`${JSON.stringify(id)} is not an id of 32 hex digits.`);
  return Uint8Array.from({ length: idSizeBytes }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

/** Some ids as bytes, 16 for each, in their order. Throws RangeError for what is not an id. */
export function packIds(sampleIds: readonly string[]): Uint8Array<ArrayBuffer> {
  const ids = new Uint8Array(sampleIds.length * idSizeBytes);
  sampleIds.forEach((id, i) => {
    ids.set(encodeId(id), i * idSizeBytes);
  });
  return ids;
}

/** The row of an id in ids that ascend, by binary search; −1 when it is not among them. */
export function rowOfId(ids: Uint8Array, id: string): number {
  const wanted = encodeId(id);
  let low = 0;
  let high = ids.length / idSizeBytes - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const order = compareAt(ids, middle, wanted);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function compareAt(ids: Uint8Array, row: number, wanted: Uint8Array): number {
  for (let i = 0; i < idSizeBytes; i++) {
    const difference = (ids[row * idSizeBytes + i] as number) - (wanted[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
