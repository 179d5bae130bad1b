export type CsvLimits = { fieldLength: number; rowLength: number; columnCount: number };

/** One row of a delimited table, or why it could not be read. */
export type ScannedRow =
  | { row: number; line: number; cells: string[]; problem: null }
  | { row: number; line: number; cells: string[]; problem: string };

/** The table cannot be read any further. */
export class UnreadableTable extends Error {
  override readonly name = 'UnreadableTable';
}

const QUOTE = '"';
const QUOTE_CODE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
// Each recovery reads on from the next line, so a file full of open quotes would be read again and again.
const RECOVERY_LIMIT = 50;

/**
 * Reads RFC 4180 text that arrives in pieces: quoted cells may hold delimiters, line ends and doubled quotes; lines end
 * with LF, CRLF or CR; blank lines are passed over; a quote inside an unquoted cell is an ordinary character. A row
 * that breaks the rules or a limit is answered with a problem, and reading goes on at the line after its first one.
 * Rows and lines count from 1. Lengths are UTF-16 code units.
 */
export class CsvScanner {
  readonly #delimiter: string;
  readonly #delimiterCode: number;
  readonly #limits: CsvLimits;
  readonly #maxRecoveries: number;
  #text = '';
  #row = 0;
  #line = 1;
  #recoveries = 0;

  constructor(delimiter: string, limits: CsvLimits, maxRecoveries = RECOVERY_LIMIT) {
    this.#delimiter = delimiter;
    this.#delimiterCode = delimiter.charCodeAt(0);
    this.#limits = limits;
    this.#maxRecoveries = maxRecoveries;
  }

  /** Takes the next piece and answers the rows that are now complete. */
  *push(piece: string): Generator<ScannedRow> {
    this.#text += piece;
    yield* this.#drain(false);
  }

  /** Answers what is left. */
  *end(): Generator<ScannedRow> {
    yield* this.#drain(true);
  }

