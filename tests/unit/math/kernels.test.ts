import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KernelMachine } from '@/lib/math/kernels/machine';
import { compileForNode } from '@/lib/math/kernels/machine.server';
import * as reference from '@/lib/math/kernels/reference';
import { createRandom } from '@/lib/math/random';

const nobody = 2 ** 31 - 1;
const shapes = fc.record({
  rowCount: fc.integer({ min: 1, max: 23 }),
  dimension: fc.integer({ min: 1, max: 67 }),
  count: fc.integer({ min: 1, max: 21 }),
  seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
});
type Shape = { rowCount: number; dimension: number; count: number; seed: number };

/** Random int16 rows of which none is longer than 32,700. */
function makeRows(rowCount: number, dimension: number, seed: number): reference.WholeRows {
  const random = createRandom(seed);
  const width = Math.ceil(dimension / 16) * 16;
  const limit = Math.floor(32_700 / Math.sqrt(dimension));
  const values = new Int16Array(rowCount * width);
  const halves = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    let square = 0;
    for (let c = 0; c < dimension; c++) {
      const value = Math.round((2 * random() - 1) * limit * (random() < 0.1 ? 0 : 1));
      values[row * width + c] = value;
      square += value * value;
    }
    halves[row] = Math.floor(square / 2);
  }
  return { values, width, halves };
}

function makeFloats(count: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => (2 * random() - 1) * 10 ** Math.floor(4 * random() - 2));
}

