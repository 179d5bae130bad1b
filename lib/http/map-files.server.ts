import { endianness } from 'node:os';
import { Readable } from 'node:stream';
import type { Coloured } from '@/lib/maps/colours.server';
import { streamMapFile } from '@/lib/maps/map-file.server';
import { mapSizeBytes } from '@/lib/maps/map-format';
import type { KeptMap } from '@/lib/maps/repo.server';

const mediaType = 'application/octet-stream';

/** The points of a map, streamed from its file; they never change under its id, so a browser may keep them. */
export async function answerMapPoints(map: KeptMap, request: Request): Promise<Response> {
  const etag = `"${map.key}"`;
  const headers = { ETag: etag, 'Cache-Control': 'private, max-age=31536000, immutable' };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  const stream = Readable.toWeb(await streamMapFile(map)) as ReadableStream<Uint8Array>;
  const sizeBytes = String(mapSizeBytes(map.sampleCount));
  return new Response(stream, { headers: { ...headers, 'Content-Type': mediaType, 'Content-Length': sizeBytes } });
}

/** The colours of a map's points, 16 bits each, little-endian; X-Revision says of which revision of the dataset. */
export function answerMapColours({ colours, revision }: Coloured): Response {
  const bytes = Buffer.from(colours.buffer, colours.byteOffset, colours.byteLength);
  const body = endianness() === 'BE' ? Buffer.from(bytes).swap16() : bytes;
  return new Response(new Uint8Array(body), {
    headers: { 'Content-Type': mediaType, 'Cache-Control': 'private, no-store', 'X-Revision': String(revision) },
  });
}
