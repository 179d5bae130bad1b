import { plainKernels } from '@/lib/math/kernels/generated/plain';
import { relaxedKernels } from '@/lib/math/kernels/generated/relaxed';

/** Which build of the kernels runs here. Results of float kernels may differ in the last bits between builds. */
export type KernelBuild = 'plain' | 'relaxed';

/** (first row, row after the last, number of the thread, address of the arguments). */
type Kernel = (from: number, to: number, thread: number, base: number) => void;

/** The kernels of `assembly/index.ts`, by name; the order gives them their numbers. */
export const kernelNames = [
  'measureRows',
  'normalizeRows',
  'quantizeRows',
  'gatherRows',
  'assignRows',
  'refreshRows',
  'accumulate',
  'accumulateWeighted',
  'flushSums',
  'seedDistances',
  'multiplyRows',
  'scanRows',
  'joinSets',
  'mergeLists',
  'moveRows',
] as const;
export type KernelName = (typeof kernelNames)[number];
export type Kernels = Readonly<Record<KernelName, Kernel>>;

export interface CompiledKernels {
  readonly build: KernelBuild;
  readonly module: WebAssembly.Module;
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** The build for this processor and engine: relaxed SIMD where it can be had. */
export function detectBuild(): KernelBuild {
  return WebAssembly.validate(decode(relaxedKernels)) ? 'relaxed' : 'plain';
}

/** Compiles the kernels. Throws where WebAssembly has no SIMD or no threads. */
export function compileKernels(build: KernelBuild = detectBuild()): CompiledKernels {
  const bytes = decode(build === 'relaxed' ? relaxedKernels : plainKernels);
  return { build, module: new WebAssembly.Module(bytes) };
}

/** Ties compiled kernels to a memory, for one thread. */
export function bindKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const abort = () => {
    throw new Error('A kernel gave up.');
  };
  return new WebAssembly.Instance(module, { env: { memory, abort } }).exports as Kernels;
}
