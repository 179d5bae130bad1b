import { dismissCrew, orderBytes, orderPlaces, takeRows } from '@/lib/math/kernels/crew';
import {
  bindKernels,
  type CompiledKernels,
  compileKernels,
  type KernelBuild,
  type KernelName,
  type Kernels,
  kernelNames,
} from '@/lib/math/kernels/load';

const pageBytes = 65_536;
const alignment = 64;
const argumentBytes = 256;
/** What one WebAssembly memory holds. */
export const memoryLimitBytes = 65_536 * pageBytes;
// A helper that has died never answers; no piece of work takes nearly as long as this.
const patienceMs = 120_000;
const rowsPerStep = 256;

export interface RunOptions {
  /** First row; 0 if not given. */
  readonly from?: number;
  /** Rows that one thread takes at a time. */
  readonly step?: number;
}

/**
 * A memory, the kernels on it, and the threads that run them. Memory is given out in order and taken back to a mark, as a
 * stack. `run` blocks its thread until all rows are done, so a machine belongs into a worker, never a page or the web
 * process. Machines with helpers are made by `startMachine` of the platform; `new KernelMachine()` works alone.
 */
export class KernelMachine {
  readonly memory: WebAssembly.Memory;
  readonly build: KernelBuild;
  /** Threads that share the work, this one included. */
  readonly threadCount: number;
  private readonly kernels: Kernels;
  private readonly orders: Int32Array;
  private top = orderBytes;

  constructor(
    compiled: CompiledKernels = compileKernels(),
    threadCount = 1,
    memory: WebAssembly.Memory = new WebAssembly.Memory({ initial: 16, maximum: 65_536, shared: true }),
  ) {
    this.memory = memory;
    this.build = compiled.build;
    this.threadCount = threadCount;
    this.kernels = bindKernels(compiled.module, memory);
    this.orders = new Int32Array(memory.buffer, 0, 16);
  }

  /** The address of `byteCount` fresh bytes, a multiple of 64; what they hold is left over. Throws a RangeError when memory is full. */
  allocate(byteCount: number): number {
    const at = this.top;
    const end = at + Math.ceil(byteCount / alignment) * alignment;
    if (end > memoryLimitBytes) {
      throw new RangeError(
        `The work needs ${Math.ceil(end / 2 ** 20)} MiB of memory; one WebAssembly memory has ${memoryLimitBytes / 2 ** 20} MiB.`,
      );
    }
    const missing = end - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / pageBytes));
    this.top = end;
    return at;
  }

  /** The present top of the memory, for `release`. */
  mark(): number {
    return this.top;
  }

  /** Takes back all that was allocated after the mark. */
  release(mark: number): void {
    this.top = mark;
  }

  floats(at: number, length: number): Float32Array<SharedArrayBuffer> {
    return new Float32Array(this.buffer, at, length);
  }

  doubles(at: number, length: number): Float64Array<SharedArrayBuffer> {
    return new Float64Array(this.buffer, at, length);
  }

  shorts(at: number, length: number): Int16Array<SharedArrayBuffer> {
    return new Int16Array(this.buffer, at, length);
  }

  integers(at: number, length: number): Int32Array<SharedArrayBuffer> {
    return new Int32Array(this.buffer, at, length);
  }

  longs(at: number, length: number): BigInt64Array<SharedArrayBuffer> {
    return new BigInt64Array(this.buffer, at, length);
  }

  /**
   * Runs a kernel on the rows from..to−1 with these arguments (addresses and whole numbers, as the kernel's own comment
   * lists them), on all threads, and waits for the end. Throws when a thread failed.
   */
  run(
    name: KernelName,
    to: number,
    values: readonly number[],
    { from = 0, step = rowsPerStep }: RunOptions = {},
  ): void {
    const base = orderBytes - argumentBytes;
    new Uint32Array(this.memory.buffer, base, values.length).set(values);
    const { orders } = this;
    Atomics.store(orders, orderPlaces.kernel, kernelNames.indexOf(name));
    Atomics.store(orders, orderPlaces.next, from);
    Atomics.store(orders, orderPlaces.end, to);
    Atomics.store(orders, orderPlaces.step, step);
    Atomics.store(orders, orderPlaces.argumentsAt, base);
    Atomics.store(orders, orderPlaces.finished, 0);
    if (this.threadCount > 1) {
      Atomics.add(orders, orderPlaces.turn, 1);
      Atomics.notify(orders, orderPlaces.turn);
    }
    takeRows(this.kernels, orders, 0);
    this.awaitHelpers(name);
  }

  /** Ends the helper threads. */
  close(): void {
    if (this.threadCount > 1) dismissCrew(this.orders);
  }

  private get buffer(): SharedArrayBuffer {
    // The memory is made shared; the library's type knows only of buffers that are not.
    return this.memory.buffer as unknown as SharedArrayBuffer;
  }

  private awaitHelpers(name: KernelName): void {
    const { orders, threadCount } = this;
    for (;;) {
      const finished = Atomics.load(orders, orderPlaces.finished);
      if (finished === threadCount - 1) break;
      if (Atomics.wait(orders, orderPlaces.finished, finished, patienceMs) === 'timed-out') {
        throw new Error(`A thread of the kernels did not finish ${name} within ${patienceMs / 1000} s.`);
      }
    }
    if (Atomics.load(orders, orderPlaces.failed) !== 0) throw new Error(`A thread of the kernels failed in ${name}.`);
  }
}
