import path from 'node:path';
import { build } from 'esbuild';
import { config } from '@/lib/config.server';

/** Bundles the helper thread of the kernels; returns the path of the script. */
export async function bundleKernelThread(): Promise<string> {
  const { project, build: folder } = config().paths;
  const outfile = path.join(folder, 'bench', 'kernel-thread.worker.mjs');
  const entryPoints = [path.join(project, 'lib/math/kernels/kernel-thread.worker.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', alias: { '@': project } });
  return outfile;
}
