import { type QuantizedRows, weightsOf } from '@/lib/math/k-means/quantized-rows';
import { drawRows } from '@/lib/math/k-means/seeding';
import type { KernelMachine } from '@/lib/math/kernels/machine';
import type { Random } from '@/lib/math/random';

const unreached = 2 ** 31 - 1;
const candidateCount = 4;

/**
 * Local search by swaps (LS++, Lattanzi & Sohler 2019): rows drawn by their squared distance are tried in place of each
 * centre; the best swap is made when it lowers the total. It leads out of arrangements that Lloyd's rounds cannot leave,
 * such as two centres in one heap and one between two. Changes `positions` (k × width, in quanta) in place; yields the
 * steps done. `stepCount` steps of four candidates each.
 */
export function* searchBySwaps(
  machine: KernelMachine,
  rows: QuantizedRows,
  { positions, stepCount, random }: { positions: Float64Array; stepCount: number; random: Random },
): Generator<number, number> {
  const mark = machine.mark();
  const table = new DistanceTable(machine, rows, positions);
  let swapCount = 0;
  for (let step = 0; step < stepCount; step++) {
    if (table.total === 0) break;
    const drawn = table.draw(random);
    if (table.swapBest(drawn, positions)) swapCount++;
    yield step + 1;
  }
  machine.release(mark);
  return swapCount;
}

/** Half squared distances of all rows to all centres, with the nearest and the second nearest of each row. */
class DistanceTable {
  private readonly machine: KernelMachine;
  private readonly rows: QuantizedRows;
  private readonly weights: Int32Array | null;
  private readonly k: number;
  private readonly places: number;
  private readonly distances: Int32Array;
  private readonly first: Int32Array;
  private readonly firstCentre: Int32Array;
  private readonly second: Int32Array;
  private readonly secondCentre: Int32Array;
  private readonly limitsAt: number;
  private readonly candidatesAt: number;
  private readonly totalsAt: number;
  private readonly trialsAt: number;
  private readonly halvesAt: number;
  private sum = 0;

  constructor(machine: KernelMachine, rows: QuantizedRows, positions: Float64Array) {
    this.machine = machine;
    this.rows = rows;
    this.weights = weightsOf(machine, rows);
    this.k = positions.length / rows.width;
    this.places = Math.ceil(this.k / 4) * 4;
    const { rowCount, width } = rows;
    this.limitsAt = machine.allocate(4 * rowCount);
    this.candidatesAt = machine.allocate(4 * rowCount * candidateCount);
    this.totalsAt = machine.allocate(8 * this.places * machine.threadCount);
    this.trialsAt = machine.allocate(2 * this.places * width);
    this.halvesAt = machine.allocate(4 * this.places);
    const tableAt = machine.allocate(4 * rowCount * this.places);
    machine.integers(this.limitsAt, rowCount).fill(unreached);
    this.distances = machine.integers(tableAt, rowCount * this.places);
    this.first = new Int32Array(rowCount);
    this.firstCentre = new Int32Array(rowCount);
    this.second = new Int32Array(rowCount);
    this.secondCentre = new Int32Array(rowCount);
    this.storeCentres(positions);
    this.measure(this.places, tableAt);
    for (let row = 0; row < rowCount; row++) {
      this.rank(row);
      this.sum += (this.first[row] as number) * (this.weights?.[row] ?? 1);
    }
  }

  /** Sum of half squared distances of the rows to their nearest centre. */
  get total(): number {
    return this.sum;
  }

  draw(random: Random): Int32Array {
    return drawRows(
      this.first,
      this.weights,
      Float64Array.from({ length: candidateCount }, () => random() * this.sum),
    );
  }

