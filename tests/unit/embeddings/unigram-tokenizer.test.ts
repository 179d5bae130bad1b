import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTokenizer } from '@/lib/embeddings/model-files.server';
import { maxTokenCount, readLengthLimit, readTokenIds, readTokens } from '@/lib/embeddings/text-input';
import { UnigramTokenizer, type VocabularyEntry } from '@/lib/embeddings/unigram-tokenizer';

const reserved: VocabularyEntry[] = [
  ['?', 0],
  ['<s>', 0],
  ['</s>', 0],
  ['x1', 0],
  ['x2', 0],
  ['x3', 0],
];

const ids = async (text: string) => (await readTokenizer()).tokenize(text).map(({ id }) => id);

describe('with the vocabulary of the model', () => {
  test('gives the ids that the makers of the model document', async () => {
    // README of @tensorflow-models/universal-sentence-encoder.
    expect(await ids('Hello, how are you?')).toEqual([341, 4125, 8, 140, 31, 19, 54]);
  });

  test('gives whole words where the vocabulary has them', async () => {
    const tokens = (await readTokenizer()).tokenize('the weather is nice');
    expect(tokens.map(({ piece }) => piece)).toEqual(['▁the', '▁weather', '▁is', '▁nice']);
  });

  test('treats white space of any kind and length as one space', async () => {
    expect(await ids('  the\t\n weather\u00a0is   nice ')).toEqual(await ids('the weather is nice'));
  });

  test('folds compatibility forms', async () => {
    expect(await ids('ﬁne Ｗeather')).toEqual(await ids('fine Weather'));
  });

  test('makes one unknown token of neighbouring unknown characters', async () => {
    const tokens = (await readTokenizer()).tokenize('中文字 ok 🎉🎉');
    expect(tokens.filter(({ id }) => id === 0).map(({ piece }) => piece)).toEqual(['中文字', '🎉🎉']);
  });

  test('gives a space for a text without characters', async () => {
    expect((await readTokenizer()).tokenize(' \n ').map(({ piece }) => piece)).toEqual(['▁']);
  });

  test('keeps every character of any text, in order', async () => {
    const tokenizer = await readTokenizer();
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const pieces = tokenizer.tokenize(text).map(({ piece }) => piece);
        const normal = text.normalize('NFKC').replace(/\s+/gu, ' ').trim();
        expect(pieces.join('').replaceAll('▁', ' ').trimStart()).toBe(normal.replaceAll('▁', ' ').trimStart());
      }),
    );
  });

  test('stops early with the same start', async () => {
    const tokenizer = await readTokenizer();
    const text = 'unbelievable wordings everywhere in this sentence about nothing';
    const all = tokenizer.tokenize(text);
    const some = tokenizer.tokenize(text, 5);
    expect(some.length).toBeLessThan(all.length);
    expect(some.length).toBeGreaterThanOrEqual(5);
    expect(all.slice(0, some.length)).toEqual(some);
  });
});

test('finds the segmentation of the highest score among all', () => {
  const pieces: [string, number][] = [
    ['a', -2],
    ['b', -2.5],
    ['ab', -3],
    ['ba', -3.2],
    ['aba', -4.1],
    ['▁', -1],
    ['▁a', -2.2],
    ['bb', -6],
  ];
  const tokenizer = new UnigramTokenizer([...reserved, ...pieces]);
  const score = new Map(pieces);
  const best = (word: string): number => {
    if (word === '') return 0;
    const scores = pieces
      .filter(([piece]) => word.startsWith(piece))
      .map(([piece, s]) => s + best(word.slice(piece.length)));
    return Math.max(-20 + best(word.slice(1)), ...scores);
  };
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 9 }), (word) => {
      const found = tokenizer.tokenize(word).reduce((sum, { piece }) => sum + (score.get(piece) ?? -20), 0);
      expect(found).toBeCloseTo(best(`▁${word}`), 9);
    }),
  );
});

describe('the input of the text model', () => {
  test('is cut at 128 tokens', async () => {
    const tokenizer = await readTokenizer();
    const long = 'many words '.repeat(100);
    expect(readTokenIds(tokenizer, long).length).toBe(maxTokenCount);
    expect(readTokens(tokenizer, long).length).toBe(200);
    expect([...readTokenIds(tokenizer, long)]).toEqual(
      readTokens(tokenizer, long)
        .slice(0, 128)
        .map(({ id }) => id),
    );
  });

  test('reads a bounded part of a text without spaces', async () => {
    const pieces = readTokens(await readTokenizer(), 'ab'.repeat(500_000)).map(({ piece }) => piece);
    expect(pieces.join('').length).toBe(readLengthLimit + 1);
  });
});
