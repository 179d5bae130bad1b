import type { Place } from '@/lib/maps/map-view';

type Edge = { x0: number; y0: number; slope: number; low: number; high: number };
type Bands = { least: number; most: number; perUnit: number; edges: Edge[][] };

/** Bands of the polygon's height; each knows the edges that cross it, so that a point looks at a few of them only. */
const BAND_COUNT = 1_024;

/** The edges of a polygon, without level ones: no point has them to its right. */
function edgesOf(polygon: readonly Place[]): Edge[] {
  return polygon.flatMap((from, i) => {
    const to = polygon[(i + 1) % polygon.length] ?? from;
    if (from.y === to.y) return [];
    const rise = (to.x - from.x) / (to.y - from.y);
    // Past what a number can hold, the edge has no height to lean over.
    const slope = Number.isFinite(rise) ? rise : 0;
    return [{ x0: from.x, y0: from.y, slope, low: Math.min(from.y, to.y), high: Math.max(from.y, to.y) }];
  });
}

function bandsOf(edges: readonly Edge[]): Bands {
  const least = edges.reduce((y, edge) => Math.min(y, edge.low), Infinity);
  const most = edges.reduce((y, edge) => Math.max(y, edge.high), -Infinity);
  const bandsPerUnit = BAND_COUNT / (most - least);
  // A polygon can be so flat that no number says how many of it would make one unit: it is one band.
  const perUnit = Number.isFinite(bandsPerUnit) ? bandsPerUnit : 0;
  const bands: Bands = { least, most, perUnit, edges: Array.from({ length: BAND_COUNT + 1 }, () => []) };
  for (const edge of edges) {
    const last = Math.floor((edge.high - least) * perUnit);
    for (let band = Math.floor((edge.low - least) * perUnit); band <= last; band++) bands.edges[band]?.push(edge);
  }
  return bands;
}

/** Even-odd: inside when an odd number of edges lie to the right. An edge holds its lower end and not its upper one. */
function isInside(bands: Bands, x: number, y: number): boolean {
  const edges = bands.edges[Math.floor((y - bands.least) * bands.perUnit)] ?? [];
  let odd = false;
  for (const edge of edges) {
    if (y >= edge.low && y < edge.high && x < edge.x0 + (y - edge.y0) * edge.slope) odd = !odd;
  }
  return odd;
}

/**
 * Marks the points inside a polygon by the even-odd rule: a loop that crosses itself has a hole where it covers itself
 * twice. On an edge, points count as inside on the left and the lower one only, so that two neighbouring rectangles share
 * none.
 * @param places x and y of each point
 * @param polygon its corners in order; the last is joined to the first
 * @returns one byte a point, 1 inside
 */
export function markInside(places: Float32Array, polygon: readonly Place[]): Uint8Array<ArrayBuffer> {
  const marks = new Uint8Array(places.length / 2);
  const edges = edgesOf(polygon);
  if (edges.length === 0) return marks;
  const bands = bandsOf(edges);
  const left = polygon.reduce((x, corner) => Math.min(x, corner.x), Infinity);
  const right = polygon.reduce((x, corner) => Math.max(x, corner.x), -Infinity);
  for (let i = 0; i < marks.length; i++) {
    const x = places[2 * i] as number;
    const y = places[2 * i + 1] as number;
    if (x < left || x > right || y < bands.least || y >= bands.most) continue;
    if (isInside(bands, x, y)) marks[i] = 1;
  }
  return marks;
}

/** The corners of a rectangle between two of its opposite ones. */
export function rectangleBetween(one: Place, other: Place): Place[] {
  return [one, { x: other.x, y: one.y }, other, { x: one.x, y: other.y }];
}
