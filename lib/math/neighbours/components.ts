/** Sets of rows that grow together (union–find with path halving, Tarjan & van Leeuwen 1984). */
export class Components {
  private readonly parents: Int32Array;

  constructor(private readonly rowCount: number) {
    this.parents = Int32Array.from({ length: rowCount }, (_, row) => row);
  }

  /** The smallest row of the set that a row is in. */
  rootOf(row: number): number {
    const { parents } = this;
    let at = row;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at] as number] as number;
      at = parents[at] as number;
    }
    return at;
  }

  join(a: number, b: number): void {
    const [rootA, rootB] = [this.rootOf(a), this.rootOf(b)];
    this.parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  }

  /** The sets of two rows or more: the largest first, of equal sizes the one with the smallest row; rows ascend. */
  groups(): number[][] {
    const byRoot = new Map<number, number[]>();
    for (let row = 0; row < this.rowCount; row++) {
      const root = this.rootOf(row);
      const group = byRoot.get(root);
      if (group === undefined) byRoot.set(root, [row]);
      else group.push(row);
    }
    const groups = [...byRoot.values()].filter((group) => group.length > 1);
    return groups.sort((a, b) => b.length - a.length || (a[0] as number) - (b[0] as number));
  }
}
