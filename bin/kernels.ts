import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SOURCES = path.join('lib', 'math', 'kernels', 'assembly');
const OUTPUT = path.join('lib', 'math', 'kernels', 'generated');
const TARGETS = ['plain', 'relaxed'] as const;

/**
 * Compiles the WebAssembly kernels, once without and once with relaxed SIMD, into modules that hold their bytes as
 * base64, so that threads, tests and browser bundles all load them alike. Throws with the compiler's own words.
 */
export async function buildKernels(): Promise<void> {
  // The compiler takes more than a gigabyte: it is loaded only when there is something to compile.
  const { main: compile } = await import('assemblyscript/asc');
  mkdirSync(OUTPUT, { recursive: true });
  for (const target of TARGETS) {
    const options = ['--config', path.join(SOURCES, 'asconfig.json'), '--target', target, '--outFile', 'kernels.wasm'];
    let bytes: Uint8Array | undefined;
    const { error, stderr } = await compile([path.join(SOURCES, 'index.ts'), ...options], {
      readFile: (name, folder) => readSource(path.resolve(folder, name)),
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm') && typeof contents !== 'string') bytes = contents;
      },
    });
    if (error !== null || bytes === undefined) {
      throw new Error(`The ${target} kernels were not compiled.\n${error?.message ?? ''}\n${stderr.toString()}`);
    }
    const base64 = Buffer.from(bytes).toString('base64');
    writeFileSync(path.join(OUTPUT, `${target}.ts`), `export const ${target}Kernels =\n  '${base64}';\n`);
  }
}

function readSource(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The compiler asks for every place where a module may lie; null says that it is not there.
    return null;
  }
}
