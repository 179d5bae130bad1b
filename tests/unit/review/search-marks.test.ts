import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findStandIns, markMatches, readSearchMarks } from '@/lib/review/search-marks';

const hits = (q: string, text: string, standIns?: Parameters<typeof readSearchMarks>[1]) =>
  markMatches(text, readSearchMarks(q, standIns)).flatMap((part) => (part.isMarked ? [part.text] : []));

describe('the hits of a search', () => {
  test('are marked for each of several words, in whatever case', () => {
    expect(hits('card lost', 'Lost my CARD, the cardholder')).toEqual(['Lost', 'CARD', 'card']);
  });

  test('follow the rule of each term', () => {
    expect(hits('pay*', 'payment, repay, Pay')).toEqual(['payment', 'Pay']);
    expect(hits('"free entry"', 'FREE-entry, free the entry')).toEqual(['FREE-entry']);
    expect(hits('"card"', 'card cards')).toEqual(['card']);
    expect(hits('card -lost', 'lost card')).toEqual(['card']);
    expect(hits('-lost', 'lost card')).toEqual([]);
  });

  test('are the longer of two at one place', () => {
    expect(hits('card cardboard', 'cardboard')).toEqual(['cardboard']);
  });

  test('are letters, never a pattern', () => {
    expect(hits('a.c', 'abc a.c')).toEqual(['a.c']);
    expect(hits('(x', 'y(x)')).toEqual(['x']);
    expect(hits('!!', 'oh!!')).toEqual(['!!']);
  });

  test('are the words that stand in for one that no sample has', () => {
    expect(hits('parcle', 'the parcel came', [{ typed: 'parcle', words: ['parcel'] }])).toEqual(['parcel']);
  });

  test('are what was typed too, where words stand beside it', () => {
    const beside = [{ typed: 'recieve', words: ['receive'], isAlso: true }];
    expect(hits('recieve', 'recieve or receive', beside)).toEqual(['recieve', 'receive']);
  });

  test('do not know a curly apostrophe from a straight one', () => {
    expect(hits('don’t', "don't, don’t")).toEqual(["don't", 'don’t']);
    expect(hits("don't", 'don’t')).toEqual(['don’t']);
  });

  test('stand-ins are found only where no text has the letters', () => {
    expect(findStandIns('parcle', ['the parcel', 'Parcels'])).toEqual([{ typed: 'parcle', words: ['parcel'] }]);
    expect(findStandIns('house', ['a horse', 'houses'])).toEqual([]);
    expect(findStandIns('"parcle" -parcle', ['the parcel'])).toEqual([]);
  });

  test('leave every text as it is, whatever is typed', () => {
    const anyText = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(anyText, anyText, (q, text) => {
        const parts = markMatches(text, readSearchMarks(q, findStandIns(q, [text])));
        expect(parts.map((part) => part.text).join('')).toBe(text);
      }),
    );
  });
});
