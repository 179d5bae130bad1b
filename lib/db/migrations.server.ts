import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** One folder of prisma/migrations. */
export type Migration = {
  name: string;
  sql: string;
  /** SHA-256 of the file as Prisma computes it, in hexadecimal. */
  checksum: string;
  /** The same with the other kind of line ends: a checkout may turn LF into CRLF, which is no edit. */
  checksums: ReadonlySet<string>;
};

/** One row of Prisma's bookkeeping table that was not rolled back. */
export type AppliedMigration = { name: string; checksum: string; isFinished: boolean };

export type MigrationProblem =
  | { kind: 'newer'; names: string[] }
  | { kind: 'failed'; names: string[] }
  | { kind: 'edited'; names: string[] };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Reads the migrations of a folder in the order in which they are applied: by name. */
export function readMigrations(dir: string): Migration[] {
  return fs
    .readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = fs.readFileSync(path.join(dir, name, 'migration.sql'), 'utf8');
      const withLf = sql.replaceAll('\r\n', '\n');
      const checksums = new Set([sql, withLf, withLf.replaceAll('\n', '\r\n')].map(sha256));
      return { name, sql, checksum: sha256(sql), checksums };
    });
}

/** Compares what a database has with what this version brings; the first kind of problem found, or undefined. */
export function findProblem(
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
): MigrationProblem | undefined {
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  const newer = applied.filter(({ name }) => !byName.has(name)).map(({ name }) => name);
  if (newer.length > 0) return { kind: 'newer', names: newer };
  const failed = applied.filter(({ isFinished }) => !isFinished).map(({ name }) => name);
  if (failed.length > 0) return { kind: 'failed', names: failed };
  const edited = applied
    .filter(({ name, checksum }) => !byName.get(name)?.checksums.has(checksum))
    .map(({ name }) => name);
  return edited.length > 0 ? { kind: 'edited', names: edited } : undefined;
}

/** One sentence or two for a person: what is wrong with the database at `place`, and what to do. */
export function describeProblem(problem: MigrationProblem, place: string): string {
  const names = problem.names.join(', ');
  switch (problem.kind) {
    case 'newer':
      return (
        `The data in ${place} was written by a newer version of Sheaf (it has the migration ${names}, which this version does not know). ` +
        'Nothing was changed. Start the newer version, or set DATA_DIR or DATABASE_URL to other data.'
      );
    case 'failed':
      return (
        `The migration ${names} did not finish on the data in ${place}. Nothing was changed. ` +
        'Restore a copy of the data, or mend the database and mark the migration with prisma migrate resolve.'
      );
    case 'edited':
      return (
        `The migration ${names} was edited after it was applied to the data in ${place}. Nothing was changed. ` +
        'Use the version of Sheaf that wrote the data, or restore the file of the migration.'
      );
  }
}
