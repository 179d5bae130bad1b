import { addProducts, dotFour, sumLanes } from './tile';

/** Argument number `n` of a kernel. */
@inline
function argument(base: usize, n: usize): usize {
  return <usize>load<u32>(base + n * 4);
}

/** Lane numbers 0..3. */
@inline
function lanes(): v128 {
  return i32x4(0, 1, 2, 3);
}

/** The greatest of four lanes. */
@inline
function greatest(score: v128): i32 {
  const a = max(i32x4.extract_lane(score, 0), i32x4.extract_lane(score, 1));
  const b = max(i32x4.extract_lane(score, 2), i32x4.extract_lane(score, 3));
  return max(a, b);
}

/** Distance of a row of this half squared length to a centre of this score. */
@inline
function distanceOf(length: i32, score: i32): f32 {
  return sqrt<f32>(2 * <f32>max(0, length - score));
}

// The best score and number so far of a row: module variables, since functions return one value.
let bestScore: i32 = 0;
let bestNumber: i32 = 0;

/** Keeps the better of the present best and the four lanes: the greatest score, of equal ones the smallest number. */
@inline
function keepBest(score: v128, number: v128): void {
  for (let lane = 0; lane < 4; lane++) {
    const other = i32x4.extract_lane(score, 0);
    const at = i32x4.extract_lane(number, 0);
    if (other > bestScore || (other == bestScore && at < bestNumber)) {
      bestScore = other;
      bestNumber = at;
    }
    score = i32x4.shuffle(score, score, 1, 2, 3, 0);
    number = i32x4.shuffle(number, number, 1, 2, 3, 0);
  }
}

/** Scores one row against the centres of one group, keeps the best in the module variables; returns the group's best. */
@inline
function scoreGroup(row: usize, stride: usize, centres: usize, halves: usize, first: i32, size: i32): i32 {
  let best = i32x4.splat(i32.MIN_VALUE);
  let number = i32x4.splat(0);
  for (let j = first; j < first + size; j += 4) {
    const score = i32x4.sub(dotFour(row, centres + <usize>j * stride, stride), v128.load(halves + (<usize>j << 2)));
    const better = i32x4.gt_s(score, best);
    best = i32x4.max_s(score, best);
    number = v128.bitselect(i32x4.add(i32x4.splat(j), lanes()), number, better);
  }
  keepBest(best, number);
  return greatest(best);
}

/**
 * Nearest centre of every row, four rows at a time, and the distance to the nearest of every group of centres. The score
 * of a centre is product − half its squared length: greater is nearer.
 * Arguments: 0 rows (int16), 1 stride in bytes, 2 half squared lengths of the rows (i32), 3 centres (int16, same stride),
 * 4 their half squared lengths (i32; 2^31 - 1 for those that only fill up), 5 group size (a multiple of 4), 6 groups,
 * 7 labels (i32), 8 scores (i32), 9 bounds (f32, groups rounded up to 4 apart; 0 for none), 10 drift so far (f32, one
 * for each group), which is added to the bounds.
 */
