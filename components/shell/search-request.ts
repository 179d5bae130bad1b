const FRESH_MS = 5_000;

let asked: { atMs: number; typed: string } | null = null;

/** Somebody asked for the search of a screen that is not there yet. What they type until it is, is kept for it. */
export function requestSearch(nowMs: number): void {
  asked = { atMs: nowMs, typed: '' };
}

/**
 * Takes a key that was pressed on the way to the search: a letter joins what was typed, every other key is let go. True
 * when the key must not run as a shortcut.
 */
export function keepForSearch(key: string, nowMs: number): boolean {
  if (asked === null) return false;
  if (key === 'Escape' || nowMs - asked.atMs > FRESH_MS) {
    asked = null;
    return false;
  }
  if (key === 'Backspace') asked.typed = asked.typed.slice(0, -1);
  else if ([...key].length === 1) asked.typed += key;
  return true;
}

/** What was typed on the way; null when nobody asked, or it was handed over already. */
export function takeSearchRequest(nowMs: number): string | null {
  const typed = asked !== null && nowMs - asked.atMs <= FRESH_MS ? asked.typed : null;
  asked = null;
  return typed;
}
