import { makeKey } from '@/components/outbox/outbox-page';

const STORAGE_KEY = 'sheaf.browser';
const KNOWN_KEY = 'sheaf.own-browsers';
const KNOWN_LIMIT = 50;

/** What this browser is told apart by from others that act under the same name; made at first and kept. It is random. */
export function readBrowserId(): string {
  const kept = localStorage.getItem(STORAGE_KEY);
  if (kept !== null) return kept;
  const made = makeKey();
  localStorage.setItem(STORAGE_KEY, made);
  return made;
}

/** Other browsers that the person said are theirs too. */
export function readOwnBrowsers(): readonly string[] {
  return localStorage.getItem(KNOWN_KEY)?.split(' ') ?? [];
}

/** Keeps that these browsers are the same person's. */
export function keepOwnBrowsers(browserIds: readonly string[]): void {
  const known = [...new Set([...browserIds, ...readOwnBrowsers()])].slice(0, KNOWN_LIMIT);
  localStorage.setItem(KNOWN_KEY, known.join(' '));
}
