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
    const row = rows + (<usize>i * <usize>dimension << 2);
    let sum: f64 = 0;
    for (let c = 0; c < dimension; c++) {
      const difference = <f64>load<f32>(row + (<usize>c << 2)) - load<f64>(mean + (<usize>c << 3));
      sum += difference * difference;
    }
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

/**
 * Float rows less `mean`, times `scale`, rounded to int16 (half to even) and padded with zeros.
 * Arguments: rows (f32, dimension apart), mean (f64), dimension, scale (address of an f64), out (int16), half squared
 * lengths (i32, one for each row), number of the first row in `out`.
 */
export function quantizeRows(from: i32, to: i32, thread: i32, base: usize): void {
  const rows = argument(base, 0);
  const mean = argument(base, 1);
  const dimension = <i32>argument(base, 2);
  const scale = load<f64>(argument(base, 3));
  const out = argument(base, 4);
  const halves = argument(base, 5);
  const first = <i32>argument(base, 6);
  const padded = paddedLength(dimension);
  for (let i = from; i < to; i++) {
    const row = rows + (<usize>i * <usize>dimension << 2);
    const target = out + (<usize>(first + i) * <usize>padded << 1);
    let square: i64 = 0;
    for (let c = 0; c < dimension; c++) {
      const shifted = <f64>load<f32>(row + (<usize>c << 2)) - load<f64>(mean + (<usize>c << 3));
      const value = <i32>nearest<f64>(shifted * scale);
      store<i16>(target + (<usize>c << 1), <i16>value);
      square += <i64>(value * value);
    }
    for (let c = dimension; c < padded; c++) store<i16>(target + (<usize>c << 1), 0);
    store<i32>(halves + (<usize>(first + i) << 2), <i32>(square >> 1));
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
