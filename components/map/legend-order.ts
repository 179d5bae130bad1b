import type { Colouring, LegendEntry } from '@/lib/maps/map';

/** From so many entries on one is found by typing. */
export const FIND_FROM_COUNT = 20;

/** What the legend lists: entries with points, and classes without any, which are folded away. */
export type LegendList = { filled: LegendEntry[]; empty: LegendEntry[] };

/**
 * The entries in the order of the list: the points without a value first, then the most frequent. Values of metadata stay
 * as they come: bands of numbers and dates from low to high, others by their count already.
 */
export function orderLegend(by: Colouring, entries: readonly LegendEntry[]): LegendList {
  const without = entries.filter(({ value }) => value === 0);
  const rest = entries.filter(({ value, count }) => value > 0 && count > 0);
  const ordered = by.startsWith('metadata:') ? rest : rest.toSorted((one, other) => other.count - one.count);
  return { filled: [...without, ...ordered], empty: entries.filter(({ value, count }) => value > 0 && count === 0) };
}

/** Those whose name contains what was typed, with points or without. */
export function findEntries({ filled, empty }: LegendList, typed: string): LegendEntry[] {
  const wanted = typed.trim().normalize('NFC').toLowerCase();
  return [...filled, ...empty].filter(({ name }) => name.normalize('NFC').toLowerCase().includes(wanted));
}
