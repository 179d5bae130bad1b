import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { type CompiledKernels, compileKernels, type KernelBuild } from '@/lib/math/kernels/load';
import { KernelMachine } from '@/lib/math/kernels/machine';

/**
 * Compiles the kernels for Node: with relaxed SIMD, which Node 20 has behind a flag, and by the optimizing compiler at
 * once, since a kernel's first call may be its longest.
 */
export function compileForNode(build?: KernelBuild): CompiledKernels {
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  setFlagsFromString('--no-liftoff');
  try {
    return compileKernels(build);
  } finally {
    setFlagsFromString('--liftoff');
  }
}

export interface MachineOptions {
  /** The bundle of `kernel-thread.worker.ts`. */
  readonly script: string;
  /** This thread and its helpers: 1 or more. */
  readonly threadCount: number;
  readonly build?: KernelBuild;
}

/** Starts a machine with helper threads. `close` it, or the helpers keep the process alive. */
export function startMachine({ script, threadCount, build }: MachineOptions): KernelMachine {
  const compiled = compileForNode(build);
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 65_536, shared: true });
  for (let thread = 1; thread < threadCount; thread++) {
    const helper = new Worker(script, { workerData: { module: compiled.module, memory, thread } });
    helper.unref();
  }
  return new KernelMachine(compiled, threadCount, memory);
}
