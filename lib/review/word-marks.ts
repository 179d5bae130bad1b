import { findWords } from '@/lib/clusters/title-words';

export type TextPart = { text: string; isMarked: boolean };

const WORD = /\p{L}[\p{L}\p{M}\p{N}]*(?:['’]\p{L}[\p{L}\p{M}]*)?/gu;

/** The text in parts, those that are one of the words marked. Joined they are the text again. `words` are in lower case. */
export function markWords(text: string, words: ReadonlySet<string>): TextPart[] {
  if (words.size === 0) return [{ text, isMarked: false }];
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    const plain = match[0].normalize('NFKC').toLowerCase().replaceAll('’', "'");
    if (!words.has(plain)) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), isMarked: false });
    end = match.index + match[0].length;
    parts.push({ text: match[0], isMarked: true });
  }
  if (end < text.length) parts.push({ text: text.slice(end), isMarked: false });
  return parts;
}

/** The ranks of texts that contain a word, by the rule that counted it. */
export function ranksWithWord(texts: readonly string[], word: string): Set<number> {
  const ranks = new Set<number>();
  texts.forEach((text, rank) => {
    if (findWords(text).has(word)) ranks.add(rank);
  });
  return ranks;
}
