/** Word vectors in eight bits: row r of `values` times `scales[r]` is what the r-th word adds to a text. */
export interface WordTable {
  readonly dimension: number;
  /** Most frequent first. */
  readonly words: readonly string[];
  readonly scales: Float32Array;
  /** int8 [words, dimension], row after row. */
  readonly values: Int8Array;
}

const magic = 'sheafwv1';
const headerBytes = magic.length + 12;
const separator = '\n';

/**
 * Weight of a word in a sum, by its frequency: a / (a + p), the smooth inverse frequency of Arora, Liang and Ma
 * ("A simple but tough-to-beat baseline for sentence embeddings", ICLR 2017). Only ranks are known, so p comes from
 * Zipf's law with Mandelbrot's shift: p ∝ 1 / (rank + 2.7).
 */
export function weighRanks(count: number): Float64Array {
  const [a, shift] = [1e-3, 2.7];
  let total = 0;
  for (let rank = 0; rank < count; rank++) total += 1 / (rank + shift);
  return Float64Array.from({ length: count }, (_, rank) => a / (a + 1 / ((rank + shift) * total)));
}

/**
 * Rounds vectors to eight bits with a scale per row, which takes up the word's weight. `rows[i]` is the vector of
 * `words[i]`; words are given most frequent first. A row of zeros stays one.
 */
export function packWords(words: readonly string[], rows: readonly Float64Array[], dimension: number): WordTable {
  const weights = weighRanks(words.length);
  const scales = new Float32Array(words.length);
  const values = new Int8Array(words.length * dimension);
  rows.forEach((row, r) => {
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest === 0) return;
    scales[r] = ((weights[r] as number) * largest) / 127;
    for (let j = 0; j < dimension; j++) values[r * dimension + j] = Math.round((127 * (row[j] as number)) / largest);
  });
  return { dimension, words: [...words], scales, values };
}

/** A table as one file: name of the format, three uint32 (words, dimension, bytes of the words), words, scales, values; little-endian. */
export function encodeTable({ dimension, words, scales, values }: WordTable): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(words.join(separator));
  const file = new Uint8Array(headerBytes + text.length + words.length * (4 + dimension));
  const view = new DataView(file.buffer);
  file.set(new TextEncoder().encode(magic));
  [words.length, dimension, text.length].forEach((count, i) => {
    view.setUint32(magic.length + 4 * i, count, true);
  });
  file.set(text, headerBytes);
  const scalesAt = headerBytes + text.length;
  scales.forEach((scale, r) => {
    view.setFloat32(scalesAt + 4 * r, scale, true);
  });
  file.set(new Uint8Array(values.buffer, values.byteOffset, values.length), scalesAt + 4 * words.length);
  return file;
}

/** Reads a file of `encodeTable`; throws when it is not one or not whole. */
export function decodeTable(file: Uint8Array): WordTable {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const isTable = file.length >= headerBytes && new TextDecoder().decode(file.subarray(0, magic.length)) === magic;
  if (!isTable) throw new Error('The file does not hold word vectors.');
  const [count, dimension, textBytes] = [0, 1, 2].map((i) => view.getUint32(magic.length + 4 * i, true)) as [
    number,
    number,
    number,
  ];
  const scalesAt = headerBytes + textBytes;
  const wantedBytes = scalesAt + count * (4 + dimension);
  if (file.length !== wantedBytes) throw new Error(`The word vectors have ${file.length} bytes, not ${wantedBytes}.`);
  const words = new TextDecoder().decode(file.subarray(headerBytes, scalesAt)).split(separator);
  const scales = Float32Array.from({ length: count }, (_, r) => view.getFloat32(scalesAt + 4 * r, true));
  return { dimension, words, scales, values: new Int8Array(file.subarray(scalesAt + 4 * count)) };
}
