/** Postgres and network codes that say "not now" rather than "wrong": connection lost, starting, shutting down, full. */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  // Another transaction held the row too long, or both waited for each other.
  '55P03',
  // The time of a statement was over.
  '57014',
  '40P01',
  '53100',
  '53300',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'ENOSPC',
]);
const MESSAGES =
  /terminated|timeout exceeded when trying to connect|Can't reach database|Connection ended|connection closed|server closed the connection|not queryable/i;

// A raw query of Prisma's fails as P2010 and tells the code of Postgres in its message only.
const RAW_QUERY_CODE = /Raw query failed\. Code: `(\w+)`/;

/** Whether an error, or what caused it, says that a part which is needed does not answer now. */
export function isUnavailable(error: unknown): boolean {
  for (let current: unknown = error, depth = 0; current instanceof Error && depth < 5; depth += 1) {
    const code = 'code' in current ? String(current.code) : '';
    const rawCode = RAW_QUERY_CODE.exec(current.message)?.[1] ?? '';
    if (CODES.has(code) || CODES.has(rawCode) || MESSAGES.test(current.message)) return true;
    current =
      current.cause ??
      ('meta' in current ? (current.meta as { driverAdapterError?: unknown }).driverAdapterError : undefined);
  }
  return false;
}
