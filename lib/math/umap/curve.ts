/** The curve 1 / (1 + a · d^2b): how strongly two rows at a distance d of the layout are taken to be tied. */
export type TieCurve = { readonly a: number; readonly b: number };

const sampleCount = 300;
const mostRounds = 100;

/**
 * The curve nearest (in least squares, on 300 distances up to three times the spread) to "1 up to minDistance, then
 * falling exponentially over `spread`": McInnes, Healy & Melville 2018, definition 11. By Gauss-Newton steps, halved
 * while they make it worse (Levenberg 1944). Throws a RangeError unless 0 ≤ minDistance and 0 < spread.
 */
export function fitTieCurve(minDistance: number, spread: number): TieCurve {
  if (!(minDistance >= 0 && spread > 0)) {
    throw new RangeError(
      `The least distance must be 0 or more and the spread more than 0, not ${minDistance} and ${spread}.`,
    );
  }
  const points = Array.from({ length: sampleCount }, (_, i) => {
    const x = (3 * spread * i) / (sampleCount - 1);
    return { x, y: x < minDistance ? 1 : Math.exp(-(x - minDistance) / spread) };
  });
  let curve = { a: 1, b: 1 };
  let error = errorOf(curve, points);
  for (let round = 0; round < mostRounds; round++) {
    const next = improve(curve, error, points);
    if (next === null) break;
    curve = next.curve;
    error = next.error;
  }
  return curve;
}

type Point = { x: number; y: number };

function valueAt({ a, b }: TieCurve, x: number): number {
  return 1 / (1 + a * x ** (2 * b));
}

function errorOf(curve: TieCurve, points: readonly Point[]): number {
  return points.reduce((sum, { x, y }) => sum + (valueAt(curve, x) - y) ** 2, 0);
}

/** One step that lessens the error; null when there is none. */
function improve(curve: TieCurve, error: number, points: readonly Point[]) {
  const direction = findDirection(curve, points);
  for (let share = 1; share > 1e-6; share /= 2) {
    const next = { a: curve.a + share * direction.a, b: curve.b + share * direction.b };
    if (!(next.a > 0 && next.b > 0)) continue;
    const nextError = errorOf(next, points);
    if (nextError < error) return { curve: next, error: nextError };
  }
  return null;
}

/** The Gauss-Newton step: the normal equations of the two parameters. */
function findDirection(curve: TieCurve, points: readonly Point[]): TieCurve {
  let [aa, ab, bb, ar, br] = [0, 0, 0, 0, 0];
  for (const { x, y } of points) {
    if (x === 0) continue;
    const value = valueAt(curve, x);
    const power = x ** (2 * curve.b);
    const byA = -value * value * power;
    const byB = byA * curve.a * 2 * Math.log(x);
    const rest = y - value;
    aa += byA * byA;
    ab += byA * byB;
    bb += byB * byB;
    ar += byA * rest;
    br += byB * rest;
  }
  const determinant = aa * bb - ab * ab;
  return { a: (bb * ar - ab * br) / determinant, b: (aa * br - ab * ar) / determinant };
}
