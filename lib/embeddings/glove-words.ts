/** Names this reading of texts in the EmbeddingModel row; any change here or in `glove-embedder.ts` must change it. */
export const wordPreprocessing = 'nfkc-words-sif-1e-3/1';

/** Characters (UTF-16 units) of a text that are read. */
export const wordReadLengthLimit = 16_384;

/** Digits of a number that are read, one by one; what follows adds no meaning to a sum of words. */
const readDigitCount = 4;

const digitNames = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const wordPattern = /[\p{L}\p{M}\p{N}]+(?:[-'][\p{L}\p{M}\p{N}]+)*/gu;
const numberPattern = /^[0-9]+$/;

/** What stands behind an apostrophe, as a word. A possessive s says nothing. */
const endings = new Map([
  ['re', 'are'],
  ['ve', 'have'],
  ['ll', 'will'],
  ['m', 'am'],
  ['d', 'would'],
  ['s', ''],
]);

/** Stems of negations that lose letters: can't, won't, shan't. */
const negatedStems = new Map([
  ['ca', 'can'],
  ['wo', 'will'],
  ['sha', 'shall'],
]);

/** A word as it is looked up: its row of the vocabulary, or −1 when it is not in it. */
export interface FoundWord {
  readonly word: string;
  readonly row: number;
}

/**
 * The words of a text in the order in which they are looked up: compatibility forms folded, lower case, punctuation
 * left out, contractions and unknown compounds taken apart, accents dropped where only the plain word is known, numbers
 * read digit by digit.
 */
export function findWords(text: string, rows: ReadonlyMap<string, number>): FoundWord[] {
  const found: FoundWord[] = [];
  const read = text.slice(0, wordReadLengthLimit).normalize('NFKC').replaceAll('’', "'").toLowerCase();
  for (const [word] of read.matchAll(wordPattern)) {
    const row = rows.get(word);
    if (row !== undefined) found.push({ word, row });
    else for (const part of takeApart(word)) found.push({ word: part, row: findRow(part, rows) });
  }
  return found;
}

/** The row of a word, or of the same word without accents. */
function findRow(word: string, rows: ReadonlyMap<string, number>): number {
  return rows.get(word) ?? rows.get(word.normalize('NFD').replace(/\p{M}/gu, '')) ?? -1;
}

function takeApart(word: string): string[] {
  if (numberPattern.test(word)) return readDigits(word);
  if (word.includes('-')) return word.split('-').flatMap(takeApart);
  if (!word.includes("'")) return [word];
  if (word.endsWith("n't")) {
    const stem = word.slice(0, -3);
    return [negatedStems.get(stem) ?? stem, 'not'];
  }
  return word.split("'").flatMap((part, i) => {
    const ending = i === 0 ? undefined : endings.get(part);
    return ending === undefined ? [part] : ending === '' ? [] : [ending];
  });
}

function readDigits(number: string): string[] {
  return [...number.slice(0, readDigitCount)].map((digit) => digitNames[Number(digit)] ?? digit);
}
