/** A .npy file written byte by byte: the header as given, then the data. */
export function npyBytes(header: string, data: Buffer, version: 1 | 2 | 3 = 1): Buffer {
  const prefixBytes = version === 1 ? 10 : 12;
  const space = (64 - ((prefixBytes + header.length + 1) % 64)) % 64;
  const text = Buffer.from(`${header}${' '.repeat(space)}\n`, 'latin1');
  const prefix = Buffer.alloc(prefixBytes);
  prefix.write('\x93NUMPY', 'latin1');
  prefix[6] = version;
  if (version === 1) prefix.writeUInt16LE(text.length, 8);
  else prefix.writeUInt32LE(text.length, 8);
  return Buffer.concat([prefix, text, data]);
}

/** The header that numpy writes. */
export function npyHeader(descr: string, shape: readonly number[], isFortranOrder = false): string {
  const lengths = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  return `{'descr': '${descr}', 'fortran_order': ${isFortranOrder ? 'True' : 'False'}, 'shape': (${lengths}), }`;
}

/** Rows of numbers as a .npy of float32, as `np.save` writes them. */
export function npyOfFloats(rows: readonly (readonly number[])[]): Buffer {
  const data = Buffer.from(Float32Array.from(rows.flat()).buffer);
  return npyBytes(npyHeader('<f4', [rows.length, rows[0]?.length ?? 0]), data);
}

/** Texts as a .npy of unicode strings of one length, as `np.save(file, np.array(ids))` writes them. */
export function npyOfTexts(ids: readonly string[]): Buffer {
  const length = Math.max(1, ...ids.map((id) => [...id].length));
  const data = Buffer.alloc(4 * length * ids.length);
  for (const [row, id] of ids.entries()) {
    for (const [i, character] of [...id].entries()) {
      data.writeUInt32LE(character.codePointAt(0) ?? 0, 4 * (row * length + i));
    }
  }
  return npyBytes(npyHeader(`<U${length}`, [ids.length]), data);
}
