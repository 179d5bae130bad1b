import { Unavailable } from '@/lib/errors';
import { hasBlob, openBlob } from '@/lib/storage/blobs.server';
import { parseManifestRow } from '@/lib/versions/manifest';
import type { ManifestRow } from '@/lib/versions/version';

/**
 * The rows of a manifest, one at a time in ascending order of sample id. Throws Unavailable when its file is missing.
 */
export async function* readManifest(hash: Uint8Array<ArrayBuffer>): AsyncGenerator<ManifestRow> {
  if (!(await hasBlob(hash))) {
    throw new Unavailable(
      'The file of this version is missing in the data directory. Bring the directory back and try again.',
    );
  }
  for await (const line of splitLines(openBlob(hash))) yield parseManifestRow(line);
}

/**
 * The lines of a stream of UTF-8. Only LF ends a line: Node's readline would also cut at U+2028, which stands unescaped
 * in the JSON of a text.
 */
async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
