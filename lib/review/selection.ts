/** How a pointer picks: alone, one more or less, or everything from the anchor on. */
export type PickHow = 'only' | 'toggle' | 'range';

export type Picked = { selection: ReadonlySet<number>; cursor: number; anchor: number };

/** The visible ranks from one to the other, both in, in the order of the page. */
export function ranksBetween(visible: readonly number[], one: number, other: number): number[] {
  const from = Math.min(one, other);
  const to = Math.max(one, other);
  return visible.filter((rank) => rank >= from && rank <= to);
}

/** The selection after a rank was picked. A range replaces what was selected and keeps its anchor. */
export function pickRank(before: Picked, visible: readonly number[], rank: number, how: PickHow): Picked {
  if (how === 'only') return { selection: new Set([rank]), cursor: rank, anchor: rank };
  if (how === 'range') {
    const anchor = before.anchor < 0 ? rank : before.anchor;
    return { selection: new Set(ranksBetween(visible, anchor, rank)), cursor: rank, anchor };
  }
  const selection = new Set(before.selection);
  if (!selection.delete(rank)) selection.add(rank);
  return { selection, cursor: rank, anchor: rank };
}

export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

/**
 * The rank one step away. Rows hold `columnCount` members and break at the boundary, so up and down follow the rows as
 * they are drawn: `rows` lists the visible ranks row by row. At an edge the cursor stays.
 */
export function stepFrom(rows: readonly (readonly number[])[], cursor: number, direction: Direction): number {
  const ranks = rows.flat();
  const at = ranks.indexOf(cursor);
  if (direction === 'first' || at < 0) return ranks[0] ?? -1;
  if (direction === 'last') return ranks.at(-1) ?? -1;
  if (direction === 'left' || direction === 'right') return ranks[at + (direction === 'left' ? -1 : 1)] ?? cursor;
  const rowIndex = rows.findIndex((row) => row.includes(cursor));
  const row = rows[rowIndex + (direction === 'up' ? -1 : 1)];
  const column = rows[rowIndex]?.indexOf(cursor) ?? 0;
  if (row === undefined) return direction === 'up' ? cursor : (ranks.at(-1) ?? cursor);
  return row[Math.min(column, row.length - 1)] ?? cursor;
}

/** Selected ranks after a rubber band: it replaces the selection, adds to it (⇧), or takes away from it (⌥). */
export function joinSelection(
  before: ReadonlySet<number>,
  caught: Iterable<number>,
  how: 'replace' | 'add' | 'remove',
): ReadonlySet<number> {
  if (how === 'replace') return new Set(caught);
  const selection = new Set(before);
  for (const rank of caught) {
    if (how === 'add') selection.add(rank);
    else selection.delete(rank);
  }
  return selection;
}
