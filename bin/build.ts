import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildBundles } from '@/bin/bundles';
import { generatePrismaClient } from '@/bin/generate';
import { buildKernels } from '@/bin/kernels';
import { DataLock, LockedError } from '@/bin/lock';
import type { Config } from '@/lib/config.server';
import { configOrExit, environmentWith } from '@/lib/config.server';

const SCHEMA_SOURCES = ['prisma/schema.prisma', 'package-lock.json'];
const PAGE_SOURCES = [
  ...['app', 'components', 'lib', 'public', 'prisma/schema.prisma'],
  ...['instrumentation-client.ts', 'next.config.js', 'postcss.config.mjs', 'tsconfig.json', 'package-lock.json'],
];
const KERNEL_SOURCES = ['lib/math/kernels/assembly', 'bin/kernels.ts', 'package-lock.json'];
const GENERATED = [path.join('lib', 'db', 'generated'), path.join('lib', 'math', 'kernels', 'generated')];

/** The files of a folder and below, or the file itself; relative to the project, sorted. */
function listFiles(projectDir: string, source: string): string[] {
  const absolute = path.join(projectDir, source);
  if (!existsSync(absolute)) return [];
  if (statSync(absolute).isFile()) return [source];
  const entries = readdirSync(absolute, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(projectDir, path.join(entry.parentPath, entry.name)))
    .sort();
}

function hashSources(projectDir: string, sources: readonly string[]): string {
  const hash = createHash('sha256').update(process.version);
  const files = sources.flatMap((source) => listFiles(projectDir, source));
  for (const file of files.filter((name) => !GENERATED.some((folder) => name.startsWith(folder)))) {
    hash.update(`\0${file}\0`).update(readFileSync(path.join(projectDir, file)));
  }
  return hash.digest('hex');
}

function readMark(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Writes the Prisma client, and compiles the kernels, when their sources have changed since it was last done. */
export async function generateIfNeeded({ paths }: Config): Promise<void> {
  const [client, kernels] = GENERATED as [string, string];
  const isWritten = (file: string) => existsSync(path.join(paths.project, file));
  const pass = (name: string, sources: readonly string[], file: string) => {
    const mark = path.join(paths.build, `${name}.sha256`);
    const hash = hashSources(paths.project, sources);
    return { isCurrent: readMark(mark) === hash && isWritten(file), keep: () => writeFileSync(mark, hash) };
  };
  mkdirSync(paths.build, { recursive: true });
  const clientPass = pass('generated', SCHEMA_SOURCES, path.join(client, 'client.ts'));
  if (!clientPass.isCurrent) {
    generatePrismaClient();
    clientPass.keep();
  }
  const kernelPass = pass('kernels', KERNEL_SOURCES, path.join(kernels, 'relaxed.ts'));
  if (!kernelPass.isCurrent) {
    await buildKernels();
    kernelPass.keep();
  }
}

/** Runs `next build`; its output goes to `write`. Rejects when it fails. */
function buildPages({ paths }: Config, write: (text: string) => void): Promise<void> {
  const next = createRequire(path.join(paths.project, 'package.json')).resolve('next/dist/bin/next');
  const child = spawn(process.execPath, [next, 'build'], {
    cwd: paths.project,
    env: environmentWith({ NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => child.kill();
  process.once('exit', end);
  child.stdout.setEncoding('utf8').on('data', write);
  child.stderr.setEncoding('utf8').on('data', write);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => process.removeListener('exit', end));
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`next build ended with ${code}`))));
  });
}

function pagesMark({ paths }: Config): string {
  return path.join(paths.dist, 'sources.sha256');
}

/** True when the pages were built from the sources as they are. */
export function hasCurrentPages(config: Config): boolean {
  return readMark(pagesMark(config)) === hashSources(config.paths.project, PAGE_SOURCES);
}

async function buildPagesNow(config: Config, write: (text: string) => void): Promise<void> {
  const hash = hashSources(config.paths.project, PAGE_SOURCES);
  const mark = pagesMark(config);
  rmSync(mark, { force: true });
  let output = '';
  const keep = (text: string) => {
    output = (output + text).slice(-8_000);
    write(text);
  };
  try {
    await buildPages(config, keep);
  } catch (error) {
    throw new Error(`The pages could not be built: ${(error as Error).message}.\n${output.trim()}`);
  }
  writeFileSync(mark, hash);
}

/**
 * Builds the pages when a source of theirs changed since the last build; waits for another start that is building them.
 * Throws with the end of the build's output.
 */
export async function buildPagesIfNeeded(
  config: Config,
  write: (text: string) => void = () => undefined,
): Promise<void> {
  mkdirSync(config.paths.build, { recursive: true });
  const lockFile = path.join(config.paths.build, `${path.basename(config.paths.dist)}.lock`);
  while (!hasCurrentPages(config)) {
    try {
      const lock = await DataLock.acquire(lockFile, 'a build', config.paths.dist);
      await buildPagesNow(config, write).finally(() => lock.release());
      return;
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      await delay(500);
    }
  }
}

if (process.argv[1] === import.meta.filename) {
  const config = configOrExit();
  await generateIfNeeded(config);
  await buildBundles();
  await buildPagesIfNeeded(config, (text) => process.stdout.write(text));
}
