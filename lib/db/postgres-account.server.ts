import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { Unavailable } from '@/lib/errors';

/** How to start a Postgres program: under which account, and what stands before its name on the command line. */
export type PostgresAccount = { uid?: number; gid?: number; prefix: string[] };

const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'];
const CAP_DAC_OVERRIDE = 1n << 1n;
const CAP_DAC_READ_SEARCH = 1n << 2n;

function findUnprivilegedAccount(): { uid: number; gid: number; name: string } {
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const entry = entries.find((fields) => fields[0] === name);
    if (entry) return { uid: Number(entry[2]), gid: Number(entry[3]), name };
  }
  throw new Unavailable(
    'Postgres does not run as root, and this machine has no account named postgres or nobody. Start Sheaf as an ordinary user.',
  );
}

/** True when an account may enter every folder above a file. */
function canReach(file: string, account: { uid: number; gid: number }): boolean {
  for (let dir = path.dirname(file); ; dir = path.dirname(dir)) {
    const { mode, uid, gid } = statSync(dir);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (dir === path.dirname(dir)) return true;
  }
}

function pickCapability(): string | undefined {
  const effective = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const bits = BigInt(`0x${effective}`);
  if (bits & CAP_DAC_READ_SEARCH) return 'dac_read_search';
  return bits & CAP_DAC_OVERRIDE ? 'dac_override' : undefined;
}

/**
 * Postgres refuses to run as root, so it gets an unprivileged account there: `postgres`, else `nobody`.
 * Where a folder above the given files is closed to that account (a clone below /root, a data directory made by mktemp),
 * it is started through setpriv with the one capability to pass through folders. An ordinary user runs it as itself.
 */
export function choosePostgresAccount(files: readonly string[]): PostgresAccount {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const { uid, gid, name } = findUnprivilegedAccount();
  const closed = files.find((file) => !canReach(file, { uid, gid }));
  if (closed === undefined) return { uid, gid, prefix: [] };
  const setpriv = SETPRIV.find((file) => existsSync(file));
  const capability = setpriv === undefined ? undefined : pickCapability();
  if (setpriv === undefined || capability === undefined) {
    throw new Unavailable(
      `Postgres does not run as root, and the account ${name} cannot reach ${closed}. ` +
        'Open the folders above it (chmod o+x), set DATA_DIR to a folder it can reach, or start Sheaf as an ordinary user.',
    );
  }
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const passage = [
    `--inh-caps=-all,+${capability}`,
    `--ambient-caps=-all,+${capability}`,
    `--bounding-set=-all,+${capability}`,
    // initdb asks access(2) whether it may run its programs, which leaves capabilities out without this bit.
    '--securebits=+no_setuid_fixup',
  ];
  return { prefix: [setpriv, ...identity, ...passage], uid, gid };
}

/** The account that files of the data directory must belong to; undefined when that is the present one. */
export function ownerOf(account: PostgresAccount): { uid: number; gid: number } | undefined {
  return account.uid === undefined || account.gid === undefined ? undefined : { uid: account.uid, gid: account.gid };
}

// Nothing of this process's environment, where PGDATA and the like could change what a Postgres program does.
const ENVIRONMENT: NodeJS.ProcessEnv = { LC_ALL: 'C', PATH: '/usr/bin:/bin', NODE_ENV: 'production' };

/** The command line and the spawn options for a Postgres program under this account. */
export function commandFor(account: PostgresAccount, program: string, args: readonly string[]) {
  const [command = program, ...rest] = [...account.prefix, program, ...args];
  const identity = account.prefix.length > 0 ? undefined : ownerOf(account);
  return { command, args: rest, options: { ...identity, env: ENVIRONMENT } };
}
