/** What the values of a field are; text is shown with its sample and not filtered by. */
export type MetadataKind = 'number' | 'date' | 'category' | 'text';

/** Fields, and values of one field, that the filters of a list take. */
export const METADATA_FILTER_LIMIT = 20;
/** Characters of a value that count; longer ones are cut when they are imported. */
export const METADATA_VALUE_LENGTH = 200;

/** One value that samples are filtered by, and one range. Ends are as a person writes them; null for open. */
export type ValueFilter = { name: string; value: string };
export type RangeFilter = { name: string; from: string | null; to: string | null };

const SEPARATOR = ':';
const UPTO = '..';

/** "channel:mail", as links and the API write it; a colon or a percent sign in the name is percent-encoded. */
export function formatValueFilter({ name, value }: ValueFilter): string {
  return `${encodeName(name)}${SEPARATOR}${value}`;
}

/** Null where there is no name. */
export function parseValueFilter(text: string): ValueFilter | null {
  const [name, rest] = splitName(text);
  return name === null || rest === '' ? null : { name, value: rest };
}

/** "score:0.2..0.8", "sent:2026-01-01..", "score:..3". */
export function formatRangeFilter({ name, from, to }: RangeFilter): string {
  return `${encodeName(name)}${SEPARATOR}${from ?? ''}${UPTO}${to ?? ''}`;
}

/** Null where there is no name, or neither end can be read as a number or a date. */
export function parseRangeFilter(text: string): RangeFilter | null {
  const [name, rest] = splitName(text);
  const ends = rest.split(UPTO);
  if (name === null || ends.length !== 2) return null;
  const [from, to] = ends.map((end) => (readEnd(end, false) === null ? null : end));
  return from == null && to == null ? null : { name, from: from ?? null, to: to ?? null };
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_S = 86_400;

/**
 * The end of a range as a number: of a date, seconds since 1970 in UTC, a last day with all its hours. Null for what is
 * neither a number nor a date.
 */
export function readEnd(end: string, isLast: boolean): number | null {
  const trimmed = end.trim();
  if (trimmed === '') return null;
  if (DATE.test(trimmed)) {
    const startMs = Date.parse(`${trimmed}T00:00:00Z`);
    if (Number.isNaN(startMs)) return null;
    return startMs / 1000 + (isLast ? DAY_S - 0.001 : 0);
  }
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : null;
}

function encodeName(name: string): string {
  return name.replace(/[%:]/g, (sign) => (sign === '%' ? '%25' : '%3A'));
}

function splitName(text: string): [name: string | null, rest: string] {
  const at = text.indexOf(SEPARATOR);
  if (at < 1) return [null, ''];
  const name = text.slice(0, at).replace(/%3A/g, ':').replace(/%25/g, '%');
  return [name, text.slice(at + 1)];
}
