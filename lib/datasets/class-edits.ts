import { layOut, placeOf, subtreeOf } from '@/lib/datasets/class-tree';
import { CLASS_LIMIT, KEY_PLACES, MARK_COUNT } from '@/lib/datasets/label-class';
import { Conflict, Invalid, NotFound, TooLarge } from '@/lib/errors';
import type { ClassChange, ClassFields } from '@/lib/operations/operation-detail';

/** A class with all that edits can change of it; deleted ones are kept, with isLive false. */
export type ClassRow = Required<{ [K in keyof ClassFields]: Exclude<ClassFields[K], undefined> }> & { id: string };

/** What a person asks to change of a class; an absent field stays. */
export type ClassValues = {
  name?: string | undefined;
  description?: string | undefined;
  /** Colour and shape, 0 to 47. */
  mark?: number | undefined;
  position?: number | undefined;
  key?: string | null | undefined;
  parentId?: string | null | undefined;
  exampleIds?: string[] | undefined;
};

/** The live class of this id. Throws NotFound, also for one that is deleted. */
export function findRow(rows: readonly ClassRow[], id: string): ClassRow {
  const row = rows.find((one) => one.id === id && one.isLive);
  if (row === undefined) throw new NotFound('class', id);
  return row;
}

function replace(rows: readonly ClassRow[], id: string, change: Partial<ClassRow>): ClassRow[] {
  return rows.map((row) => (row.id === id ? { ...row, ...change } : row));
}

/** Throws TooLarge when a dataset with these classes cannot take some more. */
export function refuseTooMany(liveCount: number, addedCount: number): void {
  if (liveCount + addedCount <= CLASS_LIMIT) return;
  throw new TooLarge(
    `A dataset has at most ${CLASS_LIMIT} classes; this one has ${liveCount}, and ${addedCount} more were asked for. Merge or delete classes that are not needed.`,
  );
}

function refuseTakenName(rows: readonly ClassRow[], name: string, exceptId: string): void {
  const taken = rows.find((row) => row.isLive && row.name === name && row.id !== exceptId);
  if (taken === undefined) return;
  throw new Conflict(`The dataset already has a class named “${name}”. Choose it, or give another name.`, {
    labelClassId: taken.id,
  });
}

/** The smallest slot that no class has or had, so that colours are given in their order. */
export function freeSlot(rows: readonly { slot: number }[]): number {
  const taken = new Set(rows.map((row) => row.slot));
  let slot = 0;
  while (taken.has(slot)) slot += 1;
  return slot;
}

/** A slot that shows this colour and shape and that no other class has. */
function slotOfMark(rows: readonly ClassRow[], mark: number, id: string): number {
  const taken = new Set(rows.filter((row) => row.id !== id).map((row) => row.slot));
  let slot = mark % MARK_COUNT;
  while (taken.has(slot)) slot += MARK_COUNT;
  return slot;
}

/** The classes with one more, at the end of its siblings. Throws Conflict for a name that is taken, TooLarge at the limit. */
export function planCreate(
  rows: readonly ClassRow[],
  made: { id: string; name: string; description?: string | undefined; parentId?: string | null | undefined },
): ClassRow[] {
  refuseTooMany(rows.filter((row) => row.isLive).length, 1);
  refuseTakenName(rows, made.name, made.id);
  const parentId = made.parentId ?? null;
  if (parentId !== null) findRow(rows, parentId);
  const row: ClassRow = {
    id: made.id,
    name: made.name,
    description: made.description ?? '',
    slot: freeSlot(rows),
    position: rows.length + CLASS_LIMIT,
    key: null,
    parentId,
    exampleIds: [],
    isLive: true,
  };
  return layOut([...rows, row]);
}

/** The classes after a change of one. Throws Conflict for a taken name, Invalid for a parent below itself or an unknown key. */
export function planChange(rows: readonly ClassRow[], id: string, values: ClassValues): ClassRow[] {
  const row = findRow(rows, id);
  const { name, description, mark, key, parentId, exampleIds } = values;
  if (name !== undefined) refuseTakenName(rows, name, id);
  if (key != null && !KEY_PLACES.includes(key)) {
    throw new Invalid(`A class cannot have the key ${key}. Its keys are 1 to 9, 0, and the same with Shift.`);
  }
  if (parentId != null) refuseLoop(rows, id, parentId);
  let changed = replace(rows, id, {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(mark === undefined || row.slot % MARK_COUNT === mark ? {} : { slot: slotOfMark(rows, mark, id) }),
    ...(exampleIds === undefined ? {} : { exampleIds }),
  });
  if (key !== undefined) {
    changed = changed.map((one) => (key !== null && one.key === key ? { ...one, key: null } : one));
    changed = replace(changed, id, { key });
  }
  const isNested = parentId !== undefined && parentId !== row.parentId;
  if (isNested) changed = replace(changed, id, { parentId, position: rows.length + CLASS_LIMIT });
  return layOut(changed, values.position === undefined ? undefined : { id, position: values.position });
}

function refuseLoop(rows: readonly ClassRow[], id: string, parentId: string): void {
  findRow(rows, parentId);
  if (subtreeOf(rows, id).has(parentId)) {
    throw new Invalid('A class cannot stand below itself or below one of its own. Choose another parent.');
  }
}

/**
 * The classes after one was merged into another, or deleted (`intoId` null). The classes below it go below the other one;
 * after a deletion, or when the other one is itself below it, they take its place.
 */
export function planRemove(rows: readonly ClassRow[], id: string, intoId: string | null): ClassRow[] {
  const row = findRow(rows, id);
  if (intoId === id) throw new Invalid('A class cannot be merged into itself. Choose another class.');
  if (intoId !== null) findRow(rows, intoId);
  const isBelow = intoId !== null && subtreeOf(rows, id).has(intoId);
  const heirId = intoId === null || isBelow ? row.parentId : intoId;
  const changed = rows.map((one) => (one.parentId === id ? { ...one, parentId: heirId } : one));
  return layOut(replace(changed, id, { isLive: false, key: null, parentId: null }));
}

const FIELDS = ['name', 'description', 'slot', 'key', 'parentId', 'isLive'] as const;

/**
 * What an edit changed, class by class. Positions that only shifted because of another class are left out: `placedIds` are
 * the classes that the edit itself placed.
 */
export function diffClasses(
  before: readonly ClassRow[],
  after: readonly ClassRow[],
  placedIds: readonly string[],
): ClassChange[] {
  const old = new Map(before.map((row) => [row.id, row]));
  return after.flatMap((row) => {
    const was = old.get(row.id);
    const fields = FIELDS.filter((field) => was === undefined || was[field] !== row[field]);
    const change: ClassChange = { labelClassId: row.id, before: was === undefined ? { isLive: false } : {}, after: {} };
    for (const field of fields) {
      Object.assign(change.after, { [field]: row[field] });
      if (was !== undefined) Object.assign(change.before, { [field]: was[field] });
    }
    if (was !== undefined && was.exampleIds.join() !== row.exampleIds.join()) {
      change.before.exampleIds = was.exampleIds;
      change.after.exampleIds = row.exampleIds;
    }
    if (placedIds.includes(row.id)) {
      const [from, to] = [placeOf(before, row.id), placeOf(after, row.id)];
      if (from >= 0 && from !== to) change.before.position = from;
      if (to >= 0 && from !== to) change.after.position = to;
    }
    return Object.keys(change.after).length + Object.keys(change.before).length > 0 &&
      (fields.length > 0 || change.after.exampleIds !== undefined || change.after.position !== undefined)
      ? [change]
      : [];
  });
}
