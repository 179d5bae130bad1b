import { createHash } from 'node:crypto';

/**
 * SHA-256 of a request and who made it: what tells a repeated request from another one under the same
 * idempotency key. The order of keys does not matter.
 */
export function hashRequest(personId: string, request: Record<string, unknown>): Uint8Array<ArrayBuffer> {
  const digest = createHash('sha256').update(personId).update(writeStable(request)).digest();
  return new Uint8Array(digest);
}

function writeStable(value: unknown): string {
  // Thousands of ids at once are written alike, and far sooner.
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(writeStable).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${writeStable(entry)}`).join(',')}}`;
}
