import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
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
        const range = { name, from: String(from), to: to === null ? null : String(to) };
        expect(parseRangeFilter(formatRangeFilter(range))).toEqual(range);
      }),
    );
  });

  test('has numbers and days as ends, one of them at least', () => {
    expect(parseRangeFilter('score:0.2..0.8')).toEqual({ name: 'score', from: '0.2', to: '0.8' });
    expect(parseRangeFilter('sent:2026-01-01..')).toEqual({ name: 'sent', from: '2026-01-01', to: null });
    expect(parseRangeFilter('score:low..3')).toEqual({ name: 'score', from: null, to: '3' });
    for (const text of ['score:..', 'score:a..b', 'score:3', ':1..2']) expect(parseRangeFilter(text)).toBeNull();
  });

  test('reads a day from its first moment to its last', () => {
    expect(readEnd('1970-01-02', false)).toBe(86_400);
    expect(readEnd('1970-01-02', true)).toBe(2 * 86_400 - 0.001);
    expect(readEnd(' -2.5 ', true)).toBe(-2.5);
    for (const end of ['', 'Infinity', '2026-13-01', 'x']) expect(readEnd(end, false)).toBeNull();
  });
});
