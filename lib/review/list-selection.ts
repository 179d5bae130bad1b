/** What is under the cursor and what is selected in a list that is loaded page by page: ids, so that it outlives a reload. */
export type ListSelection = {
  cursor: string | null;
  /** Where a range begins. */
  anchor: string | null;
  selected: ReadonlySet<string>;
};

export type SelectionAct =
  | { kind: 'pick'; id: string; how: 'only' | 'toggle' | 'range' }
  | { kind: 'move'; by: number; extend: boolean }
  | { kind: 'go'; to: 'first' | 'last' }
  | { kind: 'rest'; id: string }
  | { kind: 'all' }
  | { kind: 'return'; id: string }
  | { kind: 'release' }
  | { kind: 'keep'; before: readonly string[] };

export const NOTHING_SELECTED: ListSelection = { cursor: null, anchor: null, selected: new Set() };

function rangeBetween(ids: readonly string[], one: string, other: string): string[] {
  const from = ids.indexOf(one);
  const to = ids.indexOf(other);
  if (from < 0 || to < 0) return [other];
  return ids.slice(Math.min(from, to), Math.max(from, to) + 1);
}

function pick(selection: ListSelection, ids: readonly string[], id: string, how: 'only' | 'toggle' | 'range') {
  if (how === 'only') return { cursor: id, anchor: id, selected: new Set([id]) };
  if (how === 'toggle') {
    const selected = new Set(selection.selected);
    if (!selected.delete(id)) selected.add(id);
    return { cursor: id, anchor: id, selected };
  }
  const anchor = selection.anchor ?? selection.cursor ?? id;
  return { cursor: id, anchor, selected: new Set(rangeBetween(ids, anchor, id)) };
}

function move(selection: ListSelection, ids: readonly string[], by: number, extend: boolean): ListSelection {
  const at = selection.cursor === null ? -1 : ids.indexOf(selection.cursor);
  const target = at < 0 ? 0 : at + by;
  const id = target < 0 || target >= ids.length ? ids[Math.max(at, 0)] : ids[target];
  if (id === undefined) return selection;
  if (extend) return pick(selection, ids, id, 'range');
  return { ...selection, cursor: id, anchor: id };
}

/** Esc: first the selection goes, then the cursor. */
function release(selection: ListSelection): ListSelection {
  if (selection.selected.size > 0) return { ...selection, anchor: selection.cursor, selected: new Set() };
  return NOTHING_SELECTED;
}

/** The sample itself, or the nearest one after it, or else before it, that is still in the list. */
function nearestKept(id: string, before: readonly string[], present: ReadonlySet<string>): string | null {
  if (present.has(id)) return id;
  const at = before.indexOf(id);
  if (at < 0) return null;
  const isHere = (candidate: string) => present.has(candidate);
  return before.slice(at).find(isHere) ?? before.slice(0, at).findLast(isHere) ?? null;
}

/** Lets go of what is no longer in the list; the cursor moves on to what took its place. */
function keep(selection: ListSelection, ids: readonly string[], before: readonly string[]): ListSelection {
  const present = new Set(ids);
  const cursor = selection.cursor === null ? null : nearestKept(selection.cursor, before, present);
  const anchor = selection.anchor !== null && present.has(selection.anchor) ? selection.anchor : cursor;
  return { cursor, anchor, selected: new Set([...selection.selected].filter((id) => present.has(id))) };
}

/**
 * The selection after an act. `ids` are the samples of the list in their order, as far as they are loaded. Moving
 * stops at both ends; moving down into an unfinished last row stays where it is. Selecting all takes what is loaded.
 */
export function reduceSelection(selection: ListSelection, act: SelectionAct, ids: readonly string[]): ListSelection {
  switch (act.kind) {
    case 'pick':
      return pick(selection, ids, act.id, act.how);
    case 'move':
      return move(selection, ids, act.by, act.extend);
    case 'go': {
      const id = (act.to === 'first' ? ids[0] : ids.at(-1)) ?? null;
      return { ...selection, cursor: id, anchor: id };
    }
    case 'rest':
      return selection.cursor === act.id ? selection : { ...selection, cursor: act.id };
    case 'all':
      return { ...selection, selected: new Set(ids) };
    case 'return':
      return { ...selection, cursor: act.id, anchor: act.id };
    case 'release':
      return release(selection);
    case 'keep':
      return keep(selection, ids, act.before);
  }
}

/** What an act on the list means: the selection in the list's order, or else the sample under the cursor. */
export function targetsOf(selection: ListSelection, ids: readonly string[]): string[] {
  if (selection.selected.size > 0) return ids.filter((id) => selection.selected.has(id));
  return selection.cursor !== null && ids.includes(selection.cursor) ? [selection.cursor] : [];
}
