/** What the scan has found so far; `isFull` once it needs no more input. */
export interface ScannedWords {
  readonly words: string[];
  readonly rows: Float64Array[];
}

const vectorsStart = '"vectors":{';
const entryPattern = /,?"((?:[^"\\]|\\.)*)":\[([^\]]*)\]/y;
/** Characters of one entry, far more than a word and its numbers take. */
const entryLengthLimit = 65_536;
/** Words that the reading of texts can come up with: a letter or digit first. */
const wordStart = /^[\p{L}\p{N}]/u;
const keptTailLength = vectorsStart.length;

/**
 * Reads the first `wordLimit` words and vectors out of the package's JSON, `{…, "vectors": {"word": [numbers, …], …}}`,
 * piece by piece, so that the 300 MB are never in memory. Words stand in it most frequent first.
 */
export class WordScanner implements ScannedWords {
  readonly words: string[] = [];
  readonly rows: Float64Array[] = [];
  private rest = '';
  private isInVectors = false;

  constructor(
    private readonly wordLimit: number,
    private readonly dimension: number,
  ) {}

  get isFull(): boolean {
    return this.words.length >= this.wordLimit;
  }

  /** Takes the next piece of the file; throws when a word has no vector of the dimension. */
  push(piece: string): void {
    if (this.isFull) return;
    this.rest += piece;
    if (!this.isInVectors) {
      const start = this.rest.indexOf(vectorsStart);
      if (start < 0) {
        this.rest = this.rest.slice(-keptTailLength);
        return;
      }
      this.isInVectors = true;
      this.rest = this.rest.slice(start + vectorsStart.length);
    }
    this.readEntries();
  }

  private readEntries(): void {
    let at = 0;
    while (!this.isFull) {
      entryPattern.lastIndex = at;
      const entry = entryPattern.exec(this.rest);
      if (entry === null) break;
      at = entryPattern.lastIndex;
      this.take(JSON.parse(`"${entry[1]}"`) as string, entry[2] ?? '');
    }
    this.rest = this.rest.slice(at);
    if (!this.isFull && this.rest.length > entryLengthLimit) {
      throw new Error(`After ${this.words.length} words the file of word vectors is not what it should be.`);
    }
  }

  // Behind the vector stand its length and its rank.
  private take(word: string, numbers: string): void {
    if (!wordStart.test(word)) return;
    const row = Float64Array.from(numbers.split(',').slice(0, this.dimension), Number);
    if (row.length !== this.dimension || !row.every(Number.isFinite)) {
      throw new Error(`The vector of the word ${JSON.stringify(word)} is not made of ${this.dimension} numbers.`);
    }
    this.words.push(word);
    this.rows.push(row);
  }
}
