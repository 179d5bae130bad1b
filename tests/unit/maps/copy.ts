/** A binary COPY of (uuid, smallint) as Postgres sends it. */
export function encodeCopy(rows: readonly { id: number; value: number }[]): Buffer {
  const head = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
  const encoded = rows.map(({ id, value }) => {
    const row = Buffer.alloc(28);
    row.writeInt16BE(2, 0);
    row.writeInt32BE(16, 2);
    row.writeUInt32BE(id, 18);
    row.writeInt32BE(2, 22);
    row.writeInt16BE(value, 26);
    return row;
  });
  return Buffer.concat([head, ...encoded, Buffer.from([0xff, 0xff])]);
}

/** The ids of points as a map holds them. */
export function idsOf(points: readonly number[]): Uint8Array {
  const ids = Buffer.alloc(16 * points.length);
  for (const [i, id] of points.entries()) ids.writeUInt32BE(id, 16 * i + 12);
  return ids;
}
