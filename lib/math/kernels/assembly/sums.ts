/** Argument number `n` of a kernel. */
@inline
function argument(base: usize, n: usize): usize {
  return <usize>load<u32>(base + n * 4);
}

/** sums += row, in 32 bits. */
@inline
function addRow(row: usize, stride: usize, sums: usize): void {
  for (let p: usize = 0; p < stride; p += 16) {
    const x = v128.load(row + p);
    const at = sums + (p << 1);
    v128.store(at, i32x4.add(v128.load(at), i32x4.extend_low_i16x8_s(x)));
    v128.store(at, i32x4.add(v128.load(at, 16), i32x4.extend_high_i16x8_s(x)), 16);
  }
}

/** sums −= row, in 32 bits. */
@inline
function subtractRow(row: usize, stride: usize, sums: usize): void {
  for (let p: usize = 0; p < stride; p += 16) {
    const x = v128.load(row + p);
    const at = sums + (p << 1);
    v128.store(at, i32x4.sub(v128.load(at), i32x4.extend_low_i16x8_s(x)));
    v128.store(at, i32x4.sub(v128.load(at, 16), i32x4.extend_high_i16x8_s(x)), 16);
  }
}

/**
 * Moves rows whose label changed from the sums of their old centre to those of the new one, and counts them. Whole
 * numbers: the order and the number of threads do not matter. At most 65,000 rows between two `flushSums`.
 * Arguments: rows (int16), stride in bytes, labels (i32), old labels (i32; -1 for none; set to the new ones), changes
 * (per thread: i32 sums, `count` × numbers in a row, then i32 sizes, `count`), bytes of one thread's changes, count.
 */
export function accumulate(from: i32, to: i32, thread: i32, base: usize): void {
  const rows = argument(base, 0);
  const stride = argument(base, 1);
  const labels = argument(base, 2);
  const olds = argument(base, 3);
  const changes = argument(base, 4) + <usize>thread * argument(base, 5);
  const count = argument(base, 6);
  const sizes = changes + count * (stride << 1);
  for (let i = from; i < to; i++) {
    const label = load<i32>(labels + (<usize>i << 2));
    const old = load<i32>(olds + (<usize>i << 2));
    if (label == old) continue;
    const row = rows + <usize>i * stride;
    addRow(row, stride, changes + <usize>label * (stride << 1));
    const size = sizes + (<usize>label << 2);
    store<i32>(size, load<i32>(size) + 1);
    store<i32>(olds + (<usize>i << 2), label);
    if (old < 0) continue;
    subtractRow(row, stride, changes + <usize>old * (stride << 1));
    const oldSize = sizes + (<usize>old << 2);
    store<i32>(oldSize, load<i32>(oldSize) - 1);
  }
}

/** sums += factor × row, in doubles. */
@inline
function addWeighted(row: usize, stride: usize, factor: f64, sums: usize): void {
  const factors = f64x2.splat(factor);
  for (let p: usize = 0; p < stride; p += 8) {
    const four = v128.load16x4_s(row + p);
    const at = sums + (p << 2);
    v128.store(at, f64x2.add(v128.load(at), f64x2.mul(f64x2.convert_low_i32x4_s(four), factors)));
    const high = f64x2.convert_low_i32x4_s(i64x2.shuffle(four, four, 1, 0));
    v128.store(at, f64x2.add(v128.load(at, 16), f64x2.mul(high, factors)), 16);
  }
}

/**
 * As `accumulate`, with a weight for every row. Sums are whole numbers in doubles: exact up to 2^53, so that the order
 * does not matter here either.
 * Arguments: 0 to 6 as of `accumulate`, but with changes in f64; 7 weights of the rows (i32).
 */
export function accumulateWeighted(from: i32, to: i32, thread: i32, base: usize): void {
  const rows = argument(base, 0);
  const stride = argument(base, 1);
  const labels = argument(base, 2);
  const olds = argument(base, 3);
  const changes = argument(base, 4) + <usize>thread * argument(base, 5);
  const count = argument(base, 6);
  const weights = argument(base, 7);
  const sizes = changes + count * (stride << 2);
  for (let i = <usize>from; i < <usize>to; i++) {
    const label = load<i32>(labels + (i << 2));
    const old = load<i32>(olds + (i << 2));
    if (label == old) continue;
    const row = rows + i * stride;
    const weight = <f64>load<i32>(weights + (i << 2));
    addWeighted(row, stride, weight, changes + <usize>label * (stride << 2));
    const size = sizes + (<usize>label << 3);
    store<f64>(size, load<f64>(size) + weight);
    store<i32>(olds + (i << 2), label);
    if (old < 0) continue;
    addWeighted(row, stride, -weight, changes + <usize>old * (stride << 2));
    const oldSize = sizes + (<usize>old << 3);
    store<f64>(oldSize, load<f64>(oldSize) - weight);
  }
}

/**
 * Adds the changes of all threads to the sums of centres and clears them. The range is one of centres.
 * Arguments: changes, bytes of one thread's changes, count of centres, numbers in a row, threads, sums (f64, numbers
 * apart), sizes (f64), 1 when the changes are f64 and 0 when they are i32.
 */
export function flushSums(from: i32, to: i32, thread: i32, base: usize): void {
  const changes = argument(base, 0);
  const bytes = argument(base, 1);
  const count = argument(base, 2);
  const width = argument(base, 3);
  const threads = argument(base, 4);
  const sums = argument(base, 5);
  const sizes = argument(base, 6);
  const isWide = argument(base, 7) != 0;
  const shift: usize = isWide ? 3 : 2;
  for (let t: usize = 0; t < threads; t++) {
    const own = changes + t * bytes;
    for (let at = <usize>from * width; at < <usize>to * width; at++) {
      const sum = sums + (at << 3);
      store<f64>(sum, load<f64>(sum) + readChange(own + (at << shift), isWide));
    }
    memory.fill(own + (<usize>from * width << shift), 0, (<usize>(to - from) * width) << shift);
    const ownSizes = own + (count * width << shift);
    for (let j = <usize>from; j < <usize>to; j++) {
      const size = sizes + (j << 3);
      store<f64>(size, load<f64>(size) + readChange(ownSizes + (j << shift), isWide));
    }
    memory.fill(ownSizes + (<usize>from << shift), 0, <usize>(to - from) << shift);
  }
}

@inline
function readChange(at: usize, isWide: bool): f64 {
  return isWide ? load<f64>(at) : <f64>load<i32>(at);
}
