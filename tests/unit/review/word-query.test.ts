import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapePattern, isMisspelling, parseWordQuery, quoteLexeme } from '@/lib/review/word-query';

describe('a search as it was typed', () => {
  test('has parts, beginnings, phrases and what is left out', () => {
    expect(parseWordQuery('card pay* "lost card" -stolen -"new phone"')).toEqual([
      { kind: 'part', text: 'card', isNot: false },
      { kind: 'start', text: 'pay', isNot: false },
      { kind: 'phrase', text: 'lost card', isNot: false },
      { kind: 'phrase', text: 'stolen', isNot: true },
      { kind: 'phrase', text: 'new phone', isNot: true },
    ]);
  });

  test('takes typographic quotes, and a quote that was not closed', () => {
    expect(parseWordQuery('„lost card“')).toEqual([{ kind: 'phrase', text: 'lost card', isNot: false }]);
    expect(parseWordQuery('"lost card')).toEqual([{ kind: 'phrase', text: 'lost card', isNot: false }]);
  });

  test('leaves out what has no letters, and signs at the edges', () => {
    expect(parseWordQuery('--- * "" ! (card),')).toEqual([{ kind: 'part', text: 'card', isNot: false }]);
    expect(parseWordQuery("don't")).toEqual([{ kind: 'part', text: "don't", isNot: false }]);
    expect(parseWordQuery('日本')).toEqual([{ kind: 'part', text: '日本', isNot: false }]);
  });

  test('has 20 terms at most and is never refused', () => {
    expect(parseWordQuery(Array.from({ length: 30 }, (_, n) => `w${n}`).join(' '))).toHaveLength(20);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
        for (const { text } of parseWordQuery(typed)) expect(text).not.toBe('');
      }),
    );
  });
});

test('a word is a misspelling within one edit of 4 to 6 letters, two of more', () => {
  expect(isMisspelling('parcle', 'parcel')).toBe(true);
  expect(isMisspelling('card', 'cart')).toBe(true);
  expect(isMisspelling('card', 'curt')).toBe(false);
  expect(isMisspelling('car', 'cat')).toBe(false);
  expect(isMisspelling('paymetn', 'payments')).toBe(true);
  expect(isMisspelling('delivery', 'discover')).toBe(false);
});

test('what is looked for stands for itself in Postgres', () => {
  expect(quoteLexeme("o'neil\\")).toBe("'o''neil\\\\'");
  expect(escapePattern('50%_\\')).toBe('50\\%\\_\\\\');
});
