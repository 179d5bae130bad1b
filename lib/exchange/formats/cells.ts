const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

// A spreadsheet runs a cell that starts so, also after blanks or a quote; the wide forms are the same signs to some.
const RUNS = /^[\t\r\n]|^[\s"']*[=+\-@＝＋－＠]/;

/**
 * A cell that a spreadsheet would run as a formula gets an apostrophe in front, which shows it as text. Numbers are
 * left as they are, signs included. (OWASP: CSV injection.)
 */
export function guardCell(value: string): string {
  return RUNS.test(value) && !NUMBER.test(value) ? `'${value}` : value;
}

/** One line of CSV (RFC 4180): cells with a comma, a quote or a line end stand in quotes, quotes doubled; ends with LF. */
export function formatCells(cells: readonly string[]): string {
  return `${cells.map(quote).join(',')}\n`;
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
