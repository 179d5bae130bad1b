/** A source of numbers in [0, 1), fixed by its seed. */
export type Random = () => number;

/**
 * A seeded random source: sfc32 ("small fast counter", Chris Doty-Humphrey, PractRand), 128 bits of
 * state, filled from the 32-bit seed by splitmix32 and run 12 times before first use. Integer
 * arithmetic only, so a seed gives the same numbers on every machine. Not for secrets.
 */
export function createRandom(seed: number): Random {
  const mix = createSplitmix(seed);
  let [a, b, c, counter] = [mix(), mix(), mix(), 1];
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** splitmix32: turns one 32-bit seed into a series of well mixed 32-bit words. */
function createSplitmix(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word = word ^ (word >>> 15);
    word = Math.imul(word, 0x735a2d97);
    return word ^ (word >>> 15);
  };
}

/** `count` different integers of 0..limit−1 in ascending order (all of them when count ≥ limit). */
export function pickIndices(random: Random, limit: number, count: number): Int32Array {
  const picked = new Int32Array(Math.min(count, limit));
  // Selection sampling (Knuth, TAOCP 2, algorithm 3.4.2 S): each subset is equally likely.
  for (let index = 0, taken = 0; taken < picked.length; index++) {
    if (random() * (limit - index) < picked.length - taken) picked[taken++] = index;
  }
  return picked;
}
