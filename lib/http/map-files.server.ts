import { endianness } from 'node:os';
import { Readable } from 'node:stream';
import type { Coloured } from '@/lib/maps/colours.server';
import { streamMapFile } from '@/lib/maps/map-file.server';
import { mapSizeBytes } from '@/lib/maps/map-format';
import { encodeFurther } from '@/lib/maps/map-further';
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

/**
 * The colours of a map's points, 16 bits each, little-endian, as many as X-Point-Count says, and behind them the further
 * values (see `encodeFurther`); X-Revision says of which revision of the dataset.
 */
export function answerMapColours({ colours, further, revision }: Coloured): Response {
  const parts = [colours, encodeFurther(further)].map(({ buffer, byteOffset, byteLength }) => {
    const bytes = Buffer.from(buffer, byteOffset, byteLength);
    return endianness() === 'BE' ? Buffer.from(bytes).swap16() : bytes;
  });
  const headers = { 'X-Revision': String(revision), 'X-Point-Count': String(colours.length) };
  return new Response(Buffer.concat(parts), {
    headers: { 'Content-Type': mediaType, 'Cache-Control': 'private, no-store', ...headers },
  });
}
