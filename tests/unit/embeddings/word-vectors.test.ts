import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WordEmbedder } from '@/lib/embeddings/glove-embedder';
import { WordScanner } from '@/lib/embeddings/glove-scan';
import { decodeTable, encodeTable, packWords, weighRanks } from '@/lib/embeddings/glove-table';
import { findWords } from '@/lib/embeddings/glove-words';
import { readTarEntry } from '@/lib/embeddings/tar-entry.server';

const rows = new Map(
  ['not', 'can', 'do', 'will', 'card', 'top', 'up', 'two', 'zero', 'resume', 'well-known', 'it', 'is', 'have'].map(
    (word, row) => [word, row],
  ),
);
const wordsOf = (text: string) => findWords(text, rows).map(({ word }) => word);

describe('reading words', () => {
  test.each([
    ['Card, CARD. card!', ['card', 'card', 'card']],
    ["can't won’t shan't don't", ['can', 'not', 'will', 'not', 'shall', 'not', 'do', 'not']],
    ["it's I've card's", ['it', 'i', 'have', 'card']],
    ['top-up well-known', ['top', 'up', 'well-known']],
    ['2030', ['two', 'zero', 'three', 'zero']],
    ['20000000', ['two', 'zero', 'zero', 'zero']],
    ['ＴＯＰ', ['top']],
    ['…!?', []],
  ])('%s', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  test('a word is known by its row, and without its accents where only the plain word is known', () => {
    expect(findWords('résumé zebra', rows)).toEqual([
      { word: 'résumé', row: 9 },
      { word: 'zebra', row: -1 },
    ]);
  });

  test('no text of any kind throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(wordsOf(text))));
  });
});

const table = packWords(
  ['the', 'cat', 'dog'],
  [Float64Array.of(1, 0), Float64Array.of(0, -2), Float64Array.of(3, 4)],
  2,
);

describe('the table', () => {
  test('is rounded to eight bits with the weight of its word in the scale', () => {
    // Ranks 0, 1, 2: p ∝ 1/2.7, 1/3.7, 1/4.7; the sum is 0.853404…
    const [first = 0, second = 0] = weighRanks(3);
    expect(first).toBeCloseTo(1e-3 / (1e-3 + 1 / 2.7 / 0.853404), 6);
    expect(second).toBeGreaterThan(first);
    expect([...table.values]).toEqual([127, 0, 0, -127, 95, 127]);
    expect(table.scales[1]).toBeCloseTo((2 * second) / 127, 6);
  });

  test('is the same after it was a file, and a cut file is refused', () => {
    const file = encodeTable(table);
    expect(decodeTable(file)).toEqual(table);
    expect(decodeTable(Buffer.concat([Buffer.alloc(3), file]).subarray(3))).toEqual(table);
    expect(() => decodeTable(file.subarray(0, -1))).toThrow('bytes, not');
    expect(() => decodeTable(new TextEncoder().encode('something else entirely'))).toThrow('does not hold');
  });
});

describe('embedding', () => {
  const embedder = new WordEmbedder(table);
  const embed = (text: string) => [...embedder.embed([text])];

  test('is the direction of the weighted sum', () => {
    expect(embed('cat')).toEqual([0, -1]);
    const [, cat = 0, dog = 0] = weighRanks(3);
    const sum = [(dog * 4 * 95) / 127, dog * 4 - cat * 2];
    const length = Math.hypot(...sum);
    expect(embed('cat? dog')[0]).toBeCloseTo((sum[0] ?? 0) / length, 4);
    expect(embed('cat? dog')[1]).toBeCloseTo((sum[1] ?? 0) / length, 4);
  });

  test('places a text without a known word by its letters, the same each time, near what is spelled alike', () => {
    const wide = new WordEmbedder(packWords(['x1'], [new Float64Array(100).fill(1)], 100));
    const [a, b, c] = ['Привет мир', 'привет, мир', 'zzz qqq'].map((text) => wide.embed([text]));
    const dot = (u?: Float32Array, v?: Float32Array) => u?.reduce((sum, value, j) => sum + value * (v?.[j] ?? 0), 0);
    expect(dot(a, a)).toBeCloseTo(1, 5);
    expect(dot(a, b)).toBeGreaterThan(0.6);
    expect(dot(a, c)).toBeLessThan(0.5);
    expect(wide.embed(['Привет мир'])).toEqual(a);
  });

  test('gives zeros for white space only, and rows of length 1 for all else', () => {
    expect(embed(' \n')).toEqual([0, 0]);
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
        const vectors = embedder.embed(texts);
        return texts.every((_, i) => {
          const length = Math.hypot(...vectors.subarray(2 * i, 2 * i + 2));
          return length === 0 || Math.abs(length - 1) < 1e-5;
        });
      }),
    );
  });
});

describe('reading the package', () => {
  const json =
    '{"size":4,"words":["the",",","\\"","dog"],"vectors":{"the":[1,0,1,0],",":[9,9,9,1],"\\"":[8,8,8,2],"dog":[3,-4e-1,5,3]},"unkVector":[0,0]}';

  test('finds the words in whatever pieces the file comes', () => {
    for (let size = 1; size <= json.length; size++) {
      const scanner = new WordScanner(2, 2);
      for (let at = 0; at < json.length; at += size) scanner.push(json.slice(at, at + size));
      expect(scanner.words).toEqual(['the', 'dog']);
      expect(scanner.rows).toEqual([Float64Array.of(1, 0), Float64Array.of(3, -0.4)]);
    }
  });

  test('refuses a file of another form instead of reading on for ever', () => {
    const scanner = new WordScanner(2, 2);
    expect(() => scanner.push(`"vectors":{${'x'.repeat(70_000)}`)).toThrow('not what it should be');
    expect(() => new WordScanner(2, 2).push('"vectors":{"a":[1,null,2]')).toThrow('not made of 2 numbers');
  });

  test('takes one file out of a tar in whatever pieces it comes', async () => {
    const block = (name: string, body: string) => {
      const header = Buffer.alloc(512);
      header.write(name, 0, 'latin1');
      header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
      return Buffer.concat([header, Buffer.from(body), Buffer.alloc((512 - (body.length % 512)) % 512)]);
    };
    const tar = Buffer.concat([block('package/a', 'x'.repeat(700)), block('package/b', 'hello'), Buffer.alloc(1024)]);
    const read = async (size: number, name: string) => {
      async function* pieces() {
        for (let at = 0; at < tar.length; at += size) yield tar.subarray(at, at + size);
      }
      let text = '';
      for await (const part of readTarEntry(pieces(), name)) text += Buffer.from(part).toString();
      return text;
    };
    for (const size of [1, 7, 512, 600, 4096]) expect(await read(size, 'package/b')).toBe('hello');
    await expect(read(512, 'package/c')).rejects.toThrow('ends before');
  });
});
