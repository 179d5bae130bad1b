/**
 * A part of what a person typed into the search.
 * part    letters anywhere in a word
 * start   the beginning of a word, typed with a star behind it
 * phrase  whole words in their order, typed in quotation marks; what is excluded is always one
 */
export type WordTerm = { kind: 'part' | 'start' | 'phrase'; text: string; isNot: boolean };

const TERM = /(-?)(?:"([^"]*)"?|(\S+))/gu;
const TERM_LIMIT = 20;
/** What a word can be made of: letters, digits, and every character beyond ASCII. */
const HAS_WORD = /[\p{L}\p{N}]|[^\p{ASCII}]/u;
const EDGES = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

/**
 * Reads a search: words, "phrases", -without and beginn*. Nothing in it can be wrong: what has no letters is left out.
 * At most 20 terms count. Curly quotation marks and apostrophes are read as straight ones.
 */
export function parseWordQuery(typed: string): WordTerm[] {
  const straight = typed
    .normalize('NFC')
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’]/g, "'");
  const terms: WordTerm[] = [];
  for (const [, minus, phrase, word] of straight.matchAll(TERM)) {
    const term = phrase === undefined ? readWord(word ?? '', minus === '-') : readPhrase(phrase, minus === '-');
    if (term !== null && terms.length < TERM_LIMIT) terms.push(term);
  }
  return terms;
}

function readPhrase(phrase: string, isNot: boolean): WordTerm | null {
  const text = phrase.trim();
  return HAS_WORD.test(text) ? { kind: 'phrase', text, isNot } : null;
}

function readWord(word: string, isNot: boolean): WordTerm | null {
  if (!HAS_WORD.test(word)) return null;
  const bare = word.replace(EDGES, '');
  const text = bare === '' ? word : bare;
  if (isNot) return { kind: 'phrase', text, isNot };
  return { kind: /\*$/.test(word) ? 'start' : 'part', text, isNot };
}

/** A word of an index as Postgres reads it in a tsquery: nothing in it is an operator. */
export function quoteLexeme(word: string): string {
  return `'${word.replace(/\\/g, '\\\\').replace(/'/g, "''")}'`;
}

/** Letters as a pattern of LIKE that stands for itself. */
export function escapePattern(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** How many letters a word of so many may differ in and still be taken for a misspelling. */
function allowedEdits(length: number): number {
  if (length < 4) return 0;
  return length < 7 ? 1 : 2;
}

/**
 * Whether a word can be a misspelling of another: one edit in 4 to 6 letters, two in more. Two neighbours that changed
 * places are one edit (optimal string alignment; Boytsov 2011, §2.1).
 */
export function isMisspelling(typed: string, word: string): boolean {
  const limit = allowedEdits([...typed].length);
  return limit > 0 && countEdits([...typed], [...word]) <= limit;
}

function countEdits(a: readonly string[], b: readonly string[]): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1;
      let count = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + changed);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) count = Math.min(count, (before[j - 2] ?? 0) + 1);
      row.push(count);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
