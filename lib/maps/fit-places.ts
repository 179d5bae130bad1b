/**
 * Scales places, in place, so that they fill the square from −1 to 1: about the middle of their box, x and y alike, so
 * that distances keep their proportions. A single point, or many at one place, go to the middle.
 */
export function fitPlaces(places: Float32Array): Float32Array {
  const box = [axisOf(places, 0), axisOf(places, 1)] as const;
  const half = Math.max(...box.map(({ least, most }) => (most - least) / 2));
  const scale = half > 0 ? 1 / half : 0;
  for (let at = 0; at < places.length; at++) {
    const { least, most } = box[(at & 1) as 0 | 1];
    const value = ((places[at] as number) - (least + most) / 2) * scale;
    places[at] = Math.max(-1, Math.min(1, value));
  }
  return places;
}

function axisOf(places: Float32Array, axis: 0 | 1): { least: number; most: number } {
  if (places.length === 0) return { least: 0, most: 0 };
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = axis; at < places.length; at += 2) {
    least = Math.min(least, places[at] as number);
    most = Math.max(most, places[at] as number);
  }
  return { least, most };
}
