import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TooLarge } from '@/lib/errors';
import { openZip } from '@/lib/samples/intake/zip-entries.server';
import { zipBytes } from '@/tests/support/zip-bytes';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sheaf-zip-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(bytes: Buffer): Promise<string> {
  const file = path.join(folder, 'archive.zip');
  await writeFile(file, bytes);
  return file;
}

test('a limit of whoever reads is told as it is, not as damage', async () => {
  const file = await write(zipBytes([{ name: 'weights.bin', bytes: Buffer.alloc(100) }]));
  const zip = await openZip(file, () => {
    throw new TooLarge('More than 1 MiB.');
  });
  const readAll = async () => {
    for await (const entry of zip.entries()) for await (const piece of zip.read(entry)) expect(piece).toBeDefined();
  };
  await expect(readAll()).rejects.toThrow(new TooLarge('More than 1 MiB.'));
  zip.close();
});

test('what is no archive is said in one sentence', async () => {
  const opening = openZip(await write(Buffer.from('PK nothing')), () => undefined);
  await expect(opening).rejects.toThrow(/cannot be read: .*[^.]\.$/);
});
