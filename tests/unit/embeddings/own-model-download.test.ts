import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { downloadModel, isPublicAddress, readModelUrl } from '@/lib/embeddings/own-model-download.server';

const before = process.env.MODEL_HOSTS;
beforeAll(() => {
  process.env.MODEL_HOSTS = 'models.example.org,localhost';
});
afterAll(() => {
  if (before === undefined) delete process.env.MODEL_HOSTS;
  else process.env.MODEL_HOSTS = before;
});

test.each([
  ['93.184.216.34', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.31.255.255', false],
  ['172.32.0.1', true],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['2606:2800:220:1:248:1893:25c8:1946', true],
  ['::1', false],
  ['::', false],
  ['::ffff:127.0.0.1', false],
  ['fe80::1', false],
  ['fc00::1', false],
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
  ['2001:0:7f00:1::', false],
  ['ff02::1', false],
  ['not an address', false],
])('%s is public: %s', (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});

describe('an address of a model', () => {
  test('is taken from an allowed host', () => {
    expect(readModelUrl('https://MODELS.example.org/a/model.zip').hostname).toBe('models.example.org');
  });

  test.each([
    'http://models.example.org/model.zip',
    'https://models.example.org:8443/model.zip',
    'https://ada:secret@models.example.org/model.zip',
    'file:///etc/passwd',
    '//models.example.org/model.zip',
    '',
  ])('%s is refused', (address) => {
    expect(() => readModelUrl(address)).toThrow('begins with https://');
  });

  test.each([
    'https://example.org/model.zip',
    'https://models.example.org.evil.test/model.zip',
    'https://models.example.org@evil.test/model.zip',
    'https://127.0.0.1/model.zip',
    'https://2130706433/model.zip',
    'https://[::1]/model.zip',
  ])('%s is on no allowed host', (address) => {
    expect(() => readModelUrl(address)).toThrow(/Models are not fetched from|without a port or an account/);
  });

  test('of an allowed name that leads into a private network is not connected to', async () => {
    const source = { url: 'https://localhost/model.zip', sha256: '0'.repeat(64) };
    const options = { signal: new AbortController().signal, onProgress: () => undefined };
    const file = path.join(os.tmpdir(), 'never-written.zip');
    await expect(downloadModel(source, file, options)).rejects.toThrow('inside a private network');
  });
});
