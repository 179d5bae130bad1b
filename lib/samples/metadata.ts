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

/** Null where the range has a fault. */
export function parseRangeFilter(text: string): RangeFilter | null {
  return findRangeFault(text) === null ? splitRange(text) : null;
}

function splitRange(text: string): RangeFilter | null {
  const [name, rest] = splitName(text);
  const ends = rest.split(UPTO);
  if (name === null || ends.length !== 2) return null;
  const [from = null, to = null] = ends.map((end) => (end.trim() === '' ? null : end));
  return { name, from, to };
}

/** What is wrong with a range as a link or the API holds it, in a sentence that names its field; null where nothing is. */
export function findRangeFault(text: string): string | null {
  const range = splitRange(text);
  if (range === null) return `${quote(text)} is no range. Write name:from..to, such as score:0.2..0.8.`;
  const fault = findEndsFault(range);
  return fault === null ? null : `${range.name}: ${fault}`;
}

const EXPECTED = {
  number: 'is no number. Write one such as 0.5.',
  date: 'is no date. Write one such as 2026-01-31.',
  either: 'is neither a number nor a date. Write one such as 0.5 or 2026-01-31.',
};

/** What is wrong with the ends of a range of numbers, of dates, or of either, in a sentence; null where nothing is. */
export function findEndsFault(
  { from, to }: Pick<RangeFilter, 'from' | 'to'>,
  kind: keyof typeof EXPECTED = 'either',
): string | null {
  const isRead = (end: string) =>
    readEnd(end, false) !== null && (kind === 'either' || isDay(end) === (kind === 'date'));
  const unread = [from, to].find((end) => end !== null && !isRead(end));
  if (unread != null) return `${quote(unread)} ${EXPECTED[kind]}`;
  if (from === null || to === null) return from === to ? 'the range has no end. Write one at least.' : null;
  if (isDay(from) !== isDay(to)) return `${quote(from)} and ${quote(to)} are a number and a date. Write two of a kind.`;
  if ((readEnd(from, false) ?? 0) <= (readEnd(to, true) ?? 0)) return null;
  const [says, first] = isDay(from) ? ['after', 'earlier day'] : ['above', 'lower end'];
  return `${quote(from)} is ${says} ${quote(to)}, so nothing lies between. Write the ${first} first.`;
}

const QUOTED_LENGTH = 60;

function quote(text: string): string {
  return `“${text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text}”`;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DAY_S = 86_400;

/**
 * The end of a range as a number: of a date, seconds since 1970 in UTC, a last day with all its hours. Null for what is
 * neither a number nor a date.
 */
export function readEnd(end: string, isLast: boolean): number | null {
  const trimmed = end.trim();
  if (trimmed === '') return null;
  if (isDay(trimmed)) {
    const startMs = Date.parse(`${trimmed}T00:00:00Z`);
    // The 31st of February is read as a day of March.
    if (Number.isNaN(startMs) || !new Date(startMs).toISOString().startsWith(trimmed)) return null;
    return startMs / 1000 + (isLast ? DAY_S - 0.001 : 0);
  }
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : null;
}

function isDay(end: string): boolean {
  return DATE.test(end.trim());
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
