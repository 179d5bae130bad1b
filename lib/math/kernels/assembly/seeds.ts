import { dotFour } from './tile';

/** Argument number `n` of a kernel. */
@inline
function argument(base: usize, n: usize): usize {
  return <usize>load<u32>(base + n * 4);
}

/**
 * Half squared distances of rows to trial centres, none above what a row has already, and their weighted totals.
 * Arguments: rows (int16), stride in bytes, half squared lengths of the rows (i32), trials (int16), count of trials (a
 * multiple of 4), half squared lengths of the trials, nearest so far (i32), out (i32, count of trials apart), totals
 * (per thread: i64 × count), weights of the rows (i32; 0 for none).
 */
export function seedDistances(from: i32, to: i32, thread: i32, base: usize): void {
  const rows = argument(base, 0);
  const stride = argument(base, 1);
  const lengths = argument(base, 2);
  const trials = argument(base, 3);
  const count = argument(base, 4);
  const halves = argument(base, 5);
  const nearest = argument(base, 6);
  const out = argument(base, 7);
  const totals = argument(base, 8) + <usize>thread * (count << 3);
  const weights = argument(base, 9);
  for (let i = <usize>from; i < <usize>to; i++) {
    const row = rows + i * stride;
    const own = i32x4.splat(load<i32>(lengths + (i << 2)));
    const limit = i32x4.splat(load<i32>(nearest + (i << 2)));
    const weight = i32x4.splat(weights == 0 ? 1 : load<i32>(weights + (i << 2)));
    for (let j: usize = 0; j < count; j += 4) {
      const product = dotFour(row, trials + j * stride, stride);
      const distance = i32x4.sub(i32x4.add(own, v128.load(halves + (j << 2))), product);
      const least = i32x4.max_s(i32x4.splat(0), i32x4.min_s(distance, limit));
      v128.store(out + ((i * count + j) << 2), least);
      const total = totals + (j << 3);
      v128.store(total, i64x2.add(v128.load(total), i64x2.extmul_low_i32x4_s(least, weight)));
      v128.store(total, i64x2.add(v128.load(total, 16), i64x2.extmul_high_i32x4_s(least, weight)), 16);
    }
  }
}
