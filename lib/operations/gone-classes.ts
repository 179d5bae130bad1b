import type { SampleState } from '@/lib/operations/operation';

/** Classes that do not live, each with the class that its labels went to; null where they went with it. */
export type GoneClasses = ReadonlyMap<string, string | null>;

/** A class edit that took a class away, and whether it stands. */
export type EndOfClass = { stands: boolean; labelClassId: string; intoId: string | null };

/** Where the labels of classes that do not live went, by the newest edit that stands and took the class away; edits in order of seq. */
export function findGone(goneIds: readonly string[], ends: readonly EndOfClass[]): GoneClasses {
  const gone = new Map<string, string | null>(goneIds.map((id) => [id, null]));
  for (const { stands, labelClassId, intoId } of ends) {
    if (stands && gone.has(labelClassId)) gone.set(labelClassId, intoId);
  }
  return gone;
}

/** The living class that a class's labels belong to now: itself, what it was merged into, or none. */
export function followClass(gone: GoneClasses, labelClassId: string): string | null {
  const passed = new Set<string>();
  let here = labelClassId;
  while (gone.has(here)) {
    const next = gone.get(here) ?? null;
    if (next === null || passed.has(here)) return null;
    passed.add(here);
    here = next;
  }
  return here;
}

/**
 * A state without classes that are gone: their labels and exclusions go where the class went, or with it. Whoever decided
 * stays who decided. A sample that carries both classes of a merge keeps the label it had; a label beats an exclusion.
 */
export function moveOffGone(state: SampleState, gone: GoneClasses): SampleState {
  const labels = moveEntries(state.labels, gone);
  const labeled = new Set(labels.map((label) => label.labelClassId));
  const exclusions = moveEntries(state.exclusions, gone).filter(({ labelClassId }) => !labeled.has(labelClassId));
  return { labels, exclusions };
}

function moveEntries<E extends { labelClassId: string }>(entries: readonly E[], gone: GoneClasses): E[] {
  const kept = entries.filter(({ labelClassId }) => !gone.has(labelClassId));
  const taken = new Set(kept.map(({ labelClassId }) => labelClassId));
  for (const entry of entries) {
    if (!gone.has(entry.labelClassId)) continue;
    const labelClassId = followClass(gone, entry.labelClassId);
    if (labelClassId === null || taken.has(labelClassId)) continue;
    taken.add(labelClassId);
    kept.push({ ...entry, labelClassId });
  }
  return kept;
}
