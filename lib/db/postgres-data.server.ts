import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { PostgresAccount } from '@/lib/db/postgres-account.server';
import { commandFor, ownerOf } from '@/lib/db/postgres-account.server';
import type { PostgresBinaries } from '@/lib/db/postgres-binaries.server';
import { Conflict, Unavailable } from '@/lib/errors';

/** The superuser of the embedded server and its one database. */
export const EMBEDDED_USER = 'sheaf';
export const EMBEDDED_DATABASE = 'sheaf';

/** What postmaster.pid says; Postgres writes it, one value a line. */
export type PidFile = { pid: number; port: number; status: string };

/** Reads postmaster.pid; undefined when there is none or it was cut off while being written. */
export function readPidFile(dir: string): PidFile | undefined {
  try {
    const lines = fs.readFileSync(path.join(dir, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    if (!Number.isInteger(pid) || pid <= 0) return undefined;
    return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() };
  } catch {
    return undefined;
  }
}

/**
 * Makes a pid file that a dead server left behind harmless, also where its pid meanwhile belongs to another process.
 * Postgres takes a file that names its own parent for a stale one, and goes on to check the shared memory named in it,
 * so a backend of the dead server that still runs is noticed; deleting the file would lose that.
 */
export function disarmPidFile(dir: string): void {
  const file = path.join(dir, 'postmaster.pid');
  try {
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    if (!/^\d+$/.test(lines[0] ?? '')) {
      fs.rmSync(file);
      return;
    }
    lines[0] = String(process.pid);
    fs.writeFileSync(file, lines.join('\n'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Tells apart a database from an empty place, and refuses one of another major version or with foreign files. */
export function inspectDataDirectory(dir: string, major: number): 'absent' | 'present' {
  let names: string[];
  try {
    names = fs.readdirSync(dir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'absent';
    throw new Unavailable(
      `The database in ${dir} cannot be read (${code}). Start Sheaf with the account that made it, or set DATA_DIR.`,
    );
  }
  if (names.length === 0) return 'absent';
  if (!names.includes('PG_VERSION')) {
    throw new Conflict(
      `${dir} holds files that are not a database. Nothing was changed. Move them away, or set DATA_DIR to another folder.`,
    );
  }
  const found = fs.readFileSync(path.join(dir, 'PG_VERSION'), 'utf8').trim();
  if (Number(found) !== major) {
    throw new Conflict(
      `The database in ${dir} was written by Postgres ${found}, and this Sheaf brings Postgres ${major}. ` +
        'Nothing was changed. Use the version of Sheaf that wrote it, or set DATA_DIR to another folder.',
    );
  }
  return 'present';
}

/** The generated password of the embedded server, made once and readable by its owner only. */
export function readOrMakePassword(file: string, state: 'absent' | 'present'): string {
  try {
    return fs.readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  if (state === 'present') {
    throw new Conflict(
      `The database is there, but the file with its password is not: ${file}. Put it back from a copy.`,
    );
  }
  const password = randomBytes(32).toString('base64url');
  fs.writeFileSync(file, `${password}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return password;
}

const INITDB_ARGS = ['-U', EMBEDDED_USER, '-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C'];
const LOCALE_ARGS = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'];

function giveTo(file: string, account: PostgresAccount): void {
  const owner = ownerOf(account);
  if (owner) fs.chownSync(file, owner.uid, owner.gid);
}

/**
 * Makes a new database directory. It is made aside and then renamed, so a start that is killed leaves nothing half made
 * at `dir`; what an earlier attempt left aside is removed.
 */
export function initialiseDataDirectory(options: {
  dir: string;
  password: string;
  binaries: PostgresBinaries;
  account: PostgresAccount;
}): void {
  const { dir, password, binaries, account } = options;
  const parent = path.dirname(dir);
  for (const name of fs.readdirSync(parent)) {
    if (name.startsWith('pg-new-')) fs.rmSync(path.join(parent, name), { recursive: true, force: true });
  }
  const aside = fs.mkdtempSync(path.join(parent, 'pg-new-'));
  const passwordFile = path.join(aside, 'password');
  const target = path.join(aside, 'pg');
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  fs.mkdirSync(target, { mode: 0o700 });
  for (const file of [aside, passwordFile, target]) giveTo(file, account);
  const {
    command,
    args,
    options: spawnOptions,
  } = commandFor(account, binaries.initdb, [
    ...['-D', target, `--pwfile=${passwordFile}`],
    ...INITDB_ARGS,
    ...LOCALE_ARGS,
  ]);
  const result = spawnSync(command, args, { ...spawnOptions, encoding: 'utf8' });
  if (result.status !== 0) {
    throw new Unavailable(`The database could not be made in ${dir}: ${result.error?.message ?? result.stderr.trim()}`);
  }
  if (fs.existsSync(dir)) fs.rmdirSync(dir);
  fs.renameSync(target, dir);
  fs.rmSync(aside, { recursive: true, force: true });
}
