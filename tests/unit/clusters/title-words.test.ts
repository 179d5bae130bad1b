import { describe, expect, test } from 'vitest';
import { findWords, makeTitle, WordCounter, wordReadLength } from '@/lib/clusters/title-words';

function distinguish(groups: string[][]) {
  const counter = new WordCounter();
  groups.forEach((texts, group) => {
    for (const text of texts) counter.add(group, text);
  });
  return counter.distinguish();
}

describe('words of a text', () => {
  test('are different, in lower case, without grammar, numbers and single letters', () => {
    expect([...findWords("My CARD isn't working: the card's chip 42 x2 B-12 e")].sort()).toEqual(
      ["card's", 'card', 'chip', 'working', 'x2'].sort(),
    );
  });

  test('are found in any script', () => {
    expect(findWords('Die Überweisung und la façade, мой счёт').has('überweisung')).toBe(true);
    expect(findWords('мой счёт').has('счёт')).toBe(true);
    expect([...findWords('我的信用卡')].length).toBeGreaterThan(0);
  });

  test('are read from the start of a long text only', () => {
    expect(findWords(`${'filler '.repeat(wordReadLength)} treasure`).has('treasure')).toBe(false);
  });
});

describe('distinguishing words', () => {
  const cards = ['card declined again', 'card declined', 'card arrived', 'card lost'];
  const trips = ['train delayed again', 'train late', 'train cancelled', 'bus cancelled'];

  test('are those of one group, with the number of texts that hold them', () => {
    const words = distinguish([cards, trips]);
    expect(words.get(0)).toEqual([
      { word: 'card', count: 4 },
      { word: 'declined', count: 2 },
    ]);
    expect(words.get(1)?.slice(0, 2)).toEqual([
      { word: 'train', count: 3 },
      { word: 'cancelled', count: 2 },
    ]);
    expect(words.get(0)?.some(({ word }) => word === 'again')).toBe(false);
  });

  test('count texts, not occurrences', () => {
    const words = distinguish([['echo echo echo', 'echo', 'quiet', 'quiet'], trips]);
    expect(words.get(0)?.find(({ word }) => word === 'echo')?.count).toBe(2);
  });

  test('have the score of the formula: more frequent inside is better, more frequent elsewhere is worse', () => {
    const words = distinguish([
      ['alpha beta', 'alpha beta', 'alpha', 'gamma'],
      ['beta delta', 'delta', 'delta', 'epsilon'],
      ['zeta', 'zeta', 'eta', 'eta'],
    ]);
    expect(words.get(0)?.map(({ word }) => word)).toEqual(['alpha', 'beta']);
  });

  test('do not depend on the order of the texts', () => {
    const forward = distinguish([cards, trips]);
    const backward = distinguish([cards.toReversed(), trips.toReversed()]);
    expect(backward).toEqual(forward);
  });

  test('of a single group are its most frequent ones', () => {
    expect(distinguish([cards]).get(0)?.[0]).toEqual({ word: 'card', count: 4 });
  });

  test('make the title, or the number does', () => {
    const words = ['atm', 'cash', 'amount', 'pounds'].map((word) => ({ word, count: 3 }));
    expect(makeTitle(words, 'Cluster 7')).toBe('atm · cash · amount');
    expect(makeTitle([], 'Cluster 7')).toBe('Cluster 7');
  });
});