  *#drain(isEnd: boolean): Generator<ScannedRow> {
    let start = 0;
    while (start < this.#text.length) {
      const blank = this.#skipBlankLine(start, isEnd);
      if (blank === 'wait') break;
      if (blank > start) {
        start = blank;
        continue;
      }
      const scanned = this.#scanRow(start, isEnd);
      if (scanned === 'wait') break;
      start = scanned.next;
      yield scanned.row;
    }
    this.#text = this.#text.slice(start);
  }

  #skipBlankLine(start: number, isEnd: boolean): number | 'wait' {
    const next = afterLineEnd(this.#text, start, isEnd);
    if (next === 'wait') return 'wait';
    if (next > start) this.#line += 1;
    return next;
  }

  #scanRow(start: number, isEnd: boolean): { row: ScannedRow; next: number } | 'wait' {
    const cells: string[] = [];
    let isQuoted = false;
    for (let at = start; ; ) {
      const opensQuote = this.#text.charCodeAt(at) === QUOTE_CODE;
      isQuoted ||= opensQuote;
      const cell = opensQuote ? this.#scanQuoted(at, isEnd) : this.#scanPlain(at, isEnd);
      if (cell === 'wait') return this.#waitOrRefuse(start, at, isEnd);
      if (cell.problem !== null) return this.#refuse(start, cell.problem, isEnd);
      const tooMuch = this.#breaksLimit(start, cell.next, cell.value, cells.length + 1);
      if (tooMuch !== null) return this.#refuse(start, tooMuch, isEnd);
      cells.push(cell.value);
      if (cell.isLast) return this.#finish(cells, cell.next, isQuoted ? countLines(this.#text, start, cell.next) : 1);
      at = cell.next;
    }
  }

  #finish(cells: string[], next: number, lineCount: number): { row: ScannedRow; next: number } {
    this.#row += 1;
    const row: ScannedRow = { row: this.#row, line: this.#line, cells, problem: null };
    this.#line += lineCount;
    return { row, next };
  }

  /** More is to come, unless what is there already passed a limit. */
  #waitOrRefuse(start: number, at: number, isEnd: boolean): { row: ScannedRow; next: number } | 'wait' {
    const { fieldLength, rowLength } = this.#limits;
    if (this.#text.length - at > fieldLength + 2) {
      const isOpen = this.#text[at] === QUOTE;
      const problem = isOpen
        ? `the quote that opens in line ${this.#line + Math.max(0, countLines(this.#text, start, at) - 1)} is not closed within ${fieldLength} characters, the limit of a cell`
        : `a cell is longer than ${fieldLength} characters, the limit`;
      return this.#refuse(start, problem, isEnd);
    }
    if (this.#text.length - start > rowLength) {
      return this.#refuse(start, `the row is longer than ${rowLength} characters, the limit`, isEnd);
    }
    return 'wait';
  }

  #breaksLimit(start: number, next: number, value: string, columnCount: number): string | null {
    const { fieldLength, rowLength, columnCount: columnLimit } = this.#limits;
    if (value.length > fieldLength) return `a cell has ${value.length} characters; the limit is ${fieldLength}`;
    if (next - start > rowLength) return `the row is longer than ${rowLength} characters, the limit`;
    if (columnCount > columnLimit) return `the row has more than ${columnLimit} cells, the limit`;
    return null;
  }

  /** Answers a problem and goes on at the next line, once the end of this one is there. */
  #refuse(start: number, problem: string, isEnd: boolean): { row: ScannedRow; next: number } | 'wait' {
    const next = endOfLine(this.#text, start);
    if (next === this.#text.length && !isEnd) {
      if (next - start <= this.#limits.rowLength) return 'wait';
      throw new UnreadableTable(
        `Line ${this.#line}: ${problem}, and the line does not end within ${next - start} characters.`,
      );
    }
    this.#recoveries += 1;
    if (this.#recoveries > this.#maxRecoveries) {
      throw new UnreadableTable(
        `More than ${this.#maxRecoveries} rows cannot be read; the last one begins in line ${this.#line}: ${problem}. ` +
          'The delimiter or the quotes of the file are probably not what they seem.',
      );
    }
    this.#row += 1;
    const cells = [this.#text.slice(start, start + 200)];
    const row: ScannedRow = { row: this.#row, line: this.#line, cells, problem: `Line ${this.#line}: ${problem}.` };
    this.#line += countLines(this.#text, start, next);
    return { row, next };
  }

  #scanPlain(at: number, isEnd: boolean): Cell | 'wait' {
    const text = this.#text;
    for (let index = at; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code === this.#delimiterCode)
        return { value: text.slice(at, index), next: index + 1, isLast: false, problem: null };
      if (code === LF || code === CR) {
        const next = afterLineEnd(text, index, isEnd);
        if (next === 'wait') return 'wait';
        return { value: text.slice(at, index), next, isLast: true, problem: null };
      }
    }
    return isEnd ? { value: text.slice(at), next: text.length, isLast: true, problem: null } : 'wait';
  }

  #scanQuoted(at: number, isEnd: boolean): Cell | 'wait' {
    const text = this.#text;
    for (let close = text.indexOf(QUOTE, at + 1); close !== -1; close = text.indexOf(QUOTE, close + 2)) {
      if (close + 1 >= text.length && !isEnd) return 'wait';
      if (text[close + 1] !== QUOTE) return this.#closeQuoted(at, close, isEnd);
    }
    return isEnd ? broken('a quote is opened and not closed') : 'wait';
  }

  #closeQuoted(at: number, close: number, isEnd: boolean): Cell | 'wait' {
    const text = this.#text;
    const value = text.slice(at + 1, close).replaceAll('""', QUOTE);
    const after = close + 1;
    if (after >= text.length) return { value, next: after, isLast: true, problem: null };
    if (text[after] === this.#delimiter) return { value, next: after + 1, isLast: false, problem: null };
    const next = afterLineEnd(text, after, isEnd);
    if (next === 'wait') return 'wait';
    if (next === after) return broken('a quote closes and the cell goes on behind it');
    return { value, next, isLast: true, problem: null };
  }
}

type Cell = { value: string; next: number; isLast: boolean; problem: string | null };

function broken(problem: string): Cell {
  return { value: '', next: 0, isLast: true, problem };
}

/** The index behind a line end at `at`; `at` itself where there is none; 'wait' when a CR could be half of a CRLF. */
function afterLineEnd(text: string, at: number, isEnd: boolean): number | 'wait' {
  if (text[at] === '\n') return at + 1;
  if (text[at] !== '\r') return at;
  if (at + 1 >= text.length) return isEnd ? at + 1 : 'wait';
  return text[at + 1] === '\n' ? at + 2 : at + 1;
}

/** The index behind the next line end, or the end of the text. */
function endOfLine(text: string, start: number): number {
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === LF) return index + 1;
    if (code === CR) return text.charCodeAt(index + 1) === LF ? index + 2 : index + 1;
  }
  return text.length;
}

/** Line ends in a part of the text; a part that ends without one counts as a line too. */
function countLines(text: string, start: number, end: number): number {
  let count = 0;
  for (let index = start; index < end; index = endOfLine(text, index)) count += 1;
  return count;
}
