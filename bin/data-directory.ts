import { chmodSync, existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '@/lib/config.server';
import { describeProblem, findProblem, readMigrations } from '@/lib/db/migrations.server';
import { Conflict, Unavailable } from '@/lib/errors';

const MIN_FREE_BYTES = 256 * 1024 * 1024;
const MIB = 1024 * 1024;

/** Like mkdir -p; Node's own recursive mkdir never returns where the file system refuses with "not found" (/proc). */
function makeDirectory(dir: string, mode?: number): void {
  if (existsSync(dir)) return;
  makeDirectory(path.dirname(dir));
  mkdirSync(dir);
  if (mode !== undefined) chmodSync(dir, mode);
}

/**
 * Makes DATA_DIR and its folders where they are missing; only the account that runs Sheaf may read them. Root lets
 * others pass through DATA_DIR itself, since Postgres runs as another account there.
 * Throws Unavailable, in a sentence, when it cannot be written or the disk is nearly full.
 */
export function prepareDataDirectory({ paths }: Config): void {
  try {
    makeDirectory(paths.data, process.getuid?.() === 0 ? 0o711 : 0o700);
    for (const dir of [paths.blobs, paths.staging, paths.models, paths.exports, paths.cache, paths.logs]) {
      makeDirectory(dir, 0o700);
    }
  } catch (error) {
    throw new Unavailable(
      `The data directory ${paths.data} cannot be written (${(error as NodeJS.ErrnoException).code}). Set DATA_DIR to a folder that can.`,
    );
  }
  const { bavail, bsize } = statfsSync(paths.data);
  if (bavail * bsize < MIN_FREE_BYTES) {
    throw new Unavailable(
      `The disk of ${paths.data} has ${Math.floor((bavail * bsize) / MIB)} MiB left, and Sheaf needs ${MIN_FREE_BYTES / MIB} MiB to start. Free some space, or set DATA_DIR to another disk.`,
    );
  }
}

type SchemaMark = Array<{ name: string; checksum: string }>;

/** Refuses a data directory that a newer version wrote, before the database in it is even started. Throws Conflict. */
export function refuseNewerData({ paths }: Config): void {
  if (!existsSync(paths.schemaMark)) return;
  const mark = JSON.parse(readFileSync(paths.schemaMark, 'utf8')) as SchemaMark;
  const problem = findProblem(
    readMigrations(paths.migrations),
    mark.map((entry) => ({ ...entry, isFinished: true })),
  );
  if (problem) throw new Conflict(describeProblem(problem, paths.data));
}

/** Notes which migrations the embedded database has, for refuseNewerData. */
export function markSchema({ paths }: Config): void {
  const mark: SchemaMark = readMigrations(paths.migrations).map(({ name, checksum }) => ({ name, checksum }));
  writeFileSync(paths.schemaMark, `${JSON.stringify(mark, undefined, 1)}\n`, { mode: 0o600 });
}
