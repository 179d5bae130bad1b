// What the kernel of assembly/layout.ts computes, one row at a time and one force after another: tests compare the two
// bit by bit, for every step is rounded to single precision in the same order.

const { fround } = Math;
const times = (a: number, b: number) => fround(a * b);
const plus = (a: number, b: number) => fround(a + b);

const bits = new DataView(new ArrayBuffer(4));

function bitsOf(value: number): number {
  bits.setFloat32(0, value);
  return bits.getInt32(0);
}

function floatOf(word: number): number {
  bits.setInt32(0, word);
  return bits.getFloat32(0);
}

function polynomial(z: number, coefficients: readonly number[]): number {
  return coefficients.map(fround).reduce((sum, coefficient) => plus(times(sum, z), coefficient));
}

/** Base-2 logarithm of a positive number. */
export function log2Reference(x: number): number {
  const word = bitsOf(fround(x));
  const exponent = ((word - 0x3f3504f3) | 0) >> 23;
  const m = floatOf((word - (exponent << 23)) | 0);
  const s = fround(fround(m - 1) / plus(m, 1));
  const series = polynomial(times(s, s), [0.41219858, 0.57707802, 0.9617967, 2.8853901]);
  return plus(times(series, s), exponent);
}

/** 2 to the power of a number between −120 and 120. */
export function exp2Reference(y: number): number {
  const whole = roundToEven(y);
  const series = polynomial(fround(y - whole), [0.0013333558, 0.009618129, 0.05550411, 0.24022651, Math.LN2, 1]);
  return floatOf((bitsOf(series) + (whole << 23)) | 0);
}

function roundToEven(y: number): number {
  const below = Math.floor(y);
  const rest = y - below;
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
}

function mix(word: number): number {
  let x = word >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** What one epoch is made of; see the class Layout of assembly/layout.ts. */
export type Epoch = {
  readonly starts: Uint32Array;
  readonly ends: Int32Array;
  readonly rates: Uint32Array;
  readonly places: Float32Array;
  readonly pushCount: number;
  readonly epoch: number;
  readonly seed: number;
  readonly pushesPerPull: number;
  readonly a: number;
  readonly b: number;
  readonly step: number;
  readonly pull: number;
};

type Place = readonly [x: number, y: number];

/** The places of rows `from` to `to` − 1 after an epoch; those of the others are as they were. */
export function moveRowsReference(epoch: Epoch, from: number, to: number): Float32Array {
  const next = epoch.places.slice();
  for (let row = from; row < to; row++) next.set(moveRow(epoch, row), 2 * row);
  return next;
}

function moveRow(epoch: Epoch, row: number): Place {
  let own: Place = [epoch.places[2 * row] as number, epoch.places[2 * row + 1] as number];
  const pulling = findPulling(epoch, row);
  for (const four of inFours(pulling)) own = applyFour(epoch, own, { row, others: four.toReversed(), isPull: true });
  const pushing = drawPushing(epoch, row, pulling.length * epoch.pushesPerPull);
  for (const four of inFours(pushing)) own = applyFour(epoch, own, { row, others: four, isPull: false });
  return own;
}

function findPulling({ starts, ends, rates, epoch, seed }: Epoch, row: number): number[] {
  const pulling: number[] = [];
  for (let edge = starts[row] as number; edge < (starts[row + 1] as number); edge++) {
    const rate = rates[edge] as number;
    const clock = (mix(edge + seed) + Math.imul(epoch, rate)) >>> 0;
    if (clock < rate) pulling.push(ends[edge] as number);
  }
  return pulling;
}

function drawPushing({ pushCount, epoch, seed }: Epoch, row: number, count: number): number[] {
  const first = mix(mix(row ^ seed) + Math.imul(epoch, 0x9e3779b9));
  return Array.from({ length: count }, (_, i) => {
    const word = mix(first + Math.imul(i, 0x9e3779b9));
    return Number((BigInt(word) * BigInt(pushCount)) >> 32n);
  });
}

function inFours(rows: readonly number[]): number[][] {
  return Array.from({ length: Math.ceil(rows.length / 4) }, (_, i) => rows.slice(4 * i, 4 * i + 4));
}

type Four = { row: number; others: readonly number[]; isPull: boolean };

/** Up to four rows act at once, on the place before any of them has. */
function applyFour(epoch: Epoch, own: Place, { row, others, isPull }: Four): Place {
  const moves = others.map((other) => (other === row ? ([0, 0] as const) : moveBy(epoch, own, other, isPull)));
  const step = isPull ? times(fround(epoch.step), fround(epoch.pull)) : fround(epoch.step);
  const sum = (axis: 0 | 1) => {
    const at = (i: number) => moves[i]?.[axis] ?? 0;
    return times(plus(plus(at(0), at(1)), plus(at(2), at(3))), step);
  };
  return [plus(own[0], sum(0)), plus(own[1], sum(1))];
}

function moveBy(epoch: Epoch, own: Place, other: number, isPull: boolean): Place {
  const [a, b] = [fround(epoch.a), fround(epoch.b)];
  const dx = fround(own[0] - (epoch.places[2 * other] as number));
  const dy = fround(own[1] - (epoch.places[2 * other + 1] as number));
  const square = plus(times(dx, dx), times(dy, dy));
  if (!(square > fround(1e-30))) return [0, 0];
  const power = exp2Reference(times(log2Reference(square), b));
  const curve = plus(times(power, a), 1);
  const factor = isPull
    ? fround(times(power, times(times(-2, a), b)) / times(square, curve))
    : fround(times(2, b) / times(plus(square, fround(0.001)), curve));
  const clip = (value: number) => Math.max(-4, Math.min(4, value));
  return [clip(times(factor, dx)), clip(times(factor, dy))];
}
