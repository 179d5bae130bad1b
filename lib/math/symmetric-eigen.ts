/** Eigenvalues in descending order; `vectors` holds the eigenvectors as rows, of length 1. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

const maxSweepCount = 60;

/**
 * Eigenvalues and eigenvectors of a symmetric size × size matrix by cyclic Jacobi rotations
 * (Golub & Van Loan, "Matrix Computations", section 8.5). Each vector's entry of largest magnitude
 * is positive, so that the result is unique where eigenvalues differ.
 */
export function findSymmetricEigen(matrix: Float64Array, size: number): Eigen {
  const a = matrix.slice();
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  const goal = 1e-22 * sumOfSquares(a);
  for (let sweep = 0; sweep < maxSweepCount && offDiagonal(a, size) > goal; sweep++) {
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) rotate(a, vectors, { size, p, q });
    }
  }
  return sortEigen(a, vectors, size);
}

/** Makes entry (p, q) zero; the rows of `vectors` turn along. */
function rotate(a: Float64Array, vectors: Float64Array, { size, p, q }: { size: number; p: number; q: number }): void {
  const apq = a[p * size + q] as number;
  if (apq === 0) return;
  const theta = ((a[q * size + q] as number) - (a[p * size + p] as number)) / (2 * apq);
  const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const turn = { cosine, sine: tangent * cosine };
  for (let i = 0; i < size; i++) turnPair(a, i * size + p, i * size + q, turn);
  for (let i = 0; i < size; i++) turnPair(a, p * size + i, q * size + i, turn);
  for (let i = 0; i < size; i++) turnPair(vectors, p * size + i, q * size + i, turn);
}

function turnPair(values: Float64Array, first: number, second: number, turn: { cosine: number; sine: number }): void {
  const x = values[first] as number;
  const y = values[second] as number;
  values[first] = turn.cosine * x - turn.sine * y;
  values[second] = turn.sine * x + turn.cosine * y;
}

function sortEigen(a: Float64Array, vectors: Float64Array, size: number): Eigen {
  const valueAt = (i: number) => a[i * size + i] as number;
  const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => valueAt(j) - valueAt(i) || i - j);
  const sorted = new Float64Array(size * size);
  order.forEach((from, to) => {
    const row = vectors.subarray(from * size, (from + 1) * size);
    sorted.set(row, to * size);
    fixSign(sorted.subarray(to * size, (to + 1) * size));
  });
  return { values: Float64Array.from(order, valueAt), vectors: sorted };
}

/** Turns the vector around where its entry of largest magnitude (the first of equals) is negative. */
export function fixSign(vector: Float64Array): void {
  let largest = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(largest)) largest = value;
  if (largest < 0) for (let i = 0; i < vector.length; i++) vector[i] = -(vector[i] as number);
}

function sumOfSquares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

function offDiagonal(a: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) sum += 2 * (a[i * size + j] as number) ** 2;
  }
  return sum;
}
