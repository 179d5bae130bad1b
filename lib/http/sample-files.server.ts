import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { db } from '@/lib/db/client.server';
import { Unavailable } from '@/lib/errors';
import { serveDownload } from '@/lib/http/download.server';
import { baseName } from '@/lib/samples/intake/display-name';
import { getSampleFiles, getSampleText, openSample } from '@/lib/samples/repo.server';
import { blobFile, openBlob, readBlob } from '@/lib/storage/blobs.server';

const PNG_START = 0x89;

/** A re-encoded copy of a picture; it never changes, so a browser may keep it. Throws NotFound. */
export async function answerPicture(sampleId: string, which: 'thumb' | 'view', request: Request): Promise<Response> {
  await openSample(db(), sampleId);
  const files = await getSampleFiles(db(), sampleId);
  const hash = which === 'thumb' ? files.thumbHash : files.viewHash;
  const etag = `"${Buffer.from(hash).toString('hex')}"`;
  const headers = {
    ETag: etag,
    'Cache-Control': 'private, max-age=31536000, immutable',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  const bytes = await readCopy(hash);
  // Both kinds were written by the intake child; their first byte tells them apart without asking the database.
  const mediaType = bytes[0] === PNG_START ? 'image/png' : 'image/jpeg';
  return new Response(new Uint8Array(bytes), { headers: { ...headers, 'Content-Type': mediaType } });
}

async function readCopy(hash: Uint8Array): Promise<Buffer> {
  try {
    return await readBlob(hash);
  } catch (error) {
    throw missing(error);
  }
}

/** The payload as it was imported, as a download that no browser opens by itself. Throws NotFound. */
export async function answerOriginal(sampleId: string): Promise<Response> {
  const dataset = await openSample(db(), sampleId);
  if (dataset.modality === 'text') {
    const text = Buffer.from(await getSampleText(db(), sampleId), 'utf8');
    return serveDownload({
      fileName: `${sampleId}.txt`,
      mediaType: 'application/octet-stream',
      sizeBytes: text.length,
      stream: Readable.from([text]),
    });
  }
  const { originalHash, fileName } = await getSampleFiles(db(), sampleId);
  return serveFile(originalHash, baseName(fileName));
}

async function serveFile(hash: Uint8Array, fileName: string): Promise<Response> {
  try {
    const { size: sizeBytes } = await stat(blobFile(hash));
    return serveDownload({ fileName, mediaType: 'application/octet-stream', sizeBytes, stream: openBlob(hash) });
  } catch (error) {
    throw missing(error);
  }
}

function missing(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) return error;
  return new Unavailable(
    'The file of this sample is missing in the data directory. Restore the directory from a backup.',
  );
}