export function assignRows(from: i32, to: i32, thread: i32, base: usize): void {
  const rows = argument(base, 0);
  const stride = argument(base, 1);
  const lengths = argument(base, 2);
  const centres = argument(base, 3);
  const halves = argument(base, 4);
  const groupSize = <i32>argument(base, 5);
  const groupCount = <i32>argument(base, 6);
  const labels = argument(base, 7);
  const scores = argument(base, 8);
  const bounds = argument(base, 9);
  const drift = argument(base, 10);
  const boundWidth = <usize>((groupCount + 3) & ~3);
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const r0 = rows + <usize>i * stride;
    const r1 = r0 + stride;
    const r2 = r1 + stride;
    const r3 = r2 + stride;
    let best0 = i32x4.splat(i32.MIN_VALUE), best1 = best0, best2 = best0, best3 = best0;
    let number0 = i32x4.splat(0), number1 = number0, number2 = number0, number3 = number0;
    for (let group = 0; group < groupCount; group++) {
      let top0 = i32x4.splat(i32.MIN_VALUE), top1 = top0, top2 = top0, top3 = top0;
      const end = (group + 1) * groupSize;
      for (let j = group * groupSize; j < end; j += 4) {
        const c0 = centres + <usize>j * stride;
        const c1 = c0 + stride;
        const c2 = c1 + stride;
        const c3 = c2 + stride;
        let a00 = i32x4.splat(0), a01 = a00, a02 = a00, a03 = a00;
        let a10 = a00, a11 = a00, a12 = a00, a13 = a00;
        let a20 = a00, a21 = a00, a22 = a00, a23 = a00;
        let a30 = a00, a31 = a00, a32 = a00, a33 = a00;
        for (let p: usize = 0; p < stride; p += 16) {
          const x0 = v128.load(r0 + p), x1 = v128.load(r1 + p), x2 = v128.load(r2 + p), x3 = v128.load(r3 + p);
          let y = v128.load(c0 + p);
          a00 = addProducts(a00, x0, y); a10 = addProducts(a10, x1, y); a20 = addProducts(a20, x2, y); a30 = addProducts(a30, x3, y);
          y = v128.load(c1 + p);
          a01 = addProducts(a01, x0, y); a11 = addProducts(a11, x1, y); a21 = addProducts(a21, x2, y); a31 = addProducts(a31, x3, y);
          y = v128.load(c2 + p);
          a02 = addProducts(a02, x0, y); a12 = addProducts(a12, x1, y); a22 = addProducts(a22, x2, y); a32 = addProducts(a32, x3, y);
          y = v128.load(c3 + p);
          a03 = addProducts(a03, x0, y); a13 = addProducts(a13, x1, y); a23 = addProducts(a23, x2, y); a33 = addProducts(a33, x3, y);
        }
        const half = v128.load(halves + (<usize>j << 2));
        const numbers = i32x4.add(i32x4.splat(j), lanes());
        let score = i32x4.sub(sumLanes(a00, a01, a02, a03), half);
        number0 = v128.bitselect(numbers, number0, i32x4.gt_s(score, best0));
        best0 = i32x4.max_s(score, best0);
        top0 = i32x4.max_s(score, top0);
        score = i32x4.sub(sumLanes(a10, a11, a12, a13), half);
        number1 = v128.bitselect(numbers, number1, i32x4.gt_s(score, best1));
        best1 = i32x4.max_s(score, best1);
        top1 = i32x4.max_s(score, top1);
        score = i32x4.sub(sumLanes(a20, a21, a22, a23), half);
        number2 = v128.bitselect(numbers, number2, i32x4.gt_s(score, best2));
        best2 = i32x4.max_s(score, best2);
        top2 = i32x4.max_s(score, top2);
        score = i32x4.sub(sumLanes(a30, a31, a32, a33), half);
        number3 = v128.bitselect(numbers, number3, i32x4.gt_s(score, best3));
        best3 = i32x4.max_s(score, best3);
        top3 = i32x4.max_s(score, top3);
      }
      if (bounds != 0) {
        const length = lengths + (<usize>i << 2);
        const extra = load<f32>(drift + (<usize>group << 2));
        const at = bounds + ((<usize>i * boundWidth + <usize>group) << 2);
        store<f32>(at, distanceOf(load<i32>(length), greatest(top0)) + extra);
        store<f32>(at + (boundWidth << 2), distanceOf(load<i32>(length, 4), greatest(top1)) + extra);
        store<f32>(at + (boundWidth << 3), distanceOf(load<i32>(length, 8), greatest(top2)) + extra);
        store<f32>(at + 3 * (boundWidth << 2), distanceOf(load<i32>(length, 12), greatest(top3)) + extra);
      }
    }
    const at = <usize>i << 2;
    storeBest(best0, number0, scores + at, labels + at);
    storeBest(best1, number1, scores + at + 4, labels + at + 4);
    storeBest(best2, number2, scores + at + 8, labels + at + 8);
    storeBest(best3, number3, scores + at + 12, labels + at + 12);
  }
  for (; i < to; i++) {
    const row = rows + <usize>i * stride;
    bestScore = i32.MIN_VALUE;
    bestNumber = 0;
    for (let group = 0; group < groupCount; group++) {
      const top = scoreGroup(row, stride, centres, halves, group * groupSize, groupSize);
      if (bounds == 0) continue;
      const extra = load<f32>(drift + (<usize>group << 2));
      const at = bounds + ((<usize>i * boundWidth + <usize>group) << 2);
      store<f32>(at, distanceOf(load<i32>(lengths + (<usize>i << 2)), top) + extra);
    }
    store<i32>(scores + (<usize>i << 2), bestScore);
    store<i32>(labels + (<usize>i << 2), bestNumber);
  }
}

