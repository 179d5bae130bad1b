/** What the order of classes needs of one. */
export type Placed = { id: string; parentId: string | null; position: number; isLive: boolean };

/** The classes that live, in their order, the ones below a class right after it: depth first, siblings by position. */
export function orderTree<T extends Placed>(rows: readonly T[]): T[] {
  const live = rows.filter((row) => row.isLive).toSorted((a, b) => a.position - b.position);
  const ids = new Set(live.map((row) => row.id));
  const below = new Map<string | null, T[]>();
  for (const row of live) {
    const parentId = row.parentId !== null && ids.has(row.parentId) ? row.parentId : null;
    below.set(parentId, [...(below.get(parentId) ?? []), row]);
  }
  const ordered: T[] = [];
  const walk = (parentId: string | null) => {
    for (const row of below.get(parentId) ?? []) {
      ordered.push(row);
      walk(row.id);
    }
  };
  walk(null);
  return ordered;
}

/** The ids of a class and of all classes below it. */
export function subtreeOf(rows: readonly Pick<Placed, 'id' | 'parentId'>[], id: string): Set<string> {
  const found = new Set([id]);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const row of rows) if (row.parentId !== null && found.has(row.parentId)) found.add(row.id);
  }
  return found;
}

/** The place of a class in the list, counted without the classes below it; −1 for one that is not listed. */
export function placeOf(rows: readonly Placed[], id: string): number {
  const below = subtreeOf(rows, id);
  return orderTree(rows)
    .filter((row) => row.id === id || !below.has(row.id))
    .findIndex((row) => row.id === id);
}

/** Gives every class its position in the tree's order, after one was moved to a place as `placeOf` counts them. */
export function layOut<T extends Placed>(rows: readonly T[], moved?: { id: string; position: number }): T[] {
  const ordered = orderTree(rows);
  if (moved !== undefined) {
    const below = subtreeOf(rows, moved.id);
    const own = ordered.filter((row) => below.has(row.id));
    const rest = ordered.filter((row) => !below.has(row.id));
    rest.splice(moved.position, 0, ...own);
    ordered.splice(0, ordered.length, ...rest);
  }
  const positions = new Map(ordered.map((row, index) => [row.id, index]));
  const settled = orderTree(rows.map((row) => ({ ...row, position: positions.get(row.id) ?? row.position })));
  const places = new Map(settled.map((row, index) => [row.id, index]));
  return rows.map((row) => ({ ...row, position: places.get(row.id) ?? row.position }));
}

/** How deep each class stands: 0 for one without a parent. */
export function depthsOf(classes: readonly { id: string; parentId: string | null }[]): Map<string, number> {
  const byId = new Map(classes.map((one) => [one.id, one]));
  const depths = new Map<string, number>();
  const depthOf = (id: string): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    const parentId = byId.get(id)?.parentId ?? null;
    const depth = parentId === null || !byId.has(parentId) ? 0 : depthOf(parentId) + 1;
    depths.set(id, depth);
    return depth;
  };
  for (const { id } of classes) depthOf(id);
  return depths;
}

/** Labels of each class with those of all classes below it. */
export function rollUpCounts(
  classes: readonly { id: string; parentId: string | null; labelCount: number }[],
): Map<string, number> {
  const byId = new Map(classes.map((one) => [one.id, one]));
  const totals = new Map(classes.map((one) => [one.id, 0]));
  for (const { id, labelCount } of classes) {
    for (let at: string | null = id; at !== null; at = byId.get(at)?.parentId ?? null) {
      if (byId.has(at)) totals.set(at, (totals.get(at) ?? 0) + labelCount);
    }
  }
  return totals;
}
