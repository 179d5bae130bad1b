import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  findEndsFault,
  findRangeFault,
  formatRangeFilter,
  formatValueFilter,
  parseRangeFilter,
  parseValueFilter,
  readEnd,
} from '@/lib/samples/metadata';

const anyName = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });

describe('a filter by a value of metadata', () => {
  test('comes back as it was written, whatever is in the name', () => {
    fc.assert(
      fc.property(anyName, fc.string({ minLength: 1 }), (name, value) => {
        expect(parseValueFilter(formatValueFilter({ name, value }))).toEqual({ name, value });
      }),
    );
  });

  test('encodes a colon and a percent sign of the name, and no other sign', () => {
    expect(formatValueFilter({ name: 'a:b%3A', value: 'x:y%' })).toBe('a%3Ab%253A:x:y%');
    expect(parseValueFilter('a%3Ab%253A:x:y%')).toEqual({ name: 'a:b%3A', value: 'x:y%' });
  });

  test('needs a name and a value', () => {
    for (const text of ['', 'mail', ':mail', 'channel:']) expect(parseValueFilter(text)).toBeNull();
  });
});

describe('a filter by a range of metadata', () => {
  test('comes back as it was written', () => {
    fc.assert(
      fc.property(anyName, fc.integer(), fc.option(fc.integer()), (name, from, to) => {
        const [least, most] = to !== null && to < from ? [to, from] : [from, to];
        const range = { name, from: String(least), to: most === null ? null : String(most) };
        expect(parseRangeFilter(formatRangeFilter(range))).toEqual(range);
      }),
    );
  });

  test('has numbers and days as ends, one of them at least', () => {
    expect(parseRangeFilter('score:0.2..0.8')).toEqual({ name: 'score', from: '0.2', to: '0.8' });
    expect(parseRangeFilter('sent:2026-01-01..')).toEqual({ name: 'sent', from: '2026-01-01', to: null });
    for (const text of ['score:..', 'score:low..3', 'score:a..b', 'score:3', ':1..2', 'score:3..2'])
      expect(parseRangeFilter(text)).toBeNull();
  });

  test('tells what is wrong with it: the field, the value and what is expected', () => {
    expect(findRangeFault('score:low..3')).toMatch(/^score: “low” is neither a number nor a date\. Write one such as/);
    expect(findRangeFault('amount:300..200')).toMatch(/^amount: “300” is above “200”.*lower end first/);
    expect(findRangeFault('sent:2026-02-31..')).toMatch(/“2026-02-31” is neither/);
    expect(findRangeFault('sent:3..2026-01-01')).toMatch(/a number and a date/);
    expect(findRangeFault('sent:2026-01-05..2026-01-05')).toBeNull();
    expect(findRangeFault('sent:2026-01-05..2026-01-04')).toMatch(/is after .*earlier day first/);
    expect(findRangeFault('score')).toMatch(/“score” is no range/);
    expect(findEndsFault({ from: 'yesterday', to: null }, 'date')).toMatch(/“yesterday” is no date/);
    expect(findEndsFault({ from: '2024', to: null }, 'date')).toMatch(/“2024” is no date/);
    expect(findEndsFault({ from: null, to: '2024-01-01' }, 'number')).toMatch(/is no number/);
  });

  test('reads a day from its first moment to its last', () => {
    expect(readEnd('1970-01-02', false)).toBe(86_400);
    expect(readEnd('1970-01-02', true)).toBe(2 * 86_400 - 0.001);
    expect(readEnd(' -2.5 ', true)).toBe(-2.5);
    for (const end of ['', 'Infinity', '2026-13-01', 'x']) expect(readEnd(end, false)).toBeNull();
  });
});
