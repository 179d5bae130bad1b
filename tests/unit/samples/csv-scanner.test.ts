import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvScanner, type ScannedRow } from '@/lib/samples/intake/csv-scanner';

const LIMITS = { fieldLength: 1000, rowLength: 4000, columnCount: 20 };

function scan(text: string, pieceLength = text.length || 1): ScannedRow[] {
  const scanner = new CsvScanner(',', LIMITS);
  const rows: ScannedRow[] = [];
  for (let at = 0; at < text.length; at += pieceLength) rows.push(...scanner.push(text.slice(at, at + pieceLength)));
  rows.push(...scanner.end());
  return rows;
}

const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

describe('CsvScanner', () => {
  test('reads quotes, doubled quotes, line ends inside cells, and mixed line ends', () => {
    const rows = scan('a,b\r\n"x ""y""","1\n2"\rlast,\n');
    expect(rows.map((row) => row.cells)).toEqual([
      ['a', 'b'],
      ['x "y"', '1\n2'],
      ['last', ''],
    ]);
    expect(rows.map((row) => row.line)).toEqual([1, 2, 4]);
  });

  test('leaves out a row whose quote stays open, and goes on at the next line', () => {
    const rows = scan('a,b\n1,"open\n2,two\n');
    expect(rows.map((row) => row.problem)).toEqual([null, 'Line 2: a quote is opened and not closed.', null]);
    expect(rows[2]).toMatchObject({ row: 3, line: 3, cells: ['2', 'two'] });
  });

  test('answers the same in pieces of any length', () => {
    const text = 'a,b\r\n"x,\r\n""y",2\r\n1,"open\n\n3,4\r\n';
    for (let length = 1; length < text.length; length += 1) expect(scan(text, length)).toEqual(scan(text));
  });

  test('agrees with csv-parse on whatever is written by the rules', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', 'é', ' '), maxLength: 8 });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 7 }), (cells, pieceLength) => {
        const text = cells.map((row) => `${row.map(quote).join(',')}\r\n`).join('');
        const expected: string[][] = parse(text, { relax_column_count: true, record_delimiter: '\r\n' });
        expect(scan(text, pieceLength).map((row) => row.cells)).toEqual(expected);
      }),
    );
  });

  test('stops at rows that are wider or longer than the limits', () => {
    expect(scan(`${'x,'.repeat(30)}\n1,2\n`)[0]?.problem).toMatch(/more than 20 cells/);
    expect(scan(`${'x'.repeat(1001)}\n1,2\n`)[0]?.problem).toMatch(/1001 characters; the limit is 1000/);
  });
});
