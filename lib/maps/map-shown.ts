import { goneColour, type LegendEntry } from '@/lib/maps/map';
import { VALUE_COUNT } from '@/lib/maps/map-selection';

/** Which entries of the legend are drawn: all but some, or only some. Entries are named by `keyOf`. */
export type Shown = { kind: 'allBut' | 'only'; keys: ReadonlySet<string> };

export const ALL_SHOWN: Shown = { kind: 'allBut', keys: new Set() };

/** What names an entry for good: its value may be another one after the next change. */
export function keyOf(entry: Pick<LegendEntry, 'value' | 'id' | 'name'>): string {
  return entry.value === 0 ? 'none' : (entry.id ?? entry.name);
}

export function isShown({ kind, keys }: Shown, key: string): boolean {
  return (kind === 'only') === keys.has(key);
}

/** Hides what is shown, and shows what is hidden. */
export function toggleShown(shown: Shown, key: string): Shown {
  const keys = new Set(shown.keys);
  if (!keys.delete(key)) keys.add(key);
  return { kind: shown.kind, keys };
}

/** Shows one entry alone; everything again when it is alone already. */
export function isolate(shown: Shown, key: string): Shown {
  const isAlone = shown.kind === 'only' && shown.keys.size === 1 && shown.keys.has(key);
  return isAlone ? ALL_SHOWN : { kind: 'only', keys: new Set([key]) };
}

/** One byte for each colour value, 1 where its points are drawn; never for points whose sample is gone. */
export function shownValues(entries: readonly LegendEntry[], shown: Shown): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(VALUE_COUNT).fill(shown.kind === 'only' ? 0 : 1);
  for (const entry of entries) values[entry.value] = isShown(shown, keyOf(entry)) ? 1 : 0;
  values[goneColour] = 0;
  return values;
}

/** As it stands in the address: one parameter `hide` or `only`, keys joined by commas; nothing where all is shown. */
export function formatShown({ kind, keys }: Shown): { hide?: string; only?: string } {
  const text = [...keys].map(encodeURIComponent).join(',');
  if (kind === 'only') return { only: text };
  return keys.size === 0 ? {} : { hide: text };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What an address says of it; everything is shown where it says nothing. */
export function parseShown(hide: string | null, only: string | null): Shown {
  const keysIn = (text: string) => new Set(text.split(',').filter(Boolean).map(decode));
  if (only !== null) return { kind: 'only', keys: keysIn(only) };
  return hide === null ? ALL_SHOWN : { kind: 'allBut', keys: keysIn(hide) };
}
