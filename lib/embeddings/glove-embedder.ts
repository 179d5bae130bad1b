import type { WordTable } from '@/lib/embeddings/glove-table';
import { type FoundWord, findWords } from '@/lib/embeddings/glove-words';

/** Characters of a text without a known word that its fallback reads. */
const fallbackLengthLimit = 1_024;
const gramLength = 3;

/** Embeds texts as weighted sums of word vectors. The same texts give the same bits on every machine. */
export class WordEmbedder {
  private readonly rows: ReadonlyMap<string, number>;

  constructor(private readonly table: WordTable) {
    this.rows = new Map(table.words.map((word, row) => [word, row]));
  }

  get dimension(): number {
    return this.table.dimension;
  }

  /** The words that are looked up for a text; row −1 marks those that the model does not know. */
  findWords(text: string): FoundWord[] {
    return findWords(text, this.rows);
  }

  /**
   * float32 [texts, dimension], rows of length 1. A text without any known word is placed by its letters; one without
   * anything but white space gets a row of zeros.
   */
  embed(texts: readonly string[]): Float32Array<ArrayBuffer> {
    const { dimension } = this.table;
    const vectors = new Float32Array(texts.length * dimension);
    const sum = new Float64Array(dimension);
    texts.forEach((text, i) => {
      sum.fill(0);
      for (const { row } of this.findWords(text)) if (row >= 0) this.add(row, sum);
      if (!isSet(sum)) hashLetters(text, sum);
      writeUnit(sum, vectors, i * dimension);
    });
    return vectors;
  }

  private add(row: number, sum: Float64Array): void {
    const { dimension, scales, values } = this.table;
    const scale = scales[row] as number;
    for (let j = 0, at = row * dimension; j < dimension; j++, at++) {
      sum[j] = (sum[j] as number) + scale * (values[at] as number);
    }
  }
}

/**
 * Counts runs of three characters into the sum, each at a place and with a sign that its hash gives (feature hashing,
 * Weinberger et al. 2009; hash: FNV-1a, 32 bits), so that texts in an unknown language still lie near those that
 * share their spelling.
 */
function hashLetters(text: string, sum: Float64Array): void {
  const read = text.slice(0, fallbackLengthLimit).normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
  if (read === '') return;
  const framed = ` ${read} `;
  for (let start = 0; start + gramLength <= framed.length; start++) {
    let hash = 0x811c9dc5;
    for (let i = start; i < start + gramLength; i++) hash = Math.imul(hash ^ framed.charCodeAt(i), 0x01000193);
    const place = (hash >>> 1) % sum.length;
    sum[place] = (sum[place] as number) + (hash & 1 ? 1 : -1);
  }
}

function isSet(sum: Float64Array): boolean {
  return sum.some((value) => value !== 0);
}

function writeUnit(sum: Float64Array, vectors: Float32Array, offset: number): void {
  const length = Math.sqrt(sum.reduce((total, value) => total + value * value, 0));
  if (length === 0) return;
  for (let j = 0; j < sum.length; j++) vectors[offset + j] = (sum[j] as number) / length;
}
