// Forces of a layout in two dimensions (UMAP: McInnes, Healy & Melville 2018, section 3.2 and appendix), four at a time.
// Only +, -, x, / and rounding are used, each in single precision and in this order, so that every build, machine and
// number of threads gives the same bits.

/** Read from the arguments; all fields take 4 bytes. */
@unmanaged
class Layout {
  /** u32 for each row and one more: where its edges begin. */
  starts: usize;
  /** i32 for each edge: the row at its other end. */
  ends: usize;
  /** u32 for each edge: the share of epochs in which it pulls, times 2^32. */
  rates: usize;
  /** f32 pairs: where the rows are, and where they go. */
  places: usize;
  nextPlaces: usize;
  /** Rows 0 to this push others away. */
  pushCount: i32;
  epoch: u32;
  seed: u32;
  /** How often each edge pushes when it pulls. */
  pushesPerPull: i32;
  /** The curve 1 / (1 + a d^2b), the length of a step, and how much an edge pulls. */
  a: f32;
  b: f32;
  step: f32;
  pull: f32;
}

/** Rows nearer than 10^-15 count as at the same place. */
const leastSquare: f32 = 1e-30;

/** Base-2 logarithm of four positive floats, to 2 parts in 10^7. */
@inline
function log2(x: v128): v128 {
  // The mantissa between the roots of 1/2 and 2, so that the series is short.
  const exponents = i32x4.shr_s(i32x4.sub(x, i32x4.splat(0x3f3504f3)), 23);
  const m = i32x4.sub(x, i32x4.shl(exponents, 23));
  const one = f32x4.splat(1);
  const s = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one));
  const z = f32x4.mul(s, s);
  let sum = f32x4.add(f32x4.mul(z, f32x4.splat(0.41219858)), f32x4.splat(0.57707802));
  sum = f32x4.add(f32x4.mul(sum, z), f32x4.splat(0.9617967));
  sum = f32x4.add(f32x4.mul(sum, z), f32x4.splat(2.8853901));
  return f32x4.add(f32x4.mul(sum, s), f32x4.convert_i32x4_s(exponents));
}

/** 2 to the power of four floats between -120 and 120, to 3 parts in 10^6. */
@inline
function exp2(y: v128): v128 {
  const whole = f32x4.nearest(y);
  const f = f32x4.sub(y, whole);
  let sum = f32x4.add(f32x4.mul(f, f32x4.splat(0.0013333558)), f32x4.splat(0.009618129));
  sum = f32x4.add(f32x4.mul(sum, f), f32x4.splat(0.05550411));
  sum = f32x4.add(f32x4.mul(sum, f), f32x4.splat(0.24022651));
  sum = f32x4.add(f32x4.mul(sum, f), f32x4.splat(0.6931472));
  sum = f32x4.add(f32x4.mul(sum, f), f32x4.splat(1));
  return i32x4.add(sum, i32x4.shl(i32x4.trunc_sat_f32x4_s(whole), 23));
}

@inline
function clip(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, f32x4.splat(4)), f32x4.splat(-4));
}

