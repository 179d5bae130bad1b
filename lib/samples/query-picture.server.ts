import { randomUUID } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { Invalid } from '@/lib/errors';
import { describeChildEnd } from '@/lib/samples/inspection.server';
import { ChildEnded, runChild } from '@/lib/samples/intake/child.server';
import { IMAGE_KINDS, recognizeBytes } from '@/lib/samples/intake/file-kind';
import { readHead } from '@/lib/samples/intake/open-table.server';
import { clearOutDir, outDir, removeStaging, stagedFile, stageFile } from '@/lib/samples/staging.server';

/** The largest picture that a search takes. */
const LIMIT_BYTES = 32 * 1024 * 1024;

const POSITION = 1;
const HEAD_BYTES = 512;

/**
 * Keeps a picture that a person searches by, as bytes that nobody has looked into yet. The daily tidying takes it away
 * again. Answers the name by which it is asked for. Throws Invalid and TooLarge.
 */
export async function keepQueryPicture(request: Request): Promise<{ picture: string }> {
  const sha256 = request.headers.get('x-content-sha256')?.toLowerCase() ?? '';
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new Invalid('The header X-Content-SHA256 is missing: send the SHA-256 of the file as 64 hex digits.');
  }
  const sizeBytes = Number(request.headers.get('content-length') ?? Number.NaN);
  if (!(sizeBytes > 0 && sizeBytes <= LIMIT_BYTES)) {
    throw new Invalid(
      `A picture to search by has 1 to ${LIMIT_BYTES} bytes, by its header Content-Length; this one says ${sizeBytes}.`,
    );
  }
  const picture = randomUUID();
  const bytes = (request.body ?? []) as unknown as AsyncIterable<Uint8Array>;
  await stageFile({ importId: picture, position: POSITION, name: 'The picture' }, bytes, { sizeBytes, sha256 });
  return { picture };
}

/**
 * Decodes a kept picture in a process of its own, as an import would, and answers the hash that names its re-encoded copy
 * in the outDir of the picture. Throws Invalid with the reason when it is no picture, or is gone.
 */
export async function readQueryPicture(picture: string): Promise<string> {
  const file = stagedFile(picture, POSITION);
  const found = await stat(file).catch(() => null);
  if (found === null) throw new Invalid('The picture of this search is gone: it is kept for a day. Drop it again.');
  const { kind, says } = recognizeBytes(await readHead(file, HEAD_BYTES));
  if (!IMAGE_KINDS.some((known) => known === kind)) {
    await removeStaging(picture);
    throw new Invalid(`The file is no picture: it contains ${says}. Drop a JPEG, PNG, WebP or GIF.`);
  }
  await clearOutDir(picture);
  await mkdir(outDir(picture), { recursive: true });
  const request = {
    task: 'read-images',
    files: [{ position: POSITION, path: file, sizeBytes: found.size, extension: '' }],
    outDir: outDir(picture),
    after: null,
    decompressedBytes: 0,
    concurrency: 1,
  } as const;
  try {
    for await (const message of runChild({ ...request, files: [...request.files] }, AbortSignal.timeout(60_000))) {
      if (message.type === 'fail') throw new Invalid(message.message);
      const [result] = message.type === 'results' ? message.results : [];
      if (result === undefined) continue;
      if ('problem' in result) throw new Invalid(result.problem.reason);
      if (result.row.image !== null) return result.row.image.viewHash;
    }
  } catch (error) {
    await removeStaging(picture);
    if (error instanceof ChildEnded) throw new Invalid(describeChildEnd(error));
    throw error;
  }
  throw new Invalid('The file holds no picture that can be read.');
}
