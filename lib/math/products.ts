/** Sizes of the products below: `left` has `leftCount` rows, `right` has `rightCount`, of `length` each. */
export interface ProductSizes {
  readonly leftCount: number;
  readonly rightCount: number;
  readonly length: number;
}

type Values = Float32Array | Float64Array;

/**
 * All dot products of the rows of `left` with the rows of `right`: out[i, j] = left_i · right_j,
 * as leftCount × rightCount doubles. Two by two rows at a time, so that each value read is used
 * twice; sums run in double precision from the first column to the last.
 */
export function multiplyRows(left: Values, right: Values, sizes: ProductSizes): Float64Array {
  const { leftCount, rightCount, length } = sizes;
  const out = new Float64Array(leftCount * rightCount);
  for (let i = 0; i < leftCount; i += 2) {
    for (let j = 0; j < rightCount; j += 2) multiplyTile(left, right, { i, j, leftCount, rightCount, length, out });
  }
  return out;
}

interface Tile extends ProductSizes {
  readonly i: number;
  readonly j: number;
  readonly out: Float64Array;
}

/** A 2 × 2 tile of the result; at an odd edge a row is computed twice rather than left out. */
function multiplyTile(left: Values, right: Values, tile: Tile): void {
  const { i, j, leftCount, rightCount, length, out } = tile;
  const nextI = Math.min(i + 1, leftCount - 1);
  const nextJ = Math.min(j + 1, rightCount - 1);
  const [l0, l1, r0, r1] = [i * length, nextI * length, j * length, nextJ * length];
  let [s00, s01, s10, s11] = [0, 0, 0, 0];
  for (let c = 0; c < length; c++) {
    const a0 = left[l0 + c] as number;
    const a1 = left[l1 + c] as number;
    const b0 = right[r0 + c] as number;
    const b1 = right[r1 + c] as number;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s10 += a1 * b0;
    s11 += a1 * b1;
  }
  out[i * rightCount + j] = s00;
  out[i * rightCount + nextJ] = s01;
  out[nextI * rightCount + j] = s10;
  out[nextI * rightCount + nextJ] = s11;
}

/**
 * weightsᵀ × rows: out[j] = Σ_i weights[i, j] · rows_i, as columnCount × length doubles.
 * `weights` is rowCount × columnCount, `rows` is rowCount × length.
 */
export function sumWeightedRows(
  weights: Float64Array,
  rows: Values,
  sizes: { readonly rowCount: number; readonly columnCount: number; readonly length: number },
): Float64Array {
  const { rowCount, columnCount, length } = sizes;
  const out = new Float64Array(columnCount * length);
  const wholeCount = rowCount - (rowCount % 4);
  for (let i = 0; i < wholeCount; i += 4) {
    for (let j = 0; j < columnCount; j++) addFourRows(out, j * length, { weights, rows, i, j, columnCount, length });
  }
  for (let i = wholeCount; i < rowCount; i++) {
    for (let j = 0; j < columnCount; j++) {
      const weight = weights[i * columnCount + j] as number;
      for (let c = 0; c < length; c++)
        out[j * length + c] = (out[j * length + c] as number) + weight * (rows[i * length + c] as number);
    }
  }
  return out;
}

function addFourRows(
  out: Float64Array,
  at: number,
  source: { weights: Float64Array; rows: Values; i: number; j: number; columnCount: number; length: number },
): void {
  const { weights, rows, i, j, columnCount, length } = source;
  const w0 = weights[i * columnCount + j] as number;
  const w1 = weights[(i + 1) * columnCount + j] as number;
  const w2 = weights[(i + 2) * columnCount + j] as number;
  const w3 = weights[(i + 3) * columnCount + j] as number;
  const r0 = i * length;
  const [r1, r2, r3] = [r0 + length, r0 + 2 * length, r0 + 3 * length];
  for (let c = 0; c < length; c++) {
    const sum =
      w0 * (rows[r0 + c] as number) +
      w1 * (rows[r1 + c] as number) +
      w2 * (rows[r2 + c] as number) +
      w3 * (rows[r3 + c] as number);
    out[at + c] = (out[at + c] as number) + sum;
  }
}
