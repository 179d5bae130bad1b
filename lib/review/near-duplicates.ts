import type { DuplicatesFound } from '@/lib/neighbours/neighbours';
import type { SampleItem } from '@/lib/samples/sample';

/** A group of near-duplicates with its first members, those of the oldest import first. */
export type ShownDuplicateGroup = { count: number; members: SampleItem[] };

/** The largest groups first, without what was deleted since; or how far the worker is with them. */
export type ShownDuplicates =
  | ({ state: 'found'; revision: number; groups: ShownDuplicateGroup[] } & Omit<DuplicatesFound, 'groups'>)
  | { state: 'computing'; done: number; total: number };

/** The one that stays when the others of a group are deleted: one that is labeled, else the one that came first. */
export function chooseKept(members: readonly SampleItem[]): SampleItem | undefined {
  return members.find(({ labelClassId }) => labelClassId !== null) ?? members[0];
}
