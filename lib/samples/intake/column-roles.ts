import type { ColumnRole, InspectedColumn } from '@/lib/samples/import';
import { toDisplayName } from '@/lib/samples/intake/display-name';

const TEXT_NAMES =
  /^(text|texts|content|contents|body|message|msg|sentence|question|query|utterance|review|comment|document|description|abstract|tweet|headline|title|input|prompt|v2)$/i;
const LABEL_NAMES = /^(label|labels|class|classes|category|categories|target|intent|tag|topic|sentiment|y|v1|answer)$/i;
const ID_NAMES = /^(id|_id|uuid|guid|key|ref|ref_id|external_id|identifier|.*_id|.*Id)$/;
const NAMED_ROW_NUMBER = /^(unnamed: ?0|index|column 1)$/i;

/** What is known of a column from the first rows. Lengths in UTF-16 code units. */
type ColumnFacts = {
  name: string;
  meanLength: number;
  filledCount: number;
  distinctCount: number;
  isNumeric: boolean;
  isRowNumber: boolean;
};

/**
 * Whether the first row names the columns: its cells are short, none is a number, and either one is a usual name, or all
 * are filled and different and a column below looks different (longer, or numbers).
 */
export function detectHeader(rows: readonly (readonly string[])[]): boolean {
  const [first, ...rest] = rows;
  if (first === undefined) return false;
  const cells = first.map((cell) => cell.trim());
  const isPlausible = cells.every((cell) => cell.length <= 60 && !isNumber(cell) && !/[.?!]\s/.test(cell));
  if (!isPlausible) return false;
  if (cells.some((cell) => TEXT_NAMES.test(cell) || LABEL_NAMES.test(cell) || ID_NAMES.test(cell))) return true;
  if (new Set(cells).size < cells.length || cells.slice(1).includes('')) return false;
  return cells.some((cell, index) => {
    const below = rest.map((row) => row[index] ?? '').filter((value) => value !== '');
    if (below.length === 0) return false;
    const meanLength = below.reduce((sum, value) => sum + value.length, 0) / below.length;
    return below.every(isNumber) || (cell.length <= 30 && meanLength > 2 * cell.length + 10);
  });
}

/** Names of columns as they are shown and kept: without control characters, none empty, none twice. */
export function nameColumns(cells: readonly string[]): string[] {
  const taken = new Set<string>();
  return cells.map((cell, index) => {
    const base = toDisplayName(cell.trim()) || `column ${index + 1}`;
    let name = base;
    for (let copy = 2; taken.has(name); copy += 1) name = `${base} (${copy})`;
    taken.add(name);
    return name;
  });
}

/** A role for each column, with the reason that the person reads. Exactly one column is text, unless there is none. */
export function guessRoles(names: readonly string[], rows: readonly (readonly string[])[]): InspectedColumn[] {
  const facts = names.map((name, index) =>
    describeColumn(
      name,
      rows.map((row) => row[index] ?? ''),
    ),
  );
  const textIndex = findText(facts);
  const labelIndex = facts.findIndex((column, index) => index !== textIndex && LABEL_NAMES.test(column.name.trim()));
  const byShape = labelIndex === -1 ? findLabelByShape(facts, textIndex, rows.length) : -1;
  const idIndex = facts.findIndex(
    (column, index) => ![textIndex, labelIndex, byShape].includes(index) && isId(column) && column.filledCount > 0,
  );
  return facts.map((column, index) => {
    const [role, reason] = chooseRole(column, { index, textIndex, labelIndex, byShape, idIndex });
    return { name: column.name, role, reason };
  });
}

type Choice = { index: number; textIndex: number; labelIndex: number; byShape: number; idIndex: number };

function chooseRole(column: ColumnFacts, choice: Choice): [ColumnRole, string] {
  if (choice.index === choice.textIndex) {
    return [
      'text',
      TEXT_NAMES.test(column.name.trim())
        ? 'its name'
        : `the longest text, ${Math.round(column.meanLength)} characters on average`,
    ];
  }
  if (choice.index === choice.labelIndex) return ['label', 'its name'];
  if (choice.index === choice.byShape) return ['label', `${column.distinctCount} different values that repeat`];
  if (choice.index === choice.idIndex)
    return ['id', ID_NAMES.test(column.name.trim()) ? 'its name' : 'every value is different'];
  if (column.filledCount === 0) return ['leave-out', 'the column is empty'];
  if (column.isRowNumber) return ['leave-out', 'row numbers'];
  return ['metadata', 'kept beside the text'];
}

function describeColumn(name: string, values: string[]): ColumnFacts {
  const filled = values.filter((value) => value.trim() !== '');
  return {
    name,
    meanLength: filled.reduce((sum, value) => sum + value.length, 0) / Math.max(1, filled.length),
    filledCount: filled.length,
    distinctCount: new Set(filled).size,
    isNumeric: filled.length > 0 && filled.every(isNumber),
    isRowNumber:
      NAMED_ROW_NUMBER.test(name.trim()) && filled.every((value, index) => Number(value) - Number(filled[0]) === index),
  };
}

function findText(facts: ColumnFacts[]): number {
  const named = facts.findIndex(
    (column) => TEXT_NAMES.test(column.name.trim()) && !column.isNumeric && column.filledCount > 0,
  );
  const longest = facts.reduce((best, column, index) => {
    const isLonger = column.meanLength > (facts[best]?.meanLength ?? 0);
    return isLonger && !LABEL_NAMES.test(column.name.trim()) ? index : best;
  }, 0);
  // A column called "title" beside much longer ones is not the text.
  if (named !== -1 && (facts[named]?.meanLength ?? 0) * 4 >= (facts[longest]?.meanLength ?? 0)) return named;
  return facts.length === 0 ? -1 : longest;
}

function findLabelByShape(facts: ColumnFacts[], textIndex: number, rowCount: number): number {
  return facts.findIndex(
    (column, index) =>
      index !== textIndex &&
      !column.isNumeric &&
      column.distinctCount >= 2 &&
      column.distinctCount <= Math.min(100, rowCount / 5) &&
      column.meanLength <= 40,
  );
}

function isId(column: ColumnFacts): boolean {
  if (column.isRowNumber) return false;
  if (ID_NAMES.test(column.name.trim())) return true;
  return (
    column.filledCount >= 10 &&
    column.distinctCount === column.filledCount &&
    column.meanLength <= 40 &&
    !column.isRowNumber
  );
}

function isNumber(value: string): boolean {
  return value.trim() !== '' && Number.isFinite(Number(value));
}