/** A well mixed word for each of four words: the finalizer of MurmurHash3. */
@inline
function mixFour(x: v128): v128 {
  x = v128.xor(x, i32x4.shr_u(x, 16));
  x = i32x4.mul(x, i32x4.splat(0x85ebca6b));
  x = v128.xor(x, i32x4.shr_u(x, 13));
  x = i32x4.mul(x, i32x4.splat(0xc2b2ae35));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

@inline
function mix(x: u32): u32 {
  x ^= x >> 16;
  x *= 0x85ebca6b;
  x ^= x >> 13;
  x *= 0xc2b2ae35;
  return x ^ (x >> 16);
}

@inline
function placeOf(layout: Layout, row: i32): usize {
  return layout.places + (<usize>row << 3);
}

/**
 * The own place (x and y in the first two lanes) after the first `count` of four rows have pulled or pushed it. A row at
 * the same place does neither, and no row acts on itself.
 */
@inline
function applyFour(layout: Layout, own: v128, row: i32, others: v128, count: i32, isPull: bool): v128 {
  const p0 = v128.load64_zero(placeOf(layout, i32x4.extract_lane(others, 0)));
  const p01 = v128.load64_lane(placeOf(layout, i32x4.extract_lane(others, 1)), p0, 1);
  const p2 = v128.load64_zero(placeOf(layout, i32x4.extract_lane(others, 2)));
  const p23 = v128.load64_lane(placeOf(layout, i32x4.extract_lane(others, 3)), p2, 1);
  const dx = f32x4.sub(v128.shuffle<f32>(own, own, 0, 0, 0, 0), v128.shuffle<f32>(p01, p23, 0, 2, 4, 6));
  const dy = f32x4.sub(v128.shuffle<f32>(own, own, 1, 1, 1, 1), v128.shuffle<f32>(p01, p23, 1, 3, 5, 7));
  const square = f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy));
  const power = exp2(f32x4.mul(log2(square), f32x4.splat(layout.b)));
  const curve = f32x4.add(f32x4.mul(power, f32x4.splat(layout.a)), f32x4.splat(1));
  let factor: v128;
  if (isPull) {
    factor = f32x4.div(f32x4.mul(power, f32x4.splat(-2 * layout.a * layout.b)), f32x4.mul(square, curve));
  } else {
    factor = f32x4.div(f32x4.splat(2 * layout.b), f32x4.mul(f32x4.add(square, f32x4.splat(0.001)), curve));
  }
  // The logarithm knows no smaller squares.
  const isApart = f32x4.gt(square, f32x4.splat(leastSquare));
  const acts = v128.and(i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count)), i32x4.ne(others, i32x4.splat(row)));
  factor = v128.and(factor, v128.and(acts, isApart));
  const moveX = clip(f32x4.mul(factor, dx));
  const moveY = clip(f32x4.mul(factor, dy));
  const pairs = f32x4.add(v128.shuffle<f32>(moveX, moveY, 0, 4, 2, 6), v128.shuffle<f32>(moveX, moveY, 1, 5, 3, 7));
  const move = f32x4.add(pairs, v128.shuffle<f32>(pairs, pairs, 2, 3, 0, 1));
  const step = isPull ? layout.step * layout.pull : layout.step;
  return f32x4.add(own, f32x4.mul(move, f32x4.splat(step)));
}

/** Four rows drawn at random among the first `limit`: a word times the limit, the upper half. */
@inline
function drawFour(states: v128, limit: i32): v128 {
  const words = mixFour(states);
  const limits = i32x4.splat(limit);
  const low = i64x2.extmul_low_i32x4_u(words, limits);
  const high = i64x2.extmul_high_i32x4_u(words, limits);
  return i32x4.shuffle(low, high, 1, 3, 5, 7);
}

/** The place of a row after the pulls of the edges whose turn it is, and the pushes that belong to them. */
@inline
function moveRow(layout: Layout, row: i32): v128 {
  let own = v128.load64_zero(placeOf(layout, row));
  const starts = layout.starts + (<usize>row << 2);
  const end = load<u32>(starts, 4);
  let pullCount = 0;
  let others = i32x4.splat(row);
  for (let edge = load<u32>(starts); edge < end; edge++) {
    const rate = load<u32>(layout.rates + (<usize>edge << 2));
    // A clock that turns by `rate` an epoch; it is the edge's turn when it passes zero.
    if (mix(edge + layout.seed) + layout.epoch * rate >= rate) continue;
    // The newest comes first; after four of them all are new.
    others = i32x4.shuffle(others, others, 3, 0, 1, 2);
    others = i32x4.replace_lane(others, 0, load<i32>(layout.ends + (<usize>edge << 2)));
    pullCount++;
    if ((pullCount & 3) == 0) own = applyFour(layout, own, row, others, 4, true);
  }
  own = applyFour(layout, own, row, others, pullCount & 3, true);
  const pushCount = pullCount * layout.pushesPerPull;
  const first = mix(mix(<u32>row ^ layout.seed) + layout.epoch * 0x9e3779b9);
  let states = i32x4.add(i32x4.splat(first), i32x4(0, 0x9e3779b9, 0x3c6ef372, 0xdaa66d2b));
  for (let done = 0; done < pushCount; done += 4) {
    own = applyFour(layout, own, row, drawFour(states, layout.pushCount), pushCount - done, false);
    states = i32x4.add(states, i32x4.splat(0x78dde6e4));
  }
  return own;
}

/**
 * One epoch for some rows: each is pulled along its edges whose turn it is, then pushed by rows drawn at random, all at
 * the places of the epoch before. Writes only the next places of these rows.
 */
export function moveRows(from: i32, to: i32, thread: i32, base: usize): void {
  const layout = changetype<Layout>(base);
  for (let row = from; row < to; row++) {
    v128.store64_lane(layout.nextPlaces + (<usize>row << 3), moveRow(layout, row), 0);
  }
}
