/** Which part of the map is on the screen: its middle, in the map's places from -1 to 1, y upwards; at zoom 1 all of it fits. */
export type MapView = { x: number; y: number; zoom: number };
/** The drawing surface, in CSS pixels. */
export type StageSize = { width: number; height: number };
/** A place on the screen, in CSS pixels from the upper left, or on the map. */
export type Place = { x: number; y: number };

export const WHOLE_MAP: MapView = { x: 0, y: 0, zoom: 1 };
/** Pixels around the map at zoom 1, where the tools stand. */
const MARGIN_PX = 56;
/** Float32 places stay apart by less than a pixel up to here. */
const ZOOM_RANGE = [0.5, 2_000] as const;
/** How far the middle may leave the map, so that nobody gets lost. */
const REACH = 1.1;

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** CSS pixels for one unit of the map. */
export function pixelsPerUnit({ width, height }: StageSize, zoom: number): number {
  return (zoom * Math.max(64, Math.min(width, height) - 2 * MARGIN_PX)) / 2;
}

/** The view with its middle and zoom inside what can be shown. */
export function boundView({ x, y, zoom }: MapView): MapView {
  return { x: clamp(x, -REACH, REACH), y: clamp(y, -REACH, REACH), zoom: clamp(zoom, ...ZOOM_RANGE) };
}

/** Where a place of the map lies on the screen. */
export function toScreen(view: MapView, size: StageSize, place: Place): Place {
  const scale = pixelsPerUnit(size, view.zoom);
  return { x: size.width / 2 + (place.x - view.x) * scale, y: size.height / 2 - (place.y - view.y) * scale };
}

/** Which place of the map lies at a place of the screen. */
export function toMap(view: MapView, size: StageSize, pixel: Place): Place {
  const scale = pixelsPerUnit(size, view.zoom);
  return { x: view.x + (pixel.x - size.width / 2) / scale, y: view.y - (pixel.y - size.height / 2) / scale };
}

/** The view after the map was pushed by so many pixels. */
export function panBy(view: MapView, size: StageSize, dxPx: number, dyPx: number): MapView {
  const scale = pixelsPerUnit(size, view.zoom);
  return boundView({ x: view.x - dxPx / scale, y: view.y + dyPx / scale, zoom: view.zoom });
}

/** The view `factor` times as near, with what lies at `pixel` staying there. */
export function zoomAt(view: MapView, size: StageSize, factor: number, pixel: Place): MapView {
  const held = toMap(view, size, pixel);
  const { zoom } = boundView({ ...view, zoom: view.zoom * factor });
  const scale = pixelsPerUnit(size, zoom);
  return boundView({
    x: held.x - (pixel.x - size.width / 2) / scale,
    y: held.y + (pixel.y - size.height / 2) / scale,
    zoom,
  });
}

/** The view in which the marked points fill the screen; the whole map where none is marked. */
export function viewOf(places: Float32Array, marks: Uint8Array, size: StageSize): MapView {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < marks.length; i++) {
    if (marks[i] === 0) continue;
    const x = places[2 * i] as number;
    const y = places[2 * i + 1] as number;
    left = Math.min(left, x);
    right = Math.max(right, x);
    low = Math.min(low, y);
    high = Math.max(high, y);
  }
  if (left > right) return WHOLE_MAP;
  const unit = pixelsPerUnit(size, 1);
  const across = Math.max(right - left, 1e-3) * unit;
  const up = Math.max(high - low, 1e-3) * unit;
  const zoom = 0.7 * Math.min(size.width / across, size.height / up);
  return boundView({ x: (left + right) / 2, y: (low + high) / 2, zoom: clamp(zoom, 1, 40) });
}

/**
 * The diameter of a point in CSS pixels: small where there are many for the room, growing slowly as one comes nearer.
 * @param count points on the whole map
 */
export function pointSizePx(size: StageSize, zoom: number, count: number): number {
  const room = Math.sqrt((size.width * size.height) / Math.max(1, count));
  return clamp(clamp(0.42 * room, 1.4, 4.6) * zoom ** 0.27, 1.4, 14);
}

/** A view as it stands in the address: "0.1234,-0.5,8". */
export function formatView({ x, y, zoom }: MapView): string {
  const digits = Math.max(2, Math.ceil(Math.log10(Math.max(1, zoom))) + 3);
  return [x.toFixed(digits), y.toFixed(digits), zoom.toPrecision(4)].map(Number).join(',');
}

/** The view in an address; null for anything else. */
export function parseView(text: string | null): MapView | null {
  const [x, y, zoom, ...rest] = (text ?? '').split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (x === undefined || y === undefined || zoom === undefined || rest.length > 0) return null;
  return [x, y, zoom].every(Number.isFinite) && zoom > 0 ? boundView({ x, y, zoom }) : null;
}
