/** A vocabulary entry: the piece (with "▁" for a space) and its log probability. */
export type VocabularyEntry = readonly [piece: string, score: number];

/** One piece of a text: its id (0 = unknown) and its characters, with "▁" for a space. */
export interface Token {
  readonly id: number;
  readonly piece: string;
}

const space = '\u2581';
const reservedCount = 6;
const unknownId = 0;
// Below any score of the vocabulary (the lowest is about -15), so that an unknown character is a last resort.
const unknownScore = -20;

interface TrieNode {
  readonly next: Map<string, TrieNode>;
  id: number;
  score: number;
}

/**
 * SentencePiece's unigram tokenizer: the segmentation with the highest sum of log probabilities,
 * found by Viterbi over a trie (Kudo 2018, "Subword Regularization", section 3.1). The first six
 * entries of the vocabulary are reserved and never produced, except 0 for unknown characters;
 * neighbouring unknown characters become one token, as in SentencePiece.
 */
export class UnigramTokenizer {
  private readonly root = makeNode();

  constructor(private readonly vocabulary: readonly VocabularyEntry[]) {
    for (let id = reservedCount; id < vocabulary.length; id++) {
      const [piece, score] = vocabulary[id] as VocabularyEntry;
      const node = this.descend(piece);
      node.id = id;
      node.score = score;
    }
  }

  /**
   * The tokens of the text, in order; a text without visible characters gives one space token.
   * Stops after the word that reaches `enoughCount` tokens. No piece of the vocabulary spans two
   * words, so words are cut one by one and give the same tokens as the whole text would.
   */
  tokenize(text: string, enoughCount = Number.POSITIVE_INFINITY): Token[] {
    const tokens: Token[] = [];
    for (const word of normalizeText(text).split(' ')) {
      const characters = [...space, ...word];
      tokens.push(...collectTokens(characters, this.segment(characters), this.vocabulary));
      if (tokens.length >= enoughCount) break;
    }
    return tokens;
  }

  /** For each end position, the start and id of the best last token that ends there. */
  private segment(characters: readonly string[]): BestPath {
    const length = characters.length;
    const path = { start: new Int32Array(length + 1), id: new Int32Array(length + 1) };
    const best = new Float64Array(length + 1).fill(Number.NEGATIVE_INFINITY);
    best[0] = 0;
    for (let start = 0; start < length; start++) {
      const base = best[start] as number;
      offer(best, path, { start, end: start + 1, id: unknownId, score: base + unknownScore });
      let node = this.root.next.get(characters[start] as string);
      for (let end = start + 1; node !== undefined; end++) {
        if (node.id !== unknownId) offer(best, path, { start, end, id: node.id, score: base + node.score });
        node = end < length ? node.next.get(characters[end] as string) : undefined;
      }
    }
    return path;
  }

  private descend(piece: string): TrieNode {
    let node = this.root;
    for (const character of piece) {
      let next = node.next.get(character);
      if (next === undefined) {
        next = makeNode();
        node.next.set(character, next);
      }
      node = next;
    }
    return node;
  }
}

interface BestPath {
  readonly start: Int32Array;
  readonly id: Int32Array;
}

function makeNode(): TrieNode {
  return { next: new Map(), id: unknownId, score: 0 };
}

/** Unicode compatibility form, runs of white space as one space: SentencePiece's own normalisation. */
function normalizeText(text: string): string {
  return text.normalize('NFKC').replace(/\s+/gu, ' ').trim();
}

function offer(
  best: Float64Array,
  path: BestPath,
  { start, end, id, score }: { start: number; end: number; id: number; score: number },
): void {
  if (score <= (best[end] as number)) return;
  best[end] = score;
  path.start[end] = start;
  path.id[end] = id;
}

function collectTokens(characters: readonly string[], path: BestPath, vocabulary: readonly VocabularyEntry[]): Token[] {
  const tokens: Token[] = [];
  let unknownEnd = -1;
  for (let end = characters.length; end > 0; ) {
    const start = path.start[end] as number;
    const id = path.id[end] as number;
    if (id !== unknownId) tokens.push({ id, piece: (vocabulary[id] as VocabularyEntry)[0] });
    else if (unknownEnd === end) tokens[tokens.length - 1] = joinUnknown(characters, start, tokens.at(-1));
    else tokens.push(joinUnknown(characters, start, undefined));
    unknownEnd = id === unknownId ? start : -1;
    end = start;
  }
  return tokens.reverse();
}

function joinUnknown(characters: readonly string[], start: number, after: Token | undefined): Token {
  return { id: unknownId, piece: `${characters[start]}${after?.piece ?? ''}` };
}