  /** Makes the best swap of a drawn row for a centre, if any lowers the total. */
  swapBest(drawn: Int32Array, positions: Float64Array): boolean {
    const { machine, rows, candidatesAt } = this;
    const { width, rowCount } = rows;
    const stored = machine.shorts(rows.rows, rowCount * width);
    const trials = machine.shorts(this.trialsAt, candidateCount * width);
    const halves = machine.integers(this.halvesAt, candidateCount);
    drawn.forEach((row, i) => {
      trials.set(stored.subarray(row * width, (row + 1) * width), i * width);
      halves[i] = machine.integers(rows.halves, rowCount)[row] as number;
    });
    this.measure(candidateCount, candidatesAt);
    const best = this.evaluate(machine.integers(candidatesAt, rowCount * candidateCount));
    if (best.candidate < 0) return false;
    this.swap(machine.integers(candidatesAt, rowCount * candidateCount), best);
    this.sum = best.total;
    const row = drawn[best.candidate] as number;
    for (let c = 0; c < width; c++) positions[best.centre * width + c] = stored[row * width + c] as number;
    return true;
  }

  private storeCentres(positions: Float64Array): void {
    const { machine, rows, places } = this;
    const trials = machine.shorts(this.trialsAt, places * rows.width).fill(0);
    const halves = machine.integers(this.halvesAt, places).fill(0);
    for (let at = 0; at < positions.length; at++) {
      const value = Math.round(positions[at] as number);
      const centre = Math.floor(at / rows.width);
      trials[at] = value;
      halves[centre] = (halves[centre] as number) + (value * value) / 2;
    }
  }

  private measure(count: number, outAt: number): void {
    const { machine, rows } = this;
    const own = [rows.rows, 2 * rows.width, rows.halves, this.trialsAt, count, this.halvesAt];
    machine.run('seedDistances', rows.rowCount, [...own, this.limitsAt, outAt, this.totalsAt, 0]);
  }

  /** The swap that leaves the least total; candidate −1 when none leaves less than there is. */
  private evaluate(candidates: Int32Array): { total: number; candidate: number; centre: number } {
    const { first, second, firstCentre, k, weights } = this;
    const base = new Float64Array(candidateCount);
    // What a centre's rows would lose more, if the candidate took its place.
    const extra = new Float64Array(candidateCount * k);
    for (let row = 0, at = 0; row < first.length; row++) {
      const present = first[row] as number;
      const next = second[row] as number;
      const own = (firstCentre[row] as number) * candidateCount;
      const weight = weights === null ? 1 : (weights[row] as number);
      for (let candidate = 0; candidate < candidateCount; candidate++, at++) {
        const offered = candidates[at] as number;
        if (offered < present) base[candidate] = (base[candidate] as number) + weight * offered;
        else {
          base[candidate] = (base[candidate] as number) + weight * present;
          const place = own + candidate;
          extra[place] = (extra[place] as number) + weight * ((offered < next ? offered : next) - present);
        }
      }
    }
    let best = { total: this.sum, candidate: -1, centre: -1 };
    extra.forEach((loss, place) => {
      const candidate = place % candidateCount;
      const total = (base[candidate] as number) + loss;
      if (total < best.total) best = { total, candidate, centre: Math.floor(place / candidateCount) };
    });
    return best;
  }

  private swap(candidates: Int32Array, { candidate, centre }: { candidate: number; centre: number }): void {
    const { distances, places, first, second, firstCentre, secondCentre } = this;
    for (let row = 0; row < first.length; row++) {
      const offered = candidates[row * candidateCount + candidate] as number;
      distances[row * places + centre] = offered;
      if (firstCentre[row] === centre || secondCentre[row] === centre) this.rank(row);
      else if (offered < (first[row] as number)) {
        second[row] = first[row] as number;
        secondCentre[row] = firstCentre[row] as number;
        first[row] = offered;
        firstCentre[row] = centre;
      } else if (offered < (second[row] as number)) {
        second[row] = offered;
        secondCentre[row] = centre;
      }
    }
  }

  /** Finds the nearest and second nearest centre of a row anew. */
  private rank(row: number): void {
    const { distances, places, k } = this;
    let first = unreached;
    let second = unreached;
    let firstCentre = 0;
    let secondCentre = 0;
    for (let centre = 0; centre < k; centre++) {
      const distance = distances[row * places + centre] as number;
      if (distance < first) {
        second = first;
        secondCentre = firstCentre;
        first = distance;
        firstCentre = centre;
      } else if (distance < second) {
        second = distance;
        secondCentre = centre;
      }
    }
    this.first[row] = first;
    this.firstCentre[row] = firstCentre;
    this.second[row] = second;
    this.secondCentre[row] = secondCentre;
  }
}
