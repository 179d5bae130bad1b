import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { keepQueryPicture, readQueryPicture } from '@/lib/samples/query-picture.server';

async function keep(bytes: Buffer<ArrayBuffer>): Promise<string> {
  const headers = {
    'X-Content-SHA256': createHash('sha256').update(bytes).digest('hex'),
    'Content-Length': String(bytes.length),
  };
  const request = new Request('http://localhost/api/pictures', { method: 'POST', headers, body: bytes });
  return (await keepQueryPicture(request)).picture;
}

test('a file that is no picture is refused in words of the search', async () => {
  const picture = await keep(Buffer.from('id,text\n1,hello\n'));
  await expect(readQueryPicture(picture)).rejects.toThrow(
    'The file is no picture: it contains text. Drop a JPEG, PNG, WebP or GIF.',
  );
});

test('a picture is read', async () => {
  const blue = { width: 8, height: 8, channels: 3, background: '#00f' } as const;
  const picture = await keep(Buffer.from(await sharp({ create: blue }).png().toBuffer()));
  expect(await readQueryPicture(picture)).toMatch(/^[0-9a-f]{64}$/);
});
