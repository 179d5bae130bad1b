/** Measures of the spine's drawing, in CSS pixels: the shape stands on the right edge and grows to the left with distance. */
export const SPINE = { widthPx: 60, edgePx: 54, topPx: 22, bottomPx: 22, thinnestPx: 8, widestPx: 46 } as const;

const POINT_LIMIT = 120;

/** The share of the spine's height at which a rank begins: 0 at the core's end, 1 behind the last member. */
export function shareOfRank(rank: number, size: number): number {
  return size <= 0 ? 0 : Math.max(0, Math.min(1, rank / size));
}

/** Vertical place of a rank on a spine of this height, in CSS pixels. */
export function placeOfRank(rank: number, size: number, heightPx: number): number {
  return SPINE.topPx + shareOfRank(rank, size) * Math.max(0, heightPx - SPINE.topPx - SPINE.bottomPx);
}

/** The rank at a vertical place, 0 to `size`; the inverse of `placeOfRank`. */
export function rankAtPlace(yPx: number, size: number, heightPx: number): number {
  const spanPx = heightPx - SPINE.topPx - SPINE.bottomPx;
  if (spanPx <= 0) return 0;
  return Math.max(0, Math.min(size, Math.round(((yPx - SPINE.topPx) / spanPx) * size)));
}

function widthAt(distances: readonly number[], rank: number): number {
  const nearest = distances[0] ?? 0;
  const farthest = distances.at(-1) ?? nearest;
  const range = farthest - nearest;
  const share = range > 0 ? ((distances[rank] ?? farthest) - nearest) / range : 0;
  return SPINE.thinnestPx + share * (SPINE.widestPx - SPINE.thinnestPx);
}

/**
 * The SVG path of the members `from` (in) to `to` (out): height follows the rank, width the distance from the centre,
 * scaled between the nearest and the farthest member. At most 120 points, whatever the size. Empty when nothing is in it.
 * @param distances ascending, one per rank
 */
export function drawSpine(distances: readonly number[], from: number, to: number, heightPx: number): string {
  const size = distances.length;
  if (to <= from || size === 0) return '';
  const steps = Math.min(to - from, POINT_LIMIT);
  const points = Array.from({ length: steps + 1 }, (_, step) => {
    const rank = Math.round(from + ((to - from) * step) / steps);
    const x = SPINE.edgePx - widthAt(distances, Math.min(rank, size - 1));
    return `${x.toFixed(1)} ${placeOfRank(rank, size, heightPx).toFixed(1)}`;
  });
  const top = placeOfRank(from, size, heightPx).toFixed(1);
  const bottom = placeOfRank(to, size, heightPx).toFixed(1);
  return `M${SPINE.edgePx} ${top}L${points.join('L')}L${SPINE.edgePx} ${bottom}Z`;
}
