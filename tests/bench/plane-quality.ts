import { createRandom, pickIndices } from '@/lib/math/random';
import { dotRows, type Rows } from '@/lib/math/vectors';

const neighbourCount = 15;

/** Points of the plane in square cells of some points each, for the nearest ones of a point. */
class Grid {
  private readonly side: number;
  private readonly starts: Uint32Array;
  private readonly order: Uint32Array;
  private readonly least: readonly [number, number];
  private readonly cell: number;

  constructor(private readonly places: Float32Array) {
    const count = places.length / 2;
    const x = places.filter((_, at) => at % 2 === 0).toSorted();
    const y = places.filter((_, at) => at % 2 === 1).toSorted();
    const width = Math.max((x.at(-1) ?? 0) - (x[0] ?? 0), (y.at(-1) ?? 0) - (y[0] ?? 0), 1e-9);
    this.least = [x[0] ?? 0, y[0] ?? 0];
    this.side = Math.max(1, Math.ceil(Math.sqrt(count / 2)));
    this.cell = (width * 1.000001) / this.side;
    this.starts = new Uint32Array(this.side ** 2 + 1);
    for (let point = 0; point < count; point++) {
      const at = this.cellOf(point) + 1;
      this.starts[at] = (this.starts[at] as number) + 1;
    }
    for (let at = 0; at < this.side ** 2; at++) {
      this.starts[at + 1] = (this.starts[at + 1] as number) + (this.starts[at] as number);
    }
    const next = this.starts.slice();
    this.order = new Uint32Array(count);
    for (let point = 0; point < count; point++) {
      const at = this.cellOf(point);
      this.order[next[at] as number] = point;
      next[at] = (next[at] as number) + 1;
    }
  }

  /** The k nearest other points, nearest first. */
  nearest(point: number, k: number): number[] {
    const found: { other: number; distance: number }[] = [];
    for (let ring = 0; ring <= this.side; ring++) {
      // What lies in a later ring is at least this far away.
      if (found.length >= k && (found[k - 1]?.distance ?? 0) <= Math.max(0, ring - 1) * this.cell) break;
      this.visitRing(point, ring, (other) => {
        if (other !== point) found.push({ other, distance: this.distance(point, other) });
      });
      found.sort((a, b) => a.distance - b.distance || a.other - b.other);
      found.length = Math.min(found.length, k);
    }
    return found.map(({ other }) => other);
  }

  private distance(a: number, b: number): number {
    const [x, y] = [0, 1].map((axis) => (this.places[2 * a + axis] as number) - (this.places[2 * b + axis] as number));
    return Math.hypot(x as number, y as number);
  }

  private column(point: number, axis: 0 | 1): number {
    const at = Math.floor(((this.places[2 * point + axis] as number) - this.least[axis]) / this.cell);
    return Math.max(0, Math.min(this.side - 1, at));
  }

  private cellOf(point: number): number {
    return this.column(point, 1) * this.side + this.column(point, 0);
  }

  private visitRing(point: number, ring: number, visit: (other: number) => void): void {
    const [column, row] = [this.column(point, 0), this.column(point, 1)];
    for (let y = Math.max(0, row - ring); y <= Math.min(this.side - 1, row + ring); y++) {
      const isEdge = Math.abs(y - row) === ring;
      const step = isEdge || ring === 0 ? 1 : 2 * ring;
      for (let x = column - ring; x <= column + ring; x += step) {
        if (x < 0 || x >= this.side) continue;
        const cell = y * this.side + x;
        for (let at = this.starts[cell] as number; at < (this.starts[cell + 1] as number); at++) {
          visit(this.order[at] as number);
        }
      }
    }
  }
}

/** Share of points (of a seeded pick) whose 15 nearest in the plane are mostly of their group. */
export function measureAccuracy(places: Float32Array, groups: ArrayLike<number>, pickCount: number): number {
  const grid = new Grid(places);
  const picked = pickIndices(createRandom(7), places.length / 2, pickCount);
  const right = picked.filter((point) => {
    const votes = new Map<number, number>();
    for (const other of grid.nearest(point, neighbourCount)) {
      votes.set(groups[other] as number, (votes.get(groups[other] as number) ?? 0) + 1);
    }
    const [winner] = [...votes].sort((a, b) => b[1] - a[1]);
    return winner?.[0] === groups[point];
  });
  return right.length / picked.length;
}

/**
 * Trustworthiness with k = 15 (Venna & Kaski 2001) of a seeded pick of points: 1 less the ranks by which the neighbours in
 * the plane pass the k-th by cosine, in proportion to the worst that can be. `unit` holds unit rows.
 */
export function measureTrust(unit: Rows, places: Float32Array, pickCount: number): number {
  const grid = new Grid(places);
  const { rowCount } = unit;
  const picked = pickIndices(createRandom(11), rowCount, pickCount);
  let excess = 0;
  for (const point of picked) {
    const cosines = Float64Array.from({ length: rowCount }, (_, other) => dotRows(unit, point, unit, other));
    cosines[point] = Number.NEGATIVE_INFINITY;
    for (const other of grid.nearest(point, neighbourCount)) {
      const own = cosines[other] as number;
      const rank = 1 + cosines.reduce((count, cosine) => count + (cosine > own ? 1 : 0), 0);
      excess += Math.max(0, rank - neighbourCount);
    }
  }
  const worst = (picked.length * neighbourCount * (2 * rowCount - 3 * neighbourCount - 1)) / 2;
  return 1 - excess / worst;
}
