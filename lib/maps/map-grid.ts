/** Points of a map by square cells, so that the one under a pointer is found without looking at all. */
export type MapGrid = {
  /** Cells along each side. */
  side: number;
  /** Where the points of each cell begin in `points`; one more than there are cells. */
  starts: Uint32Array;
  /** Indices of the points, cell by cell. */
  points: Uint32Array;
};

const POINTS_PER_CELL = 4;
const MOST_CELLS_ALONG = 1_024;

function cellAlong(value: number, side: number): number {
  return Math.min(side - 1, Math.max(0, Math.floor(((value + 1) / 2) * side)));
}

/** Sorts points into cells. @param places x and y of each, from -1 to 1 */
export function buildGrid(places: Float32Array): MapGrid {
  const count = places.length / 2;
  const side = Math.min(MOST_CELLS_ALONG, Math.max(1, Math.ceil(Math.sqrt(count / POINTS_PER_CELL))));
  const starts = new Uint32Array(side * side + 1);
  const cells = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const cell = cellAlong(places[2 * i + 1] as number, side) * side + cellAlong(places[2 * i] as number, side);
    cells[i] = cell;
    starts[cell + 1] = (starts[cell + 1] as number) + 1;
  }
  for (let cell = 0; cell < side * side; cell++) {
    starts[cell + 1] = (starts[cell + 1] as number) + (starts[cell] as number);
  }
  const next = starts.slice(0, -1);
  const points = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const cell = cells[i] as number;
    const at = next[cell] as number;
    points[at] = i;
    next[cell] = at + 1;
  }
  return { side, starts, points };
}

type Wanted = {
  x: number;
  y: number;
  /** In the map's units. */
  radius: number;
  /** Points that can be met; hidden ones cannot. */
  isMet: (point: number) => boolean;
};

/** The point nearest to a place, no further than `radius` from it; null where there is none. */
export function findNearest(grid: MapGrid, places: Float32Array, { x, y, radius, isMet }: Wanted): number | null {
  const { side, starts, points } = grid;
  const [left, right] = [cellAlong(x - radius, side), cellAlong(x + radius, side)];
  let nearest: number | null = null;
  let least = radius * radius;
  for (let row = cellAlong(y - radius, side); row <= cellAlong(y + radius, side); row++) {
    const from = starts[row * side + left] as number;
    const end = starts[row * side + right + 1] as number;
    for (let at = from; at < end; at++) {
      const point = points[at] as number;
      const square = ((places[2 * point] as number) - x) ** 2 + ((places[2 * point + 1] as number) - y) ** 2;
      if (square > least || !isMet(point)) continue;
      least = square;
      nearest = point;
    }
  }
  return nearest;
}
