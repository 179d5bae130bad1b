import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileKernels, type KernelName } from '@/lib/math/kernels/load';
import { KernelMachine } from '@/lib/math/kernels/machine';
import { joinSetsReference, mergeListsReference, scanRowsReference } from '@/lib/math/kernels/neighbours-reference';

// Every kernel against its reference, number by number, on shapes that no vector width divides.

const machine = new KernelMachine(compileKernels('plain'));
const smallest = -(2 ** 31);

/** int16 rows padded to 16 numbers, with a few that are the same. */
function codesOf(shape: { rowCount: number; dimension: number; seed: number }): { bytes: Int16Array; stride: number } {
  const stride = Math.ceil(shape.dimension / 16) * 16;
  const bytes = new Int16Array((shape.rowCount + 4) * stride);
  let state = shape.seed;
  for (let row = 0; row < shape.rowCount; row++) {
    const isCopy = row > 0 && row % 5 === 0;
    for (let c = 0; c < shape.dimension; c++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      bytes[row * stride + c] = isCopy ? (bytes[c] as number) : (state >> 20) % 2_000;
    }
  }
  return { bytes, stride };
}

function place(values: Int16Array | Int32Array): number {
  const at = machine.allocate(values.byteLength);
  if (values instanceof Int16Array) machine.shorts(at, values.length).set(values);
  else machine.integers(at, values.length).set(values);
  return at;
}

/** Runs the kernel and the reference on the same bytes; the memory as each leaves it. */
function runBoth(name: KernelName, count: number, values: number[], reference: (base: number) => void) {
  const before = new Uint8Array(machine.memory.buffer).slice();
  machine.run(name, count, values);
  const byKernel = new Uint8Array(machine.memory.buffer).slice();
  new Uint8Array(machine.memory.buffer).set(before);
  const base = machine.allocate(256);
  new Uint32Array(machine.memory.buffer, base, values.length).set(values);
  reference(base);
  const byReference = new Uint8Array(machine.memory.buffer).slice();
  return (at: number, length: number) => ({
    kernel: [...new Int32Array(byKernel.buffer, at, length)],
    reference: [...new Int32Array(byReference.buffer, at, length)],
  });
}

const shapes = fc.record({
  rowCount: fc.integer({ min: 1, max: 40 }),
  dimension: fc.integer({ min: 1, max: 70 }),
  seed: fc.integer(),
  k: fc.integer({ min: 0, max: 12 }),
});

describe('the kernels of neighbours', () => {
  it('scan as the reference does', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 0, max: 50_000 }), fc.boolean(), (shape, slack, hasHalves) => {
        const mark = machine.mark();
        const { rowCount, k } = shape;
        const { bytes, stride } = codesOf(shape);
        const halves = Int32Array.from({ length: rowCount + 4 }, (_, row) => (hasHalves ? row * 1_000 : 0));
        const queryCount = rowCount + (rowCount % 2);
        const capacity = 2 * rowCount + 8;
        const tops = place(new Int32Array(queryCount * k).fill(smallest));
        const counts = place(new Int32Array(queryCount));
        const scores = place(new Int32Array(queryCount * capacity));
        const ids = place(new Int32Array(queryCount * capacity));
        const rows = place(bytes);
        const values = [rows, place(halves), rowCount, 2 * stride, rows, slack, k, capacity, tops, counts, scores, ids];
        const read = runBoth('scanRows', queryCount / 2, values, (base) =>
          scanRowsReference(machine.memory.buffer, 0, queryCount / 2, base),
        );
        for (const [at, length] of [
          [tops, queryCount * k],
          [counts, queryCount],
        ] as const) {
          const { kernel, reference } = read(at, length);
          expect(kernel).toEqual(reference);
        }
        const found = read(counts, queryCount).kernel;
        found.forEach((count, query) => {
          for (const field of [ids, scores]) {
            const { kernel, reference } = read(field + query * capacity * 4, count);
            expect(kernel).toEqual(reference);
          }
        });
        machine.release(mark);
      }),
      { numRuns: 60 },
    );
  });

  it('give up where candidates have no room', () => {
    const mark = machine.mark();
    const rowCount = 50;
    const stride = 16;
    const rows = place(new Int16Array((rowCount + 4) * stride).fill(1));
    const halves = place(new Int32Array(rowCount + 4));
    const [tops, counts] = [place(new Int32Array(6).fill(smallest)), place(new Int32Array(2))];
    const [scores, ids] = [place(new Int32Array(40)), place(new Int32Array(40))];
    machine.run('scanRows', 1, [rows, halves, rowCount, 32, rows, 0, 3, 20, tops, counts, scores, ids]);
    expect([...machine.integers(counts, 2)]).toEqual([-1, -1]);
    machine.release(mark);
  });

  it('join and merge lists as the reference does', () => {
    const joins = fc.record({
      shape: shapes,
      threads: fc.integer({ min: 1, max: 3 }),
      sets: fc.array(fc.array(fc.nat(), { maxLength: 9 }), { minLength: 1, maxLength: 8 }),
      newWidth: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(joins, ({ shape, threads, sets, newWidth }) => {
        const mark = machine.mark();
        const { rowCount } = shape;
        const k = shape.k + 1;
        const { bytes, stride } = codesOf(shape);
        const oldWidth = 4;
        const lay = (width: number, part: (set: number[]) => number[]) =>
          place(
            Int32Array.from(
              sets.flatMap((set) => {
                const ids = [...new Set(part(set).map((id) => id % rowCount))].slice(0, width);
                return [...ids, ...Array.from({ length: width - ids.length }, () => -1)];
              }),
            ),
          );
        const entries = rowCount * k;
        const lists = (times: number, value: number) => place(new Int32Array(entries * times).fill(value));
        const values = [
          place(bytes),
          place(Int32Array.from({ length: rowCount + 4 }, (_, row) => row * 100)),
          2 * stride,
          rowCount,
          k,
          lay(newWidth, (set) => set.slice(0, 5)),
          newWidth,
          lay(oldWidth, (set) => set.slice(5)),
          oldWidth,
          lists(threads, -1),
          lists(threads, smallest),
          machine.allocate(64 + (newWidth + oldWidth + 4) * (2 * stride + 12)),
          64 + (newWidth + oldWidth + 4) * (2 * stride + 12),
          threads,
          lists(1, -1),
          lists(1, smallest),
          place(new Int32Array(entries)),
          place(new Int32Array(threads)),
        ];
        const { buffer } = machine.memory;
        const joined = runBoth('joinSets', sets.length, values, (base) =>
          joinSetsReference(buffer, 0, sets.length, 0, base),
        );
        const merged = runBoth('mergeLists', rowCount, values, (base) =>
          mergeListsReference(buffer, 0, rowCount, 0, base),
        );
        for (const [read, field, length] of [
          [joined, 9, entries],
          [joined, 10, entries],
          [merged, 9, entries * threads],
          [merged, 14, entries],
          [merged, 15, entries],
          [merged, 17, 1],
        ] as const) {
          const { kernel, reference } = read(values[field] as number, length);
          expect(kernel).toEqual(reference);
        }
        machine.release(mark);
      }),
      { numRuns: 60 },
    );
  });
});
