import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BuildOptions, BuildResult } from 'esbuild';
import { build, context, stop } from 'esbuild';
import { buildBrowserBundle, isBrowserWorker } from '@/bin/browser-bundle';
import { config } from '@/lib/config.server';

const OWN_PROCESSES = ['bin/web.ts', 'bin/tether.ts', 'lib/worker.server.ts'];

/** `lib/worker.server.ts` becomes worker.mjs, `lib/embeddings/embedder.worker.ts` becomes embedder.worker.mjs. */
function outputName(entry: string): string {
  return path.basename(entry).replace(/(\.server)?\.ts$/, '');
}

function listEntries(projectDir: string): Record<string, string> {
  const names = readdirSync(path.join(projectDir, 'lib'), { recursive: true, encoding: 'utf8' });
  const workers = names.filter((name) => name.endsWith('.worker.ts') && !isBrowserWorker(name));
  const threads = workers.map((name) => path.join('lib', name));
  return Object.fromEntries(
    [...OWN_PROCESSES, ...threads].map((entry) => [outputName(entry), path.join(projectDir, entry)]),
  );
}

function buildOptions(): BuildOptions & { write: false } {
  const { project, build: outdir } = config().paths;
  return {
    entryPoints: listEntries(project),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    alias: { '@': project },
    sourcemap: true,
    logLevel: 'silent',
  };
}

/** Each file is written aside and renamed, so that a process which starts meanwhile never reads half of one. */
function writeOutputs(result: BuildResult<{ write: false }>): void {
  for (const { path: file, contents } of result.outputFiles) {
    mkdirSync(path.dirname(file), { recursive: true });
    const aside = `${file}.${process.pid}`;
    writeFileSync(aside, contents);
    renameSync(aside, file);
  }
}

/**
 * Bundles the web server, the worker, its threads and its child processes into .build/, one file each with its source
 * map, and what runs in a page into .build/browser/. Packages are not bundled for Node. Throws with the messages of esbuild.
 */
export async function buildBundles(): Promise<void> {
  const [bundled] = await Promise.all([build(buildOptions()), buildBrowserBundle()]);
  writeOutputs(bundled);
  // esbuild keeps a process for the next build; a supervisor that runs for weeks has no use for it.
  await stop();
}

/**
 * Bundles again whenever a source changes, and calls back after each time, the first included; what runs in a page is
 * bundled once. Returns what ends it.
 */
export async function watchBundles(onBuilt: (problem: string | undefined) => void): Promise<() => Promise<void>> {
  await buildBrowserBundle();
  const watcher = await context({
    ...buildOptions(),
    plugins: [
      {
        name: 'write-and-report',
        setup: ({ onEnd }) => {
          onEnd((result) => {
            const [problem] = result.errors;
            if (problem === undefined) writeOutputs(result as BuildResult<{ write: false }>);
            onBuilt(problem && `${problem.location?.file ?? ''}:${problem.location?.line ?? 0} ${problem.text}`);
          });
        },
      },
    ],
  });
  await watcher.watch();
  return () => watcher.dispose();
}
