import { grammarWords } from '@/lib/clusters/grammar-words';

/** A word with the number of members that contain it. */
export interface TitleWord {
  readonly word: string;
  readonly count: number;
}

/** Characters of a text that are read for words. */
export const wordReadLength = 4_000;

const wordLimit = 10;
const titleWordCount = 3;
// A word less than this much more frequent inside than in all texts does not tell a cluster apart.
const smallestLift = 1.5;

const wordPattern = /\p{L}[\p{L}\p{M}\p{N}]*(?:'\p{L}[\p{L}\p{M}]*)?/gu;
const unspacedScript =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * The different words of a text in lower case, without words of grammar: letters, at least two
 * characters, digits not in front.
 * Scripts without spaces are divided by the language rules of `Intl.Segmenter`.
 */
export function findWords(text: string): Set<string> {
  const plain = text.slice(0, wordReadLength).normalize('NFKC').toLowerCase().replaceAll('’', "'");
  const words = plain.match(wordPattern) ?? [];
  const parts = unspacedScript.test(plain) ? words.flatMap(divideUnspaced) : words;
  return new Set(parts.filter((word) => word.length > 1 && !grammarWords.has(word)));
}

function divideUnspaced(word: string): string[] {
  if (!unspacedScript.test(word)) return [word];
  const segments = new Intl.Segmenter(undefined, { granularity: 'word' }).segment(word);
  return Array.from(segments, ({ segment }) => segment);
}

/** Counts in how many texts of each group a word stands; texts come one by one, in any order. */
export class WordCounter {
  private readonly counts = new Map<string, Map<number, number>>();
  private readonly sizes = new Map<number, number>();

  add(group: number, text: string): void {
    this.sizes.set(group, (this.sizes.get(group) ?? 0) + 1);
    for (const word of findWords(text)) {
      const byGroup = this.counts.get(word) ?? new Map<number, number>();
      byGroup.set(group, (byGroup.get(group) ?? 0) + 1);
      this.counts.set(word, byGroup);
    }
  }

  /** The same counts by larger groups; `groupOf` says which one takes a group in. */
  gather(groupOf: (group: number) => number): WordCounter {
    const gathered = new WordCounter();
    for (const [group, size] of this.sizes) add(gathered.sizes, groupOf(group), size);
    for (const [word, byGroup] of this.counts) {
      const bySum = new Map<number, number>();
      for (const [group, count] of byGroup) add(bySum, groupOf(group), count);
      gathered.counts.set(word, bySum);
    }
    return gathered;
  }

  /**
   * The distinguishing words of every group, best first, ten at most, by class-based TF-IDF
   * (Grootendorst 2022, "BERTopic", section 3.3): frequency in the group × log(1 + A / f), where f is the
   * word's frequency in all groups and A the mean number of words per group. Frequencies count
   * texts, not occurrences. Words with a lift below 1.5, or in a single text of a group of four
   * or more, do not stand.
   */
  distinguish(): Map<number, TitleWord[]> {
    const textCount = sum(this.sizes.values());
    const totals = new Map([...this.counts].map(([word, byGroup]) => [word, sum(byGroup.values())]));
    const meanWordCount = sum(totals.values()) / Math.max(1, this.sizes.size);
    const scored = new Map<number, { word: string; count: number; score: number }[]>();
    for (const [word, byGroup] of this.counts) {
      const total = totals.get(word) ?? 0;
      for (const [group, count] of byGroup) {
        const size = this.sizes.get(group) ?? 1;
        const lift = count / size / (total / textCount);
        const isAlone = this.sizes.size === 1;
        if ((lift < smallestLift && !isAlone) || (count < 2 && size >= 4)) continue;
        const score = (count / size) * Math.log(1 + meanWordCount / total);
        const others = scored.get(group);
        if (others === undefined) scored.set(group, [{ word, count, score }]);
        else others.push({ word, count, score });
      }
    }
    return new Map([...scored].map(([group, words]) => [group, pickBest(words)]));
  }
}

/** The title of a cluster: its first words, or `otherwise` where no word stands out. */
export function makeTitle(words: readonly TitleWord[], otherwise: string): string {
  if (words.length === 0) return otherwise;
  return words
    .slice(0, titleWordCount)
    .map(({ word }) => word)
    .join(' · ');
}

function pickBest(words: { word: string; count: number; score: number }[]): TitleWord[] {
  return words
    .sort((a, b) => b.score - a.score || b.count - a.count || (a.word < b.word ? -1 : 1))
    .slice(0, wordLimit)
    .map(({ word, count }) => ({ word, count }));
}

function add(counts: Map<number, number>, key: number, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
