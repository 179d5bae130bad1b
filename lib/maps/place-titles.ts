/** Where the title of a group stands, and how many points it has. */
export type TitlePlace = { readonly x: number; readonly y: number; readonly count: number };

/**
 * The place of each group's title: of its points the one nearest to the middle one by x and the middle one by y, so that
 * a title always stands on a point, and on the larger part of a group that lies in several. `groups[i]` is the group of
 * point i, from 1 on; others are left out. Place g stands at g; groups without points have none.
 */
export function placeTitles(places: Float32Array, groups: Uint16Array, groupCount: number): (TitlePlace | null)[] {
  const starts = startsOf(groups, groupCount);
  const points = sortPoints(groups, groupCount, starts);
  return Array.from({ length: groupCount + 1 }, (_, group) => {
    const own = group === 0 ? points.subarray(0, 0) : points.subarray(starts[group], starts[group + 1]);
    return own.length === 0 ? null : placeOf(places, own);
  });
}

function startsOf(groups: Uint16Array, groupCount: number): Uint32Array {
  const starts = new Uint32Array(groupCount + 2);
  for (const group of groups) {
    if (group >= 1 && group <= groupCount) starts[group + 1] = (starts[group + 1] as number) + 1;
  }
  for (let group = 0; group <= groupCount; group++) {
    starts[group + 1] = (starts[group + 1] as number) + (starts[group] as number);
  }
  return starts;
}

/** The points of group 1, then those of group 2 and so on. */
function sortPoints(groups: Uint16Array, groupCount: number, starts: Uint32Array): Uint32Array {
  const next = starts.slice();
  const points = new Uint32Array(starts[groupCount + 1] as number);
  groups.forEach((group, point) => {
    if (group < 1 || group > groupCount) return;
    points[next[group] as number] = point;
    next[group] = (next[group] as number) + 1;
  });
  return points;
}

function placeOf(places: Float32Array, points: Uint32Array): TitlePlace {
  const [middleX, middleY] = [middleOf(places, points, 0), middleOf(places, points, 1)];
  let [nearest, least] = [points[0] as number, Number.POSITIVE_INFINITY];
  for (const point of points) {
    const square = ((places[2 * point] as number) - middleX) ** 2 + ((places[2 * point + 1] as number) - middleY) ** 2;
    if (square < least) [nearest, least] = [point, square];
  }
  return { x: places[2 * nearest] as number, y: places[2 * nearest + 1] as number, count: points.length };
}

function middleOf(places: Float32Array, points: Uint32Array, axis: 0 | 1): number {
  const values = Float32Array.from(points, (point) => places[2 * point + axis] as number).sort();
  return values[Math.floor((values.length - 1) / 2)] as number;
}
