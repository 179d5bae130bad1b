import { CsvScanner } from '@/lib/samples/intake/csv-scanner';

/** Delimiters that are tried, the more usual first. */
export const DELIMITERS = [',', '\t', ';', '|'] as const;

const SCAN_LIMITS = { fieldLength: 1_000_000, rowLength: 1_000_000, columnCount: 2_000 };
const SAMPLE_ROWS = 100;

/** The first rows of a table as they would be read with a delimiter; rows that cannot be read are passed over. */
export function readFirstRows(head: string, delimiter: string, isWhole: boolean, count: number): string[][] {
  const scanner = new CsvScanner(delimiter, SCAN_LIMITS, Number.MAX_SAFE_INTEGER);
  const rows: string[][] = [];
  try {
    for (const rowsOf of isWhole ? [scanner.push(head), scanner.end()] : [scanner.push(head)]) {
      for (const row of rowsOf) {
        if (row.problem === null) rows.push(row.cells);
        if (rows.length >= count) return rows;
      }
    }
  } catch {
    // What could be read up to here is enough to judge by.
  }
  return rows;
}

/**
 * The delimiter of a table, from the beginning of its text: the one that gives the most rows the same number of cells,
 * at least two. null when none does, so that the text is one column or one sample per line.
 */
export function detectDelimiter(head: string, isWhole: boolean): string | null {
  let best: { delimiter: string; score: number } | null = null;
  for (const delimiter of DELIMITERS) {
    const score = scoreDelimiter(readFirstRows(head, delimiter, isWhole, SAMPLE_ROWS));
    if (score > 0.6 && (best === null || score > best.score + 0.05)) best = { delimiter, score };
  }
  return best?.delimiter ?? null;
}

/** Share of rows that have the first row's number of cells; 0 for a single column. */
function scoreDelimiter(rows: string[][]): number {
  const width = rows[0]?.length ?? 0;
  if (width < 2) return 0;
  return rows.filter((cells) => cells.length === width).length / rows.length;
}