describe.each(['plain', 'relaxed'] as const)('kernels, %s build', (build) => {
  const compiled = compileForNode(build);
  const open = () => new KernelMachine(compiled);

  function put(machine: KernelMachine, values: Int16Array | Int32Array | Float32Array | Float64Array): number {
    const at = machine.allocate(values.byteLength);
    new Uint8Array(machine.memory.buffer, at, values.byteLength).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
    return at;
  }

  test('measureRows', () => {
    fc.assert(
      fc.property(shapes, ({ rowCount, dimension, seed }) => {
        const machine = open();
        const rows = makeFloats(rowCount * dimension, seed);
        const mean = Float64Array.from(makeFloats(dimension, seed + 1));
        const out = machine.allocate(16);
        machine.doubles(out, 1)[0] = 0;
        machine.integers(out, 4)[2] = -1;
        machine.run('measureRows', rowCount, [put(machine, rows), put(machine, mean), dimension, out]);
        const expected = reference.measureRows(rows, dimension, mean);
        expect(machine.doubles(out, 1)[0]).toBeCloseTo(expected.largest, 6);
        expect(machine.integers(out, 4)[2]).toBe(expected.bad);
      }),
    );
  });

  test.each([Number.NaN, Infinity, -Infinity])('measureRows names the first row with %s', (value) => {
    for (let column = 0; column < 11; column++) {
      const machine = open();
      const rows = makeFloats(9 * 11, 5);
      rows[4 * 11 + column] = value;
      rows[7 * 11] = value;
      const out = machine.allocate(16);
      machine.integers(out, 4)[2] = -1;
      machine.run('measureRows', 9, [put(machine, rows), put(machine, new Float64Array(11)), 11, out]);
      expect(machine.integers(out, 4)[2]).toBe(4);
    }
  });

  test('normalizeRows', () => {
    fc.assert(
      fc.property(shapes, ({ rowCount, dimension, seed }) => {
        const machine = open();
        const rows = makeFloats(rowCount * dimension, seed);
        rows.fill(0, 0, dimension);
        const at = put(machine, rows);
        machine.run('normalizeRows', rowCount, [at, dimension]);
        const expected = reference.normalizeRows(rows, dimension);
        machine.floats(at, rows.length).forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i] as number, 6);
        });
      }),
    );
  });

  test('quantizeRows', () => {
    fc.assert(
      fc.property(shapes, ({ rowCount, dimension, seed }) => {
        const machine = open();
        const rows = makeFloats(rowCount * dimension, seed);
        const mean = makeFloats(dimension, seed + 1);
        const { largest } = reference.measureRows(rows, dimension, Float64Array.from(mean));
        const scale = Math.fround(32_700 / Math.sqrt(largest || 1));
        const width = Math.ceil(dimension / 16) * 16;
        const out = machine.allocate(2 * width * rowCount);
        const halves = machine.allocate(4 * rowCount);
        const scaleAt = put(machine, Float32Array.of(scale));
        const values = [put(machine, rows), put(machine, mean), dimension, scaleAt, out, halves, 0];
        machine.run('quantizeRows', rowCount, values);
        const expected = reference.quantizeRows(rows, { dimension, width, mean, scale });
        expect(machine.shorts(out, width * rowCount)).toEqual(expected.values);
        expect(machine.integers(halves, rowCount)).toEqual(expected.halves);
      }),
    );
  });

  test('gatherRows', () => {
    fc.assert(
      fc.property(shapes, ({ rowCount, dimension, count, seed }) => {
        const machine = open();
        const rows = makeRows(rowCount, dimension, seed);
        const random = createRandom(seed);
        const numbers = Int32Array.from({ length: count }, () => Math.floor(random() * rowCount));
        const out = machine.allocate(2 * rows.width * count);
        const halves = machine.allocate(4 * count);
        const own = [put(machine, rows.values), put(machine, rows.halves), 2 * rows.width, put(machine, numbers)];
        machine.run('gatherRows', count, [...own, out, halves]);
        const expected = reference.gatherRows(rows, numbers);
        expect(machine.shorts(out, rows.width * count)).toEqual(expected.values);
        expect(machine.integers(halves, count)).toEqual(expected.halves);
      }),
    );
  });

  /** Runs assignRows on random rows and centres, and refreshRows after the centres moved. */
  function assign({ rowCount, dimension, count, seed }: Shape, groupSize: number) {
    const machine = open();
    const rows = makeRows(rowCount, dimension, seed);
    const centres = makeRows(count, dimension, seed + 1);
    const groupCount = Math.ceil(count / groupSize);
    const boundWidth = Math.ceil(groupCount / 4) * 4;
    const places = groupCount * groupSize;
    const centresAt = machine.allocate(2 * rows.width * places);
    const halvesAt = machine.allocate(4 * places);
    const put1 = (given: reference.WholeRows) => {
      machine.shorts(centresAt, rows.width * places).fill(0);
      machine.shorts(centresAt, rows.width * places).set(given.values);
      machine.integers(halvesAt, places).fill(nobody);
      machine.integers(halvesAt, places).set(given.halves);
    };
    put1(centres);
    const labels = machine.allocate(4 * rowCount);
    const scores = machine.allocate(4 * rowCount);
    const bounds = machine.allocate(4 * rowCount * boundWidth);
    const drift = machine.allocate(4 * boundWidth);
    const counts = machine.allocate(8);
    machine.floats(bounds, rowCount * boundWidth).fill(Infinity);
    machine.floats(drift, boundWidth).fill(0);
    machine.longs(counts, 1).fill(0n);
    const own = [put(machine, rows.values), 2 * rows.width, put(machine, rows.halves), centresAt, halvesAt];
    const values = [...own, groupSize, groupCount, labels, scores, bounds, drift, counts];
    const read = () => ({
      labels: machine.integers(labels, rowCount).slice(),
      scores: machine.integers(scores, rowCount).slice(),
    });
    return { machine, rows, centres, groupCount, boundWidth, values, bounds, drift, read, move: put1 };
  }

  test('assignRows, with the distance to every group', () => {
    fc.assert(
      fc.property(shapes, fc.constantFrom(4, 8, 16), (shape, groupSize) => {
        const { machine, rows, centres, groupCount, boundWidth, values, bounds, read } = assign(shape, groupSize);
        machine.run('assignRows', shape.rowCount, values);
        const expected = reference.assignRows(rows, centres);
        expect(read()).toEqual(expected);
        const distances = reference.groupDistances(rows, centres, groupSize);
        const kept = machine.floats(bounds, shape.rowCount * boundWidth);
        distances.forEach((groups, row) => {
          for (let group = 0; group < groupCount; group++) {
            expect(kept[row * boundWidth + group]).toBeCloseTo(groups[group] as number, 1);
          }
        });
      }),
    );
  });

  test('refreshRows finds what assignRows would, after the centres moved', () => {
    fc.assert(
      fc.property(shapes, fc.constantFrom(4, 8), fc.integer({ min: 0, max: 9_000 }), (shape, groupSize, reach) => {
        const { machine, rows, centres, values, drift, read, move } = assign(shape, groupSize);
        machine.run('assignRows', shape.rowCount, values);
        const random = createRandom(shape.seed);
        const moved = centres.values.map((value) =>
          Math.trunc(0.7 * value + (random() - 0.5) * (reach / shape.dimension)),
        );
        moved.forEach((_, at) => {
          if (at % rows.width >= shape.dimension) moved[at] = 0;
        });
        const after = { ...centres, values: moved, halves: halvesOf(moved, rows.width) };
        move(after);
        const own = machine.floats(drift, Math.ceil(shape.count / groupSize));
        for (let centre = 0; centre < shape.count; centre++) {
          const group = Math.floor(centre / groupSize);
          own[group] = Math.max(own[group] as number, distanceOf(centres.values, moved, rows.width, centre) + 0.01);
        }
        machine.run('refreshRows', shape.rowCount, values);
        expect(read()).toEqual(reference.assignRows(rows, after));
      }),
    );
  });

  test('accumulate and accumulateWeighted, by changes, then flushSums', () => {
    fc.assert(
      fc.property(shapes, fc.boolean(), ({ rowCount, dimension, count, seed }, isWeighted) => {
        const machine = open();
        const rows = makeRows(rowCount, dimension, seed);
        const random = createRandom(seed + 2);
        const draw = () => Int32Array.from({ length: rowCount }, () => Math.floor(random() * count));
        const weights = Int32Array.from({ length: rowCount }, () => Math.floor(random() * 65_536));
        const bytes = (isWeighted ? 8 : 4) * count * (rows.width + 1);
        const changes = machine.allocate(bytes);
        const sums = machine.allocate(8 * count * rows.width);
        const sizes = machine.allocate(8 * count);
        const labels = machine.allocate(4 * rowCount);
        const olds = machine.allocate(4 * rowCount);
        machine.integers(changes, bytes / 4).fill(0);
        machine.doubles(sums, count * rows.width).fill(0);
        machine.doubles(sizes, count).fill(0);
        machine.integers(olds, rowCount).fill(-1);
        const own = [
          put(machine, rows.values),
          2 * rows.width,
          labels,
          olds,
          changes,
          bytes,
          count,
          put(machine, weights),
        ];
        for (let round = 0; round < 3; round++) {
          const given = draw();
          machine.integers(labels, rowCount).set(given);
          machine.run(isWeighted ? 'accumulateWeighted' : 'accumulate', rowCount, own);
          const flags = [changes, bytes, count, rows.width, 1, sums, sizes, isWeighted ? 1 : 0];
          machine.run('flushSums', count, flags, { step: 3 });
          const expected = reference.accumulate(rows, given, isWeighted ? { count, weights } : { count });
          expect(machine.doubles(sums, count * rows.width)).toEqual(expected.sums);
          expect(machine.doubles(sizes, count)).toEqual(expected.sizes);
        }
      }),
    );
  });

  test('seedDistances', () => {
    fc.assert(
      fc.property(shapes, fc.boolean(), ({ rowCount, dimension, count, seed }, isWeighted) => {
        const machine = open();
        const rows = makeRows(rowCount, dimension, seed);
        const trials = makeRows(Math.ceil(count / 4) * 4, dimension, seed + 1);
        const random = createRandom(seed + 2);
        const nearest = Int32Array.from({ length: rowCount }, () => Math.floor(random() * (2 ** 31 - 1)));
        const weights = Int32Array.from({ length: rowCount }, () => Math.floor(random() * 65_536));
        const trialCount = trials.halves.length;
        const out = machine.allocate(4 * rowCount * trialCount);
        const totals = machine.allocate(8 * trialCount);
        machine.longs(totals, trialCount).fill(0n);
        const own = [put(machine, rows.values), 2 * rows.width, put(machine, rows.halves), put(machine, trials.values)];
        const others = [trialCount, put(machine, trials.halves), put(machine, nearest), out, totals];
        machine.run('seedDistances', rowCount, [...own, ...others, isWeighted ? put(machine, weights) : 0]);
        const expected = reference.seedDistances(rows, trials, isWeighted ? { nearest, weights } : { nearest });
        expect(machine.integers(out, rowCount * trialCount)).toEqual(expected.distances);
        expect(Array.from(machine.longs(totals, trialCount), Number)).toEqual([...expected.totals]);
      }),
    );
  });

  test('multiplyRows', () => {
    fc.assert(
      fc.property(shapes, ({ rowCount, dimension, count, seed }) => {
        const machine = open();
        const width = Math.ceil(dimension / 4) * 4;
        const rows = makeFloats(rowCount * width, seed);
        const others = makeFloats(Math.ceil(count / 4) * 4 * width, seed + 1);
        const otherCount = others.length / width;
        const out = machine.allocate(4 * rowCount * otherCount);
        machine.run('multiplyRows', rowCount, [put(machine, rows), 4 * width, put(machine, others), otherCount, out]);
        const expected = reference.multiplyRows(rows, others, width);
        machine.floats(out, expected.length).forEach((value, i) => {
          const error = Math.abs(value - (expected[i] as number));
          expect(error).toBeLessThanOrEqual(
            1e-5 * (1 + lengthOf(rows, width, Math.floor(i / otherCount)) * lengthOf(others, width, i % otherCount)),
          );
        });
      }),
    );
  });
});

function halvesOf(values: Int16Array, width: number): Int32Array {
  return Int32Array.from({ length: values.length / width }, (_, row) =>
    Math.floor(values.subarray(row * width, (row + 1) * width).reduce((sum, value) => sum + value * value, 0) / 2),
  );
}

function distanceOf(a: Int16Array, b: Int16Array, width: number, row: number): number {
  let sum = 0;
  for (let at = row * width; at < (row + 1) * width; at++) sum += ((a[at] as number) - (b[at] as number)) ** 2;
  return Math.sqrt(sum);
}

function lengthOf(rows: Float32Array, width: number, row: number): number {
  return Math.sqrt(rows.subarray(row * width, (row + 1) * width).reduce((sum, value) => sum + value * value, 0));
}
