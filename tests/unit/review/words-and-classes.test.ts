import { describe, expect, it } from 'vitest';
import { findAlike, findClasses, hasClassNamed, hitOfDigit } from '@/lib/review/class-search';
import { markWords, ranksWithWord } from '@/lib/review/word-marks';
import { makeClass } from './make-group';

const classes = ['card arrival', 'lost card', 'Discard', 'type 1', 'Überweisung'].map(makeClass);
const namesOf = (typed: string) => findClasses(classes, typed).map(({ labelClass }) => labelClass.name);

describe('finding a class by typing', () => {
  it('ranks names that begin with it, then words that do, then the rest', () => {
    expect(namesOf('card')).toEqual(['card arrival', 'lost card', 'Discard']);
    expect(namesOf('')).toHaveLength(5);
    expect(namesOf('über')).toEqual(['Überweisung']);
    expect(findClasses(classes, 'card')[1]).toMatchObject({ from: 5, to: 9 });
  });

  it('finds names that are written with underscores or hyphens by their words', () => {
    const joined = ['pending_top_up', 'top-up.failed', 'topup'].map(makeClass);
    expect(findClasses(joined, 'top up').map(({ labelClass }) => labelClass.name)).toEqual([
      'top-up.failed',
      'pending_top_up',
    ]);
    expect(findClasses(joined, 'top_up')).toHaveLength(2);
    expect(findClasses(joined, 'up failed')[0]).toMatchObject({ from: 4, to: 13 });
  });

  it('knows whether the name is taken, and which differs from it in capitals or spaces alone', () => {
    expect(hasClassNamed(classes, ' card arrival ')).toBe(true);
    expect(hasClassNamed(classes, 'Card arrival')).toBe(false);
    expect(findAlike(classes, 'Card  Arrival ')?.name).toBe('card arrival');
    expect(findAlike(classes, 'card arrival')).toBeNull();
    expect(findAlike(classes, 'card')).toBeNull();
    expect(findAlike(classes, ' ')).toBeNull();
    expect(namesOf('lost  card')).toEqual(['lost card']);
  });

  it('takes a digit as a key only where it cannot be text', () => {
    expect(hitOfDigit(classes, 'card', '2')?.labelClass.name).toBe('lost card');
    expect(hitOfDigit(classes, 'card', '9')).toBeNull();
    expect(hitOfDigit(classes, 'type ', '1')).toBeNull();
    expect(hitOfDigit(classes, '', '1')).toBeNull();
    expect(hitOfDigit(classes, 'card', 'x')).toBeNull();
  });
});

describe('distinguishing words', () => {
  it('are marked as whole words, whatever their case, and the text stays whole', () => {
    const text = 'Cash: I cashed the CASH, don’t ask';
    const parts = markWords(text, new Set(['cash', "don't"]));
    expect(parts.map((part) => part.text).join('')).toBe(text);
    expect(parts.filter((part) => part.isMarked).map((part) => part.text)).toEqual(['Cash', 'CASH', 'don’t']);
    expect(markWords('plain', new Set())).toEqual([{ text: 'plain', isMarked: false }]);
  });

  it('keep markup as text', () => {
    expect(markWords('<b>cash</b>', new Set(['cash'])).map((part) => part.text)).toEqual(['<b>', 'cash', '</b>']);
  });

  it('filter by the rule that counted them', () => {
    expect([...ranksWithWord(['the cash', 'cashed', 'CASH back'], 'cash')]).toEqual([0, 2]);
  });
});
