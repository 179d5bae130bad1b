import { UnreadableVectors, VECTOR_LIMITS } from '@/lib/samples/intake/vectors';

/** A column of a table and what its first rows hold: whole numbers, other numbers, lists of numbers, or anything else. */
export type TableColumn = { name: string; kind: 'integer' | 'number' | 'list' | 'text' };

/** Where ids and numbers are in a table, by index. `vectors` is one column of lists, or one column for each number. */
export type ChosenColumns = { id: number; vectors: number[]; isList: boolean };

const ID_NAME =
  /^(_?ids?|uuid|guid|key|ref|name|path|(sample|external|file|image|doc|document|row)[ _-]?(id|name|path)?|.*_id)$/i;
const LIST_NAME = /vec|emb|feat/i;
const ROW_NUMBER_NAME = /^(|unnamed: ?\d+|index|column 1)$/i;

/** Columns that can hold ids: everything but lists and numbers that are not whole. */
export function listIdColumns(columns: readonly TableColumn[]): string[] {
  return columns.filter(({ kind }) => kind === 'text' || kind === 'integer').map(({ name }) => name);
}

/**
 * Finds the columns of ids and of numbers. Ids: the column that a person chose, else by its name, else the first that
 * holds neither numbers nor lists, else the first whole numbers beside them. Numbers: a column of lists, else the columns
 * that count up (dim_0, dim_1, …), else all columns of numbers but the ids. Throws UnreadableVectors.
 */
export function chooseColumns(
  columns: readonly TableColumn[],
  chosenId: string | null,
  what: string,
): ChosenColumns & { said: string } {
  const lists = columns.filter(({ kind }) => kind === 'list');
  const list = lists.find(({ name }) => LIST_NAME.test(name)) ?? lists[0];
  const numbered = list === undefined ? findNumbered(columns) : [];
  const id = findId(columns, { chosenId, isTaken: (index) => numbered.includes(index), what });
  if (list !== undefined)
    return { id, vectors: [columns.indexOf(list)], isList: true, said: `the column ${list.name}` };
  const vectors = (numbered.length > 0 ? numbered : findNumbers(columns)).filter((index) => index !== id);
  if (vectors.length < VECTOR_LIMITS.minDimension) {
    throw new UnreadableVectors(
      `${what} has no vectors: neither a column of lists of numbers nor at least ${VECTOR_LIMITS.minDimension} columns of numbers beside the ids.`,
    );
  }
  const first = columns[vectors[0] ?? 0]?.name ?? '';
  const last = columns[vectors.at(-1) ?? 0]?.name ?? '';
  return { id, vectors, isList: false, said: `${vectors.length} columns, ${first} to ${last}` };
}

function findId(
  columns: readonly TableColumn[],
  options: { chosenId: string | null; isTaken: (index: number) => boolean; what: string },
): number {
  const { chosenId, isTaken, what } = options;
  const candidates = columns.flatMap(({ name, kind }, index) => {
    const canBe = (kind === 'text' || kind === 'integer') && (name === chosenId || !isTaken(index));
    return canBe ? [{ name, kind, index }] : [];
  });
  if (chosenId !== null) {
    const chosen = candidates.find(({ name }) => name === chosenId);
    if (chosen !== undefined) return chosen.index;
    const names = listIdColumns(columns).slice(0, 20).join(', ');
    throw new UnreadableVectors(`${what} has no column ${chosenId} that can hold ids. Choose one of: ${names}.`);
  }
  const found =
    candidates.find(({ name }) => ID_NAME.test(name.trim())) ??
    candidates.find(({ kind }) => kind === 'text') ??
    candidates[0];
  if (found === undefined) {
    throw new UnreadableVectors(
      `${what} has no column of ids. Add one that says which sample each row belongs to, for example "id".`,
    );
  }
  return found.index;
}

/** The largest group of number columns whose names differ by their number only, if that makes a vector. */
function findNumbered(columns: readonly TableColumn[]): number[] {
  const groups = new Map<string, number[]>();
  for (const [index, { name, kind }] of columns.entries()) {
    const prefix = /^(.*?)\d+$/.exec(name.trim())?.[1];
    if (prefix === undefined || (kind !== 'integer' && kind !== 'number')) continue;
    const group = groups.get(prefix) ?? [];
    group.push(index);
    groups.set(prefix, group);
  }
  const largest = [...groups.values()].reduce((best, group) => (group.length > best.length ? group : best), []);
  return largest.length >= VECTOR_LIMITS.minDimension ? largest : [];
}

function findNumbers(columns: readonly TableColumn[]): number[] {
  return columns.flatMap(({ name, kind }, index) => {
    const isRowNumber = kind === 'integer' && ROW_NUMBER_NAME.test(name.trim());
    return (kind === 'integer' || kind === 'number') && !isRowNumber ? [index] : [];
  });
}

const NOT_A_NUMBER = /^[+-]?(?:nan|-?1\.#(?:ind|qnan))$/i;
const INFINITE = /^([+-]?)(?:inf|infinity|-?1\.#inf)$/i;

/** A cell as a number: NaN and infinite for words such as nan and inf; null for anything else. */
export function parseNumber(cell: string): number | null {
  const text = cell.trim();
  const value = Number(text);
  if (text !== '' && !Number.isNaN(value)) return value;
  const sign = INFINITE.exec(text)?.[1];
  if (sign !== undefined) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return NOT_A_NUMBER.test(text) ? Number.NaN : null;
}

/**
 * A cell such as "[0.1, 0.2]" or "0.1 0.2" as its parts; null when it is no list. Without brackets it is one from
 * `minLength` parts on.
 */
export function splitList(cell: string, minLength: number = VECTOR_LIMITS.minDimension): string[] | null {
  const text = cell.trim();
  const inner = /^[[({]([\s\S]*)[\])}]$/.exec(text)?.[1] ?? text;
  const parts = inner.trim().split(/\s*[,;]\s*|\s+/);
  const isList = inner !== text || parts.length >= minLength;
  return isList && parts.every((part) => parseNumber(part) !== null) ? parts : null;
}

/** What a column holds, from its cells in the first rows; empty cells say nothing. */
export function describeColumn(name: string, cells: readonly string[]): TableColumn {
  const filled = cells.filter((cell) => cell.trim() !== '');
  if (filled.length === 0) return { name, kind: 'text' };
  // One damaged cell among many does not make a column of texts.
  const numbers = filled.filter((cell) => parseNumber(cell) !== null);
  if (numbers.length * 2 > filled.length) {
    return { name, kind: numbers.every((cell) => /^[+-]?\d{1,20}$/.test(cell.trim())) ? 'integer' : 'number' };
  }
  const listCount = filled.filter((cell) => splitList(cell) !== null).length;
  return { name, kind: listCount * 2 > filled.length ? 'list' : 'text' };
}
