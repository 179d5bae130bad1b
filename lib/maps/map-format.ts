// The file of a map, little-endian: a header of 16 bytes (four letters, the number of points, two unused words), then 16
// bytes of id for each point, ids ascending, then x and y of each as float32, from -1 to 1, y upwards.

const letters = [0x53, 0x48, 0x4d, 0x31];
/** Bytes before the first id. */
export const mapHeaderBytes = 16;
const idBytes = 16;
const placeBytes = 8;

/** The first bytes of a map of so many points. */
export function encodeMapHeader(count: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(mapHeaderBytes);
  bytes.set(letters);
  new DataView(bytes.buffer).setUint32(4, count, true);
  return bytes;
}

/** The bytes of a whole map. */
export function mapSizeBytes(count: number): number {
  return mapHeaderBytes + count * (idBytes + placeBytes);
}

/** Where the places begin. */
export function placesStartBytes(count: number): number {
  return mapHeaderBytes + count * idBytes;
}

/** The points of a map, on the bytes given: nothing is copied. */
export type MapPoints = {
  readonly count: number;
  /** 16 bytes a point. */
  readonly ids: Uint8Array;
  /** x and y of each point. */
  readonly places: Float32Array;
};

/** Reads a map. Throws a RangeError when the bytes are not one, or were cut off. */
export function decodeMap(buffer: ArrayBuffer): MapPoints {
  if (buffer.byteLength < mapHeaderBytes || letters.some((letter, i) => new Uint8Array(buffer)[i] !== letter)) {
    throw new RangeError('These bytes are not a map: they begin with other letters than SHM1.');
  }
  const count = new DataView(buffer).getUint32(4, true);
  if (buffer.byteLength !== mapSizeBytes(count)) {
    throw new RangeError(`A map of ${count} points has ${mapSizeBytes(count)} bytes, not ${buffer.byteLength}.`);
  }
  return {
    count,
    ids: new Uint8Array(buffer, mapHeaderBytes, count * idBytes),
    places: new Float32Array(buffer, placesStartBytes(count), 2 * count),
  };
}
