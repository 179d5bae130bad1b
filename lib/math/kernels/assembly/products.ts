/** a × b + c for four floats: in one step where the build has it. */
@inline
function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (RELAXED) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

@inline
function sumFloats(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(i32x4.shuffle(a, b, 0, 4, 1, 5), i32x4.shuffle(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(i32x4.shuffle(c, d, 0, 4, 1, 5), i32x4.shuffle(c, d, 2, 6, 3, 7));
  return f32x4.add(i64x2.shuffle(ab, cd, 0, 2), i64x2.shuffle(ab, cd, 1, 3));
}

/** Products of one float row with four rows `stride` bytes apart; `stride` is a multiple of 16. */
@inline
function dotFour(row: usize, others: usize, stride: usize): v128 {
  const o1 = others + stride;
  const o2 = o1 + stride;
  const o3 = o2 + stride;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  for (let p: usize = 0; p < stride; p += 16) {
    const x = v128.load(row + p);
    a0 = multiplyAdd(x, v128.load(others + p), a0);
    a1 = multiplyAdd(x, v128.load(o1 + p), a1);
    a2 = multiplyAdd(x, v128.load(o2 + p), a2);
    a3 = multiplyAdd(x, v128.load(o3 + p), a3);
  }
  return sumFloats(a0, a1, a2, a3);
}

/** Products of two float rows with four others, eight sums at once: the shape that keeps the registers full. */
@inline
function multiplyPair(row: usize, others: usize, stride: usize, out: usize, outStride: usize): void {
  const r1 = row + stride;
  const o1 = others + stride;
  const o2 = o1 + stride;
  const o3 = o2 + stride;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  for (let p: usize = 0; p < stride; p += 16) {
    const x = v128.load(row + p);
    const z = v128.load(r1 + p);
    let y = v128.load(others + p);
    a0 = multiplyAdd(x, y, a0);
    b0 = multiplyAdd(z, y, b0);
    y = v128.load(o1 + p);
    a1 = multiplyAdd(x, y, a1);
    b1 = multiplyAdd(z, y, b1);
    y = v128.load(o2 + p);
    a2 = multiplyAdd(x, y, a2);
    b2 = multiplyAdd(z, y, b2);
    y = v128.load(o3 + p);
    a3 = multiplyAdd(x, y, a3);
    b3 = multiplyAdd(z, y, b3);
  }
  v128.store(out, sumFloats(a0, a1, a2, a3));
  v128.store(out + outStride, sumFloats(b0, b1, b2, b3));
}

/**
 * Products of float rows with other float rows: out[i][j] = rows[i] · others[j].
 * Arguments: rows (f32), stride in bytes (a multiple of 16, zeros at the end of a row), others (f32, same stride), count
 * of the others (a multiple of 4), out (f32, count apart).
 */
export function multiplyRows(from: i32, to: i32, thread: i32, base: usize): void {
  const rows = <usize>load<u32>(base);
  const stride = <usize>load<u32>(base, 4);
  const others = <usize>load<u32>(base, 8);
  const count = load<i32>(base, 12);
  const out = <usize>load<u32>(base, 16);
  const outStride = <usize>count << 2;
  let i = from;
  for (; i + 2 <= to; i += 2) {
    const row = rows + <usize>i * stride;
    const target = out + <usize>i * outStride;
    for (let j = 0; j < count; j += 4) {
      multiplyPair(row, others + <usize>j * stride, stride, target + (<usize>j << 2), outStride);
    }
  }
  for (; i < to; i++) {
    const row = rows + <usize>i * stride;
    const target = out + <usize>i * outStride;
    for (let j = 0; j < count; j += 4) {
      v128.store(target + (<usize>j << 2), dotFour(row, others + <usize>j * stride, stride));
    }
  }
}
