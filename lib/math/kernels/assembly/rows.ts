/** Argument number `n` of a kernel. */
@inline
function argument(base: usize, n: usize): usize {
  return <usize>load<u32>(base + n * 4);
}

/** Floats of a row, kept in a multiple of 16. */
@inline
function paddedLength(dimension: i32): i32 {
  return (dimension + 15) & ~15;
}

/** The sum of squares of (row − mean), in double precision; not finite when a number of the row is not. */
@inline
function squaredDistance(row: usize, mean: usize, dimension: i32): f64 {
  let a = f64x2.splat(0);
  let b = a;
  let c = 0;
  for (; c + 4 <= dimension; c += 4) {
    const values = v128.load(row + (<usize>c << 2));
    const at = mean + (<usize>c << 3);
    const low = f64x2.sub(f64x2.promote_low_f32x4(values), v128.load(at));
    const high = f64x2.sub(f64x2.promote_low_f32x4(i64x2.shuffle(values, values, 1, 0)), v128.load(at, 16));
    a = f64x2.add(a, f64x2.mul(low, low));
    b = f64x2.add(b, f64x2.mul(high, high));
  }
  const both = f64x2.add(a, b);
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; c < dimension; c++) {
    const difference = <f64>load<f32>(row + (<usize>c << 2)) - load<f64>(mean + (<usize>c << 3));
    sum += difference * difference;
  }
  return sum;
}

/**
 * Largest squared length of float rows less `mean`, and whether all numbers are finite.
 * Arguments: rows (f32, dimension apart), mean (f64), dimension, out (per thread: f64 largest, i32 first bad row or -1).
 */
export function measureRows(from: i32, to: i32, thread: i32, base: usize): void {
  const rows = argument(base, 0);
  const mean = argument(base, 1);
  const dimension = <i32>argument(base, 2);
  const out = argument(base, 3) + (<usize>thread << 4);
  let largest = load<f64>(out);
  let bad = load<i32>(out, 8);
  for (let i = from; i < to; i++) {
    const sum = squaredDistance(rows + (<usize>i * <usize>dimension << 2), mean, dimension);
    // Not finite when a number is not, and never by overflow: floats squared stay far below the largest double.
    if (!(sum < Infinity)) {
      if (bad < 0 || i < bad) bad = i;
    } else if (sum > largest) largest = sum;
  }
  store<f64>(out, largest);
  store<i32>(out, bad, 8);
}

/**
 * Scales float rows to unit length where they stand; rows of zeros stay.
 * Arguments: rows (f32, dimension apart), dimension.
 */
export function normalizeRows(from: i32, to: i32, thread: i32, base: usize): void {
  const rows = argument(base, 0);
  const dimension = <i32>argument(base, 1);
  for (let i = from; i < to; i++) {
    const row = rows + (<usize>i * <usize>dimension << 2);
    let sum: f64 = 0;
    for (let c = 0; c < dimension; c++) {
      const value = <f64>load<f32>(row + (<usize>c << 2));
      sum += value * value;
    }
    if (sum == 0) continue;
    const factor = 1 / Math.sqrt(sum);
    for (let c = 0; c < dimension; c++) {
      const at = row + (<usize>c << 2);
      store<f32>(at, <f32>(<f64>load<f32>(at) * factor));
    }
  }
}

/** (four numbers − mean) × scale, rounded half to even, as i32. */
@inline
function scaleFour(values: v128, mean: v128, scale: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(f32x4.sub(values, mean), scale)));
}

/**
 * Float rows less `mean`, times `scale`, rounded to int16 (half to even, in single precision) and padded with zeros.
 * Arguments: rows (f32, dimension apart), mean (f32), dimension, scale (address of an f32), out (int16), half squared
 * lengths (i32, one for each row), number of the first row in `out`.
 */
export function quantizeRows(from: i32, to: i32, thread: i32, base: usize): void {
  const rows = argument(base, 0);
  const mean = argument(base, 1);
  const dimension = <i32>argument(base, 2);
  const scale = load<f32>(argument(base, 3));
  const out = argument(base, 4);
  const halves = argument(base, 5);
  const first = <i32>argument(base, 6);
  const padded = paddedLength(dimension);
  const scales = f32x4.splat(scale);
  for (let i = from; i < to; i++) {
    const row = rows + (<usize>i * <usize>dimension << 2);
    const target = out + (<usize>(first + i) * <usize>padded << 1);
    let squares = i32x4.splat(0);
    let c = 0;
    for (; c + 8 <= dimension; c += 8) {
      const at = <usize>c << 2;
      const low = scaleFour(v128.load(row + at), v128.load(mean + at), scales);
      const high = scaleFour(v128.load(row + at, 16), v128.load(mean + at, 16), scales);
      const both = i16x8.narrow_i32x4_s(low, high);
      v128.store(target + (<usize>c << 1), both);
      squares = i32x4.add(squares, i32x4.dot_i16x8_s(both, both));
    }
    let square = i32x4.extract_lane(squares, 0) + i32x4.extract_lane(squares, 1);
    square += i32x4.extract_lane(squares, 2) + i32x4.extract_lane(squares, 3);
    for (; c < dimension; c++) {
      const at = <usize>c << 2;
      const value = <i32>nearest<f32>((load<f32>(row + at) - load<f32>(mean + at)) * scale);
      store<i16>(target + (<usize>c << 1), <i16>value);
      square += value * value;
    }
    for (; c < padded; c++) store<i16>(target + (<usize>c << 1), 0);
    store<i32>(halves + (<usize>(first + i) << 2), square >> 1);
  }
}

/**
 * Copies int16 rows, and their half squared lengths, in the order of `numbers`.
 * Arguments: rows, halves, stride in bytes, numbers (i32), out rows, out halves.
 */
export function gatherRows(from: i32, to: i32, thread: i32, base: usize): void {
  const rows = argument(base, 0);
  const halves = argument(base, 1);
  const stride = argument(base, 2);
  const numbers = argument(base, 3);
  const out = argument(base, 4);
  const outHalves = argument(base, 5);
  for (let i = from; i < to; i++) {
    const number = <usize>load<i32>(numbers + (<usize>i << 2));
    memory.copy(out + <usize>i * stride, rows + number * stride, stride);
    store<i32>(outHalves + (<usize>i << 2), load<i32>(halves + (number << 2)));
  }
}