@inline
function storeBest(score: v128, number: v128, scoreAt: usize, numberAt: usize): void {
  bestScore = i32.MIN_VALUE;
  bestNumber = 0;
  keepBest(score, number);
  store<i32>(scoreAt, bestScore);
  store<i32>(numberAt, bestNumber);
}

// Half squared lengths are rounded down, by less than one each: distances are off by less than this.
const SLACK: f32 = 2;

/**
 * Nearest centre of every row after the centres moved, by the bounds that `assignRows` left: a group whose nearest centre
 * cannot have come nearer than the row's own is passed over (Yinyang bounds, Ding et al. 2015).
 * Arguments: 0 to 10 as of `assignRows`, 11 counts (per thread: i64 groups that were looked at).
 */
export function refreshRows(from: i32, to: i32, thread: i32, base: usize): void {
  const rows = argument(base, 0);
  const stride = argument(base, 1);
  const lengths = argument(base, 2);
  const centres = argument(base, 3);
  const halves = argument(base, 4);
  const groupSize = <i32>argument(base, 5);
  const groupCount = <i32>argument(base, 6);
  const labels = argument(base, 7);
  const scores = argument(base, 8);
  const bounds = argument(base, 9);
  const drift = argument(base, 10);
  const counts = argument(base, 11) + (<usize>thread << 3);
  const boundWidth = <usize>((groupCount + 3) & ~3);
  let looked: i64 = 0;
  for (let i = from; i < to; i++) {
    const row = rows + <usize>i * stride;
    const length = load<i32>(lengths + (<usize>i << 2));
    const own = load<i32>(labels + (<usize>i << 2)) / groupSize;
    const at = bounds + (<usize>i * boundWidth << 2);
    bestScore = i32.MIN_VALUE;
    bestNumber = 0;
    scoreGroup(row, stride, centres, halves, own * groupSize, groupSize);
    let nearest = distanceOf(length, bestScore);
    store<f32>(at + (<usize>own << 2), nearest + load<f32>(drift + (<usize>own << 2)));
    looked++;
    for (let group = 0; group < groupCount; group += 4) {
      const place = <usize>group << 2;
      const least = f32x4.sub(v128.load(at + place), v128.load(drift + place));
      let open = i32x4.bitmask(f32x4.le(least, f32x4.splat(nearest + SLACK)));
      while (open != 0) {
        const lane = ctz<i32>(open);
        open &= open - 1;
        const next = group + lane;
        if (next == own || next >= groupCount) continue;
        const nextAt = at + (<usize>next << 2);
        const extra = load<f32>(drift + (<usize>next << 2));
        if (load<f32>(nextAt) - extra > nearest + SLACK) continue;
        const top = scoreGroup(row, stride, centres, halves, next * groupSize, groupSize);
        store<f32>(nextAt, distanceOf(length, top) + extra);
        nearest = distanceOf(length, bestScore);
        looked++;
      }
    }
    store<i32>(scores + (<usize>i << 2), bestScore);
    store<i32>(labels + (<usize>i << 2), bestNumber);
  }
  store<i64>(counts, load<i64>(counts) + looked);
}
