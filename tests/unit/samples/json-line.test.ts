import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJsonLine } from '@/lib/samples/intake/json-line';

const LIMITS = { depth: 8, keyCount: 20 };
const read = (line: string) => Object.fromEntries(readJsonLine(line, LIMITS));

describe('readJsonLine', () => {
  test('keeps the digits of numbers, and turns the rest into text', () => {
    expect(read('{"a":12345678901234567890,"b":1e999,"c":true,"d":null,"e":[1, 2],"f":"x\\n\\u00e9"}')).toEqual({
      a: '12345678901234567890',
      b: '1e999',
      c: 'true',
      d: '',
      e: '[1, 2]',
      f: 'x\né',
    });
  });

  test('treats __proto__ as a key like any other', () => {
    expect([...readJsonLine('{"__proto__":{"admin":true}}', LIMITS)]).toEqual([['__proto__', '{"admin":true}']]);
  });

  test.each([
    ['[1]', /not a JSON object/],
    ['{"a":1', /ends too early/],
    ['{"a":1}}', /broken at character 8/],
    ['{"a":1,"a":2}', /appears twice/],
    [`{"a":${'['.repeat(9)}${']'.repeat(9)}}`, /8 levels/],
    [`{${Array.from({ length: 21 }, (_, at) => `"${at}":0`).join()}}`, /20 keys/],
    ['{"a":01}', /broken/],
    ['{"a":"x\ny"}', /not a valid JSON string/],
    ['{"a":"x}', /not closed/],
  ])('refuses %s', (line, reason) => {
    expect(() => read(line)).toThrow(reason);
  });

  test('agrees with JSON.parse on strings', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string(), { maxKeys: 10 }), (value) => {
        const line = JSON.stringify(value);
        expect(new Map(Object.entries(JSON.parse(line) as object))).toEqual(readJsonLine(line, LIMITS));
      }),
    );
  });
});
