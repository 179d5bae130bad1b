/** Embeddings of some samples: row i of `vectors` belongs to the sample at `places[i]` of the caller's list. */
export type VectorPage = { places: Int32Array; vectors: Float32Array };

/** Samples from the most to the least typical. */
export type TypicalOrder = {
  /** Places in the caller's list. */
  places: Int32Array;
  /** 1 − cosine to the centre, 0 to 2, ascending. */
  distances: Float32Array;
  /** Mean cosine of all that have an embedding to the centre; null where none has. */
  cohesion: number | null;
};

/** What a row of zeros and a sample without an embedding are from every centre: at a right angle. */
const unknownDistance = 1;

/**
 * Orders samples by their distance to the centre of all of them, which is the mean of their embeddings scaled to length 1;
 * of equal ones the first in the list comes first. Samples without an embedding come last, in the order of the list; where
 * none has one, that order is all there is, and every distance is 0. `readPages` is read twice. Gives the first `limit`.
 */
export async function orderByCentre(
  { count, dimension, limit }: { count: number; dimension: number; limit: number },
  readPages: () => AsyncIterable<VectorPage> | Iterable<VectorPage>,
): Promise<TypicalOrder> {
  const centre = await findCentre(dimension, readPages());
  const distances = new Float32Array(count).fill(Number.POSITIVE_INFINITY);
  let cosineSum = 0;
  let knownCount = 0;
  for await (const { places, vectors } of readPages()) {
    places.forEach((place, i) => {
      const cosine = cosineTo(centre, vectors, i * dimension);
      distances[place] = 1 - cosine;
      cosineSum += cosine;
      knownCount += 1;
    });
  }
  const order = Int32Array.from({ length: count }, (_, place) => place);
  if (knownCount === 0)
    return { places: order.slice(0, limit), distances: new Float32Array(Math.min(limit, count)), cohesion: null };
  order.sort((a, b) => compare(distances[a] as number, distances[b] as number) || a - b);
  const places = order.slice(0, limit);
  return { places, distances: readDistances(places, distances), cohesion: cosineSum / knownCount };
}

function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Those without an embedding stand at a right angle to the centre, or as far as the farthest that has one. */
function readDistances(places: Int32Array, distances: Float32Array): Float32Array {
  let farthest = 0;
  return Float32Array.from(places, (place) => {
    const distance = distances[place] as number;
    farthest = Number.isFinite(distance) ? distance : Math.max(farthest, unknownDistance);
    return farthest;
  });
}

async function findCentre(
  dimension: number,
  pages: AsyncIterable<VectorPage> | Iterable<VectorPage>,
): Promise<Float64Array> {
  const centre = new Float64Array(dimension);
  for await (const { places, vectors } of pages) {
    for (let row = 0; row < places.length; row += 1) {
      const start = row * dimension;
      const length = lengthOf(vectors, start, dimension);
      if (length === 0) continue;
      for (let c = 0; c < dimension; c += 1)
        centre[c] = (centre[c] as number) + (vectors[start + c] as number) / length;
    }
  }
  const length = lengthOf(centre, 0, dimension);
  return length === 0 ? centre : centre.map((value) => value / length);
}

function lengthOf(values: ArrayLike<number>, start: number, dimension: number): number {
  let sum = 0;
  for (let c = start; c < start + dimension; c += 1) sum += (values[c] as number) ** 2;
  return Math.sqrt(sum);
}

/** Cosine of a row to a centre of length 1; 0 where either has no direction. */
function cosineTo(centre: Float64Array, vectors: Float32Array, start: number): number {
  let product = 0;
  let square = 0;
  for (let c = 0; c < centre.length; c += 1) {
    const value = vectors[start + c] as number;
    product += value * (centre[c] as number);
    square += value * value;
  }
  return square === 0 ? 0 : Math.min(1, Math.max(-1, product / Math.sqrt(square)));
}
