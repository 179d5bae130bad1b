import { type LogFilter, logFilter } from '@/lib/operations/operation-log';

/** What the URL of the operations log holds: filters, days as the person's own (YYYY-MM-DD), and what is open. */
export type LogSearch = Omit<LogFilter, 'from' | 'to'> & {
  from?: string | undefined;
  to?: string | undefined;
  /** The id of the open operation. */
  operation?: string | undefined;
  /** The preview of its revert is open. */
  revert?: boolean | undefined;
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const FILTERS = ['person', 'class', 'kind', 'source', 'q'] as const;

/** Reads the URL; what is not understood is left out, so that an old link still opens. */
export function parseLogSearch(search: URLSearchParams): LogSearch {
  const found: LogSearch = {};
  for (const name of FILTERS) {
    const value = search.get(name);
    if (value === null || value === '') continue;
    const read = logFilter.safeParse({ [name]: value });
    if (read.success) Object.assign(found, read.data);
  }
  for (const name of ['from', 'to'] as const) {
    const day = search.get(name);
    if (day !== null && DAY.test(day)) found[name] = day;
  }
  const operation = search.get('operation');
  if (operation !== null && operation !== '') found.operation = operation;
  if (found.operation !== undefined && search.get('revert') === '1') found.revert = true;
  return found;
}

/** Writes it again, in one order, without what is not set. */
export function formatLogSearch(search: LogSearch): string {
  const query = new URLSearchParams();
  for (const name of [...FILTERS, 'from', 'to', 'operation'] as const) {
    const value = search[name];
    if (value !== undefined && value !== '') query.set(name, value);
  }
  if (search.operation !== undefined && search.revert === true) query.set('revert', '1');
  return query.toString();
}

/** The filters as the API takes them: from the beginning of the first day to the end of the last, where the person is. */
export function toLogFilter(search: LogSearch): LogFilter {
  const { operation: _, revert: __, from, to, ...rest } = search;
  return {
    ...rest,
    ...(from === undefined ? {} : { from: startOfDay(from, 0) }),
    ...(to === undefined ? {} : { to: startOfDay(to, 1) }),
  };
}

function startOfDay(day: string, later: number): string | undefined {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const start = new Date(year, month - 1, date + later);
  return Number.isNaN(start.getTime()) ? undefined : start.toISOString();
}

/** Whether any filter is set. */
export function isFiltered(search: LogSearch): boolean {
  const { operation: _, revert: __, ...filter } = search;
  return Object.values(filter).some((value) => value !== undefined && value !== '');
}
