// Vectors are kept as float32 little-endian, whatever the machine's own order is.

/** Bytes of float32 little-endian as numbers. */
export function decodeVectors(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(bytes.byteLength / 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(4 * i, true);
  return values;
}

/** Numbers as float32 little-endian. */
export function encodeVectors(values: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i] as number, true);
  return bytes;
}
