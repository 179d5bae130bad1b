import type { MapSelection } from '@/lib/maps/map-selection';
import type { Place } from '@/lib/maps/map-view';

/** What was chosen on a map when it was left for the review desk. */
export type KeptSelection = { mapId: string; selection: MapSelection; outline: readonly Place[] };

let kept: KeptSelection | null = null;

/** Keeps what is chosen until something else is kept or the page is loaded anew. */
export function keepSelection(chosen: KeptSelection): void {
  kept = chosen;
}

/** What was kept of this map; null for another one. */
export function recallSelection(mapId: string): KeptSelection | null {
  return kept?.mapId === mapId ? kept : null;
}

/** Whether a selection is the one that was kept, unchanged. */
export function isKept(selection: MapSelection | null): boolean {
  return selection !== null && selection === kept?.selection;
}
