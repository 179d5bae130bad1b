import { encodeMapHeader, mapHeaderBytes, mapSizeBytes, placesStartBytes } from '@/lib/maps/map-format';
import { createRandom } from '@/lib/math/random';

/** The bytes of a map, as GET /api/maps/:mapId/points answers. @param places x and y of each sample */
export function makeMapBytes(sampleIds: readonly string[], places: Float32Array): ArrayBuffer {
  const bytes = new Uint8Array(mapSizeBytes(sampleIds.length));
  bytes.set(encodeMapHeader(sampleIds.length));
  for (const [i, id] of sampleIds.entries()) {
    bytes.set(Buffer.from(id.replaceAll('-', ''), 'hex'), mapHeaderBytes + 16 * i);
  }
  bytes.set(new Uint8Array(places.buffer, places.byteOffset, places.byteLength), placesStartBytes(sampleIds.length));
  return bytes.buffer;
}

/** Places as a layout has them: dense islands of very different size. The same arguments give the same places. */
export function scatterPlaces(
  count: number,
  islandCount: number,
  seed: number,
): { places: Float32Array; islands: Uint16Array } {
  const random = createRandom(seed);
  const normal = () => random() + random() + random() - 1.5;
  const middles = Array.from({ length: islandCount }, () => ({
    x: random() * 1.6 - 0.8,
    y: random() * 1.6 - 0.8,
    spread: 0.02 + 0.1 * random(),
  }));
  const islands = Uint16Array.from({ length: count }, () => Math.floor(islandCount * random() ** 2));
  const places = new Float32Array(2 * count);
  for (const [i, island] of islands.entries()) {
    const { x, y, spread } = middles[island] ?? { x: 0, y: 0, spread: 1 };
    places[2 * i] = Math.max(-1, Math.min(1, x + spread * normal()));
    places[2 * i + 1] = Math.max(-1, Math.min(1, y + spread * normal()));
  }
  return { places, islands };
}
