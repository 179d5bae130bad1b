import { bindKernels, type Kernels, kernelNames } from '@/lib/math/kernels/load';

// Threads take orders from the first bytes of the shared memory, as 32-bit integers at these places.
export const orderPlaces = {
  /** Grows by one with every order. */
  turn: 0,
  kernel: 1,
  /** The next row that nobody has taken. */
  next: 2,
  end: 3,
  /** Rows that are taken at once. */
  step: 4,
  argumentsAt: 5,
  /** Helpers that have finished the present order. */
  finished: 6,
  /** 1 after a kernel failed on a helper. */
  failed: 7,
} as const;

/** Bytes at the start of the memory that belong to the crew; the arena begins after them. */
export const orderBytes = 64 * 1024;
const leave = -1;

// A helper looks this often for the next order before it sleeps: orders come in quick succession.
const looksBeforeSleep = 4_000;

/** What a helper thread needs to join a crew. */
export interface CrewInvitation {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** From 1 on; 0 is the thread that gives the orders. */
  readonly thread: number;
}

/** Takes rows until none are left. Any thread may take any rows: kernels give the same results for every division. */
export function takeRows(kernels: Kernels, orders: Int32Array, thread: number): void {
  const kernel = kernels[kernelNames[Atomics.load(orders, orderPlaces.kernel)] as (typeof kernelNames)[number]];
  const end = Atomics.load(orders, orderPlaces.end);
  const step = Atomics.load(orders, orderPlaces.step);
  const base = Atomics.load(orders, orderPlaces.argumentsAt);
  for (;;) {
    const from = Atomics.add(orders, orderPlaces.next, step);
    if (from >= end) return;
    kernel(from, Math.min(from + step, end), thread, base);
  }
}

/** The life of a helper thread: works on orders until it is told to leave. Blocks its thread. */
export function serveCrew({ module, memory, thread }: CrewInvitation): void {
  const kernels = bindKernels(module, memory);
  const orders = new Int32Array(memory.buffer, 0, 16);
  let turn = 0;
  for (;;) {
    turn = awaitTurn(orders, turn);
    if (Atomics.load(orders, orderPlaces.kernel) === leave) return;
    try {
      takeRows(kernels, orders, thread);
    } catch {
      Atomics.store(orders, orderPlaces.failed, 1);
    }
    Atomics.add(orders, orderPlaces.finished, 1);
    Atomics.notify(orders, orderPlaces.finished);
  }
}

function awaitTurn(orders: Int32Array, last: number): number {
  for (let look = 0; look < looksBeforeSleep; look++) {
    const turn = Atomics.load(orders, orderPlaces.turn);
    if (turn !== last) return turn;
  }
  while (Atomics.load(orders, orderPlaces.turn) === last) Atomics.wait(orders, orderPlaces.turn, last);
  return Atomics.load(orders, orderPlaces.turn);
}

/** Tells all helpers to end their threads. */
export function dismissCrew(orders: Int32Array): void {
  Atomics.store(orders, orderPlaces.kernel, leave);
  Atomics.add(orders, orderPlaces.turn, 1);
  Atomics.notify(orders, orderPlaces.turn);
}
