import { compileKernels } from '@/lib/math/kernels/load';
import { KernelMachine } from '@/lib/math/kernels/machine';

/**
 * Starts a machine in a worker of a page, with helper workers that run `kernel-thread.browser.ts` from `script`. Needs a
 * page that is isolated from other origins (COOP and COEP headers) for more than one thread, since only such a page may
 * share memory. Waits for the helpers: in a browser they start only while the worker that made them is not blocked.
 */
export async function startMachine({
  script,
  threadCount,
}: {
  script: URL;
  threadCount: number;
}): Promise<KernelMachine> {
  const compiled = compileKernels();
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 65_536, shared: true });
  const helpers = Array.from({ length: threadCount - 1 }, (_, i) => {
    const helper = new Worker(script, { type: 'module' });
    return new Promise<void>((resolve, reject) => {
      helper.onmessage = () => resolve();
      helper.onerror = () => reject(new Error(`The thread at ${script} did not start.`));
      helper.postMessage({ module: compiled.module, memory, thread: i + 1 });
    });
  });
  await Promise.all(helpers);
  return new KernelMachine(compiled, threadCount, memory);
}
