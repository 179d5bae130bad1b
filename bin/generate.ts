import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { buildKernels } from '@/bin/kernels';
import { environmentWith } from '@/lib/config.server';

/**
 * Writes the Prisma client to lib/db/generated. Needs no network: the generator is WebAssembly, and the command line
 * only wants a schema-engine file to exist before it runs, so it gets the path of Node itself and never starts it.
 * Throws with the generator's own words when the schema is wrong.
 */
export function generatePrismaClient(): void {
  const packageFile = createRequire(import.meta.url).resolve('prisma/package.json');
  const commandLine = path.join(path.dirname(packageFile), 'build/index.js');
  const result = spawnSync(process.execPath, [commandLine, 'generate'], {
    encoding: 'utf8',
    env: environmentWith({
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    }),
  });
  if (result.status !== 0 || !existsSync('lib/db/generated/client.ts')) {
    throw new Error(`The Prisma client was not generated.\n${result.stdout}${result.stderr}`);
  }
}

if (process.argv[1] === import.meta.filename) {
  generatePrismaClient();
  await buildKernels();
}
