import type { TextPart } from '@/lib/review/word-marks';
import { isMisspelling, parseWordQuery, type WordTerm } from '@/lib/review/word-query';

/** Words that stand for one that no sample has, or beside one (`isAlso`), as a search says them. */
export type StandIns = readonly { typed: string; words: readonly string[]; isAlso?: boolean }[];

const WORD = /[\p{L}\p{N}]+/gu;

/** What finds every hit of a search in a text, each term by its own rule; null where nothing is to be marked. */
export function readSearchMarks(q: string, standIns: StandIns = []): RegExp | null {
  const terms = parseWordQuery(q);
  if (terms.length === 0) return q.trim() === '' ? null : toPattern([escapeSyntax(q.trim())]);
  const instead = new Map(standIns.map((standIn) => [standIn.typed, standIn]));
  return toPattern(
    terms
      .filter(({ isNot }) => !isNot)
      .flatMap((term) => {
        const standIn = instead.get(term.text);
        const similar = standIn?.words.map((text) => patternOf({ kind: 'phrase', text })) ?? [];
        return standIn === undefined || standIn.isAlso ? [patternOf(term), ...similar] : similar;
      }),
  );
}

/** Where no text has the letters that were looked for, the words of the texts that are spelled like them: the server's rule. */
export function findStandIns(q: string, texts: readonly string[]): StandIns {
  return parseWordQuery(q).flatMap((term) => {
    if (term.isNot || term.kind !== 'part') return [];
    const pattern = toPattern([patternOf(term)]);
    if (pattern === null || texts.some((text) => text.search(pattern) >= 0)) return [];
    const typed = term.text.toLowerCase();
    const words = new Set(texts.flatMap((text) => text.toLowerCase().match(WORD) ?? []));
    const similar = [...words].filter((word) => isMisspelling(typed, word));
    return similar.length === 0 ? [] : [{ typed: term.text, words: similar }];
  });
}

/** The text in parts, each hit marked. Joined they are the text again. */
export function markMatches(text: string, marks: RegExp | null): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of marks === null ? [] : text.matchAll(marks)) {
    if (match[0] === '') continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), isMarked: false });
    end = match.index + match[0].length;
    parts.push({ text: match[0], isMarked: true });
  }
  if (end < text.length || parts.length === 0) parts.push({ text: text.slice(end), isMarked: false });
  return parts;
}

/** The longest first: of two hits at one place the longer is marked. */
function toPattern(patterns: string[]): RegExp | null {
  const known = patterns.filter((pattern) => pattern !== '').sort((a, b) => b.length - a.length);
  return known.length === 0 ? null : new RegExp(known.join('|'), 'giu');
}

const BEFORE = '(?<![\\p{L}\\p{N}])';
const BEHIND = '(?![\\p{L}\\p{N}])';

function patternOf({ kind, text }: Pick<WordTerm, 'kind' | 'text'>): string {
  if (kind === 'part') return escapeSyntax(text);
  if (kind === 'start') return `${BEFORE}${escapeSyntax(text)}[\\p{L}\\p{N}]*`;
  const words = text.match(WORD) ?? [];
  return words.length === 0
    ? escapeSyntax(text)
    : `${BEFORE}${words.map(escapeSyntax).join('[^\\p{L}\\p{N}]+')}${BEHIND}`;
}

/** Letters as a pattern that stands for itself; an apostrophe for a curly one too. */
function escapeSyntax(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll("'", "['‘’]");
}
