import { copyFileSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { config } from '@/lib/config.server';

const WORKER = 'lib/embeddings/browser-embedder.worker.ts';
const WASM_FILES = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'];

/** True for the body of a worker that runs in a page: it is not bundled for Node. */
export function isBrowserWorker(name: string): boolean {
  return path.basename(name).startsWith('browser-');
}

/**
 * Bundles the worker of a page, with TensorFlow.js inside, into .build/browser/ and puts the WebAssembly files beside it.
 * Next's own bundler breaks that package in a worker; the web process serves the folder as it is.
 */
export async function buildBrowserBundle(): Promise<void> {
  const { project, build: outdir } = config().paths;
  const browser = path.join(outdir, 'browser');
  mkdirSync(browser, { recursive: true });
  const outfile = path.join(browser, 'browser-embedder.js');
  const aside = `${outfile}.${process.pid}`;
  await build({
    entryPoints: [path.join(project, WORKER)],
    outfile: aside,
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    alias: { '@': project },
    logLevel: 'silent',
  });
  const packaged = path.join(project, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
  for (const name of WASM_FILES) {
    const copy = path.join(browser, `${name}.${process.pid}`);
    copyFileSync(path.join(packaged, name), copy);
    renameSync(copy, path.join(browser, name));
  }
  renameSync(aside, outfile);
}
