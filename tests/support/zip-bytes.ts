import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of a zip that may say anything about itself. */
export type ZipPart = {
  name: string | Buffer;
  bytes: Buffer;
  /** Unix mode, e.g. 0o120777 for a link. */
  mode?: number;
  flags?: number;
  method?: number;
  /** What the directory claims instead of the truth. */
  claimedBytes?: number;
  claimedCrc?: number;
  /** Points to the data of the entry before. */
  sharesData?: boolean;
};

/** A zip archive written byte by byte, because no library writes broken ones. */
export function zipBytes(parts: readonly ZipPart[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  let shared = 0;
  for (const part of parts) {
    const header = toHeader(part);
    if (part.sharesData !== true) {
      shared = offset;
      const local = localHeader(header);
      files.push(local, header.data);
      offset += local.length + header.data.length;
    }
    directory.push(directoryEntry(header, shared));
  }
  const list = Buffer.concat(directory);
  return Buffer.concat([...files, list, endRecord(parts.length, list.length, offset)]);
}

type Header = {
  name: Buffer;
  data: Buffer;
  flags: number;
  method: number;
  crc: number;
  sizeBytes: number;
  mode: number;
};

function toHeader(part: ZipPart): Header {
  const method = part.method ?? 8;
  return {
    name: typeof part.name === 'string' ? Buffer.from(part.name) : part.name,
    data: method === 8 ? deflateRawSync(part.bytes) : part.bytes,
    flags: part.flags ?? 0x0800,
    method,
    crc: part.claimedCrc ?? crc32(part.bytes),
    sizeBytes: part.claimedBytes ?? part.bytes.length,
    mode: part.mode ?? 0o100644,
  };
}

function common({ flags, method, crc, data, sizeBytes, name }: Header): Buffer {
  const buffer = Buffer.alloc(26);
  buffer.writeUInt16LE(20, 0);
  buffer.writeUInt16LE(flags, 2);
  buffer.writeUInt16LE(method, 4);
  buffer.writeUInt16LE(0, 6);
  buffer.writeUInt16LE(0x5421, 8);
  buffer.writeUInt32LE(crc, 10);
  buffer.writeUInt32LE(data.length, 14);
  buffer.writeUInt32LE(sizeBytes, 18);
  buffer.writeUInt16LE(name.length, 22);
  return buffer;
}

function localHeader(header: Header): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04'), common(header), header.name]);
}

function directoryEntry(header: Header, offset: number): Buffer {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE((header.mode * 0x10000) >>> 0, 6);
  rest.writeUInt32LE(offset, 10);
  const madeByUnix = Buffer.from([0x14, 0x03]);
  return Buffer.concat([Buffer.from('PK\x01\x02'), madeByUnix, common(header), rest, header.name]);
}

function endRecord(count: number, sizeBytes: number, offset: number): Buffer {
  const buffer = Buffer.alloc(22);
  buffer.write('PK\x05\x06', 'latin1');
  buffer.writeUInt16LE(count, 8);
  buffer.writeUInt16LE(count, 10);
  buffer.writeUInt32LE(sizeBytes, 12);
  buffer.writeUInt32LE(offset, 16);
  return buffer;
}
