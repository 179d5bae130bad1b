import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Epoch, exp2Reference, log2Reference, moveRowsReference } from '@/lib/math/kernels/layout-reference';
import { KernelMachine } from '@/lib/math/kernels/machine';
import { compileForNode } from '@/lib/math/kernels/machine.server';
import { createRandom } from '@/lib/math/random';

const shapes = fc.record({
  rowCount: fc.integer({ min: 1, max: 30 }),
  fixedCount: fc.integer({ min: 0, max: 29 }),
  mostEdges: fc.integer({ min: 0, max: 13 }),
  epoch: fc.integer({ min: 0, max: 500 }),
  seed: fc.integer(),
  reach: fc.constantFrom(0, 1e-12, 0.01, 1, 30, 1e4),
});
type Shape = typeof shapes extends fc.Arbitrary<infer Value> ? Value : never;

/** Edges and places drawn at random; some rows stand at the same place, and some edges lead to their own row. */
function makeEpoch({ rowCount, mostEdges, epoch, seed, reach }: Shape): Epoch {
  const random = createRandom(seed);
  const counts = Array.from({ length: rowCount }, () => Math.floor(random() * (mostEdges + 1)));
  const starts = new Uint32Array(rowCount + 1);
  counts.forEach((count, row) => {
    starts[row + 1] = (starts[row] as number) + count;
  });
  const edgeCount = starts[rowCount] as number;
  const places = Float32Array.from({ length: 2 * rowCount }, () => reach * (2 * random() - 1) || 0);
  if (rowCount > 3) places.copyWithin(6, 0, 2);
  return {
    starts,
    ends: Int32Array.from({ length: edgeCount }, () => Math.floor(random() * rowCount)),
    rates: Uint32Array.from({ length: edgeCount }, () => (random() < 0.3 ? 0xffffffff : random() * 2 ** 32)),
    places,
    pushCount: Math.max(1, Math.floor(random() * rowCount)),
    epoch,
    seed,
    pushesPerPull: 5,
    a: 1.5769436,
    b: 0.8950607,
    step: random(),
    pull: random() < 0.5 ? 1 : 2,
  };
}

describe.each(['plain', 'relaxed'] as const)('the kernel of a layout, %s build', (build) => {
  const compiled = compileForNode(build);

  /** The places after an epoch by the kernel, moving the rows from `from` on. */
  function runKernel(epoch: Epoch, from: number): Float32Array {
    const machine = new KernelMachine(compiled);
    const put = (values: Uint32Array | Int32Array | Float32Array) => {
      const at = machine.allocate(values.byteLength);
      new Uint8Array(machine.memory.buffer, at, values.byteLength).set(new Uint8Array(values.buffer));
      return at;
    };
    const bitsOf = (value: number) => new Uint32Array(new Float32Array([value]).buffer)[0] as number;
    const next = put(epoch.places);
    const whole = [put(epoch.starts), put(epoch.ends), put(epoch.rates), put(epoch.places), next];
    const { pushCount, seed, pushesPerPull, a, b, step, pull } = epoch;
    const values = [...whole, pushCount, epoch.epoch, seed, pushesPerPull, ...[a, b, step, pull].map(bitsOf)];
    const rowCount = epoch.places.length / 2;
    machine.run('moveRows', rowCount, values, { from });
    return Float32Array.from(machine.floats(next, 2 * rowCount));
  }

  test('gives the bits of the reference', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const epoch = makeEpoch(shape);
        const from = Math.min(shape.fixedCount, shape.rowCount - 1);
        expect(runKernel(epoch, from)).toEqual(moveRowsReference(epoch, from, shape.rowCount));
      }),
      { numRuns: 150 },
    );
  });
});

describe('the functions that forces are made of', () => {
  test('log2 is that of the library to 4 parts in 10 million', () => {
    for (let x = 1e-30; x < 1e12; x *= 1.37) {
      const exact = Math.log2(Math.fround(x));
      expect(Math.abs(log2Reference(x) - exact)).toBeLessThan(4e-7 * Math.max(1, Math.abs(exact)));
    }
    expect(log2Reference(1)).toBe(0);
    expect(log2Reference(8)).toBe(3);
  });

  test('exp2 is that of the library to 4 parts in a million', () => {
    for (let y = -110; y < 110; y += 0.173) {
      const exact = 2 ** Math.fround(y);
      expect(Math.abs(exp2Reference(Math.fround(y)) / exact - 1)).toBeLessThan(4e-6);
    }
    expect([exp2Reference(0), exp2Reference(5), exp2Reference(-3)]).toEqual([1, 32, 0.125]);
  });
});

describe('a pull and a push by hand', () => {
  const alone = { starts: Uint32Array.of(0, 1, 1), ends: Int32Array.of(1), rates: Uint32Array.of(0xffffffff) };
  const given = { ...alone, epoch: 0, seed: 1, a: 1, b: 1, step: 0.1, pull: 1, places: Float32Array.of(0, 0, 2, 0) };

  test('a row is pulled by 2ab·d^(2b−1) / (1 + a·d^2b), times the step', () => {
    const moved = moveRowsReference({ ...given, pushCount: 1, pushesPerPull: 0 }, 0, 2);
    // 2 × 2 / (1 + 4) = 0.8
    expect(moved[0]).toBeCloseTo(0.08, 5);
    expect([...moved.subarray(1)]).toEqual([0, 2, 0]);
  });

  test('and pushed by 2b·d / ((0.001 + d²)(1 + a·d^2b)); never by itself, never by more than 4', () => {
    const pushed = moveRowsReference({ ...given, pushCount: 2, pushesPerPull: 400, pull: 0 }, 0, 2);
    expect(pushed[0]).toBeLessThan(0);
    const close = { ...given, places: Float32Array.of(0, 0, 0.1, 0), pull: 0, pushCount: 2, pushesPerPull: 1 };
    const distances = [1, 2, 3, 4, 5, 6].map((seed) => moveRowsReference({ ...close, seed }, 0, 1)[0] as number);
    // 2 × 0.1 / (0.011 × 1.01) is 18, which is clipped to 4.
    for (const x of distances) expect([0, Math.fround(-0.4)]).toContain(Math.fround(x));
    expect(new Set(distances).size).toBe(2);
  });
});
