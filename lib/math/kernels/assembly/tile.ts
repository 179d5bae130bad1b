// Products of int16 rows in SIMD. A row takes a multiple of 32 bytes (16 numbers), zeros at its end. Rows are at most
// 32,700 long (Euclidean norm), so that no partial sum of a product leaves int32 (Cauchy-Schwarz).

/** The four lane sums of four vectors. */
@inline
export function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(i32x4.shuffle(a, b, 0, 4, 1, 5), i32x4.shuffle(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(i32x4.shuffle(c, d, 0, 4, 1, 5), i32x4.shuffle(c, d, 2, 6, 3, 7));
  return i32x4.add(i64x2.shuffle(ab, cd, 0, 2), i64x2.shuffle(ab, cd, 1, 3));
}

/** acc + the product of 8 pairs, in 4 lanes. */
@inline
export function addProducts(acc: v128, x: v128, y: v128): v128 {
  return i32x4.add(acc, i32x4.dot_i16x8_s(x, y));
}

/** Products of one row with four rows that lie `stride` bytes apart. */
@inline
export function dotFour(row: usize, others: usize, stride: usize): v128 {
  const o1 = others + stride;
  const o2 = o1 + stride;
  const o3 = o2 + stride;
  let a0 = i32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  for (let p: usize = 0; p < stride; p += 32) {
    const x = v128.load(row + p);
    a0 = addProducts(a0, x, v128.load(others + p));
    a1 = addProducts(a1, x, v128.load(o1 + p));
    a2 = addProducts(a2, x, v128.load(o2 + p));
    a3 = addProducts(a3, x, v128.load(o3 + p));
    const z = v128.load(row + p, 16);
    a0 = addProducts(a0, z, v128.load(others + p, 16));
    a1 = addProducts(a1, z, v128.load(o1 + p, 16));
    a2 = addProducts(a2, z, v128.load(o2 + p, 16));
    a3 = addProducts(a3, z, v128.load(o3 + p, 16));
  }
  return sumLanes(a0, a1, a2, a3);
}
