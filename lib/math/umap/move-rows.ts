import type { KernelMachine } from '@/lib/math/kernels/machine';
import type { TieCurve } from '@/lib/math/umap/curve';
import type { TieGraph } from '@/lib/math/umap/tie-graph';

/** Places in the plane: x and y of each row, one after another. */
export type Places = Float32Array;

export type Movement = {
  readonly graph: TieGraph;
  /** Where rows begin; the rows of `graph` are the last of these, those before them stay where they are. */
  readonly places: Places;
  readonly curve: TieCurve;
  readonly epochCount: number;
  /** The length of the first step; it falls to 0 evenly. 1 for a new layout. */
  readonly firstStep: number;
  /** 32-bit integer. */
  readonly seed: number;
};

const pushesPerPull = 5;
const rowsPerStep = 512;
const rateUnit = 2 ** 32;

/**
 * Moves rows for a number of epochs: pulled along their ties, pushed by rows drawn at random (UMAP's optimization by
 * negative sampling: McInnes, Healy & Melville 2018, algorithm 5). Unlike there, all rows move at once from the places
 * of the epoch before, so that threads share the work and the same request gives the same places on any number of
 * them. A tie of two rows that both move pulls twice as strongly, for there it pulls from both sides. Yields the share
 * done, 0 to 1. `places` is left as it is. Throws a RangeError when the machine's memory is full.
 */
export function* moveRows(machine: KernelMachine, movement: Movement): Generator<number, Places> {
  const { graph, places, epochCount, firstStep, seed, curve } = movement;
  const rowCount = places.length / 2;
  const movedCount = graph.starts.length - 1;
  const fixedCount = rowCount - movedCount;
  const mark = machine.mark();
  try {
    const desk = layDesk(machine, movement, fixedCount);
    let [from, to] = [desk.placesAt, desk.nextAt];
    for (let epoch = 0; epoch < epochCount; epoch++) {
      const whole = [desk.startsAt, desk.endsAt, desk.ratesAt, from, to, fixedCount || rowCount, epoch, seed];
      const step = firstStep * (1 - epoch / epochCount);
      const real = [curve.a, curve.b, step, fixedCount === 0 ? 2 : 1];
      machine.run('moveRows', rowCount, [...whole, pushesPerPull, ...real.map(bitsOf)], {
        from: fixedCount,
        step: rowsPerStep,
      });
      [from, to] = [to, from];
      yield (epoch + 1) / epochCount;
    }
    return Float32Array.from(machine.floats(from, places.length));
  } finally {
    machine.release(mark);
  }
}

/** Arguments of kernels are whole numbers: a float goes as its bits. */
function bitsOf(value: number): number {
  return new Uint32Array(new Float32Array([value]).buffer)[0] as number;
}

function layDesk(machine: KernelMachine, { graph, places }: Movement, fixedCount: number) {
  const integers = (values: ArrayLike<number>, spare = 0) => {
    const at = machine.allocate(4 * (values.length + spare));
    machine.integers(at + 4 * spare, values.length).set(values);
    return at;
  };
  const floats = () => {
    const at = machine.allocate(4 * places.length);
    machine.floats(at, places.length).set(places);
    return at;
  };
  return {
    // The kernel counts rows from the first one that stays.
    startsAt: integers(graph.starts, fixedCount),
    endsAt: integers(graph.ends),
    ratesAt: integers(ratesOf(graph)),
    placesAt: floats(),
    nextAt: floats(),
  };
}

/** The share of epochs in which each tie pulls, by its weight beside the greatest, as a fraction of 2^32. */
function ratesOf({ weights }: TieGraph): Uint32Array {
  const greatest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  return Uint32Array.from(weights, (weight) => Math.min(rateUnit - 1, Math.floor((weight / greatest) * rateUnit)));
}
