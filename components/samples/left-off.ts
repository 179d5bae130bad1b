const KEY = 'sheaf.left-off';

/** The list on the screen, with its filters. */
const listOnScreen = () => `${window.location.pathname}${window.location.search}`;

/** Remembers, for this tab, which sample of the list on the screen was opened, for the way back. */
export function leaveListAt(sampleId: string): void {
  sessionStorage.setItem(KEY, JSON.stringify({ list: listOnScreen(), sampleId }));
}

/** The sample where the list on the screen was left, or that a link back to it names; told once. */
export function takeLeftOff(): string | null {
  const named = window.location.hash.slice(1);
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (named !== '') return named;
  if (kept === null) return null;
  const { list, sampleId } = JSON.parse(kept) as { list: string; sampleId: string };
  return list === listOnScreen() ? sampleId : null;
}
