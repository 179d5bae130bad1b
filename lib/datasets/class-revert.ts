import { type ClassRow, refuseTooMany } from '@/lib/datasets/class-edits';
import { layOut, subtreeOf } from '@/lib/datasets/class-tree';
import { MARK_COUNT } from '@/lib/datasets/label-class';
import type { ClassChange } from '@/lib/operations/operation-detail';

/** The classes after a revert, and which changes stay because somebody changed the same later. */
export type RevertedClasses = { rows: ClassRow[]; kept: { labelClassId: string; field: string }[] };

/**
 * The classes with what an edit changed put back as it was. A field that was changed again since keeps the later value. A class that comes back
 * whose name was given to another meanwhile gets a number behind its name.
 */
export function planRevert(rows: readonly ClassRow[], changes: readonly ClassChange[]): RevertedClasses {
  const kept: RevertedClasses['kept'] = [];
  const reviving = changes.filter(({ before, after }) => before.isLive === true && after.isLive === false);
  refuseTooMany(rows.filter((row) => row.isLive).length, reviving.length);
  let now = [...rows];
  // Classes that come back first: others may go below them again. Then the one that was given a key: another had it before.
  const rank = (change: ClassChange) => (reviving.includes(change) ? 0 : change.after.key == null ? 2 : 1);
  for (const change of changes.toSorted((a, b) => rank(a) - rank(b))) {
    now = revertOne(now, change, kept);
  }
  // Places come last: laid out in between, siblings that go back below one class one by one would change their order.
  now = layOut(now);
  for (const { labelClassId: id, before } of changes) {
    const isLive = now.some((row) => row.id === id && row.isLive);
    if (isLive && before.position !== undefined) now = layOut(now, { id, position: before.position });
  }
  return { rows: now, kept };
}

function revertOne(rows: ClassRow[], change: ClassChange, kept: RevertedClasses['kept']): ClassRow[] {
  const { labelClassId: id, before, after } = change;
  const row = rows.find((one) => one.id === id);
  if (row === undefined) return rows;
  const restored: ClassRow = { ...row };
  for (const [field, value] of Object.entries(before)) {
    if (field === 'position') continue;
    const name = field as keyof ClassRow;
    const isUntouched = JSON.stringify(row[name]) === JSON.stringify(after[name as keyof typeof after]);
    if (isUntouched && isAllowed(rows, id, name, value)) Object.assign(restored, { [name]: value });
    else kept.push({ labelClassId: id, field });
  }
  if (restored.isLive && restored.slot !== row.slot) restored.slot = freeLike(rows, restored.slot, id);
  if (restored.isLive && (restored.name !== row.name || !row.isLive)) restored.name = freeName(rows, restored.name, id);
  const changed = rows.map((one) => (one.id === id ? restored : one));
  return restored.isLive ? changed : detach(changed, id, row.parentId);
}

/** A parent must live and not stand below; a key must be free. */
function isAllowed(rows: readonly ClassRow[], id: string, field: keyof ClassRow, value: unknown): boolean {
  if (value === null) return true;
  if (field === 'key') return !rows.some((row) => row.isLive && row.id !== id && row.key === value);
  if (field !== 'parentId') return true;
  const isThere = rows.some((row) => row.id === value && row.isLive);
  return isThere && !subtreeOf(rows, id).has(String(value));
}

/** Classes below one that goes away take its place. */
function detach(rows: readonly ClassRow[], id: string, parentId: string | null): ClassRow[] {
  return rows.map((row) => (row.parentId === id ? { ...row, parentId } : row));
}

function freeLike(rows: readonly ClassRow[], slot: number, id: string): number {
  const taken = new Set(rows.filter((row) => row.id !== id).map((row) => row.slot));
  let free = slot;
  while (taken.has(free)) free += MARK_COUNT;
  return free;
}

function freeName(rows: readonly ClassRow[], name: string, id: string): string {
  const taken = new Set(rows.filter((row) => row.isLive && row.id !== id).map((row) => row.name));
  let free = name;
  for (let n = 2; taken.has(free); n += 1) free = `${[...name].slice(0, 190).join('')} (${n})`;
  return free;
}
