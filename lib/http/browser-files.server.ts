import { createHash } from 'node:crypto';

/**
 * Answers with a file that never changes under its address, so that the browser keeps it for a year; what it has already
 * is not sent again.
 */
export function answerKept(file: { bytes: Uint8Array; mediaType: string }, request: Request): Response {
  const etag = `"${createHash('sha256').update(file.bytes).digest('hex')}"`;
  const headers = { ETag: etag, 'Cache-Control': 'private, max-age=31536000, immutable' };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  return new Response(new Uint8Array(file.bytes), {
    headers: { ...headers, 'Content-Type': file.mediaType, 'Content-Length': String(file.bytes.byteLength) },
  });
}
