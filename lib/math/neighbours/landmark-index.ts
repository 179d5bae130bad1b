import { clusterVectors } from '@/lib/math/k-means';
import type { KernelMachine } from '@/lib/math/kernels/machine';
import { type Candidates, scanCodes } from '@/lib/math/neighbours/code-scan';
import { addDirections, type CodedRows, codeLength, makeCodes } from '@/lib/math/neighbours/coded-rows';
import { makeLists, type NearestLists } from '@/lib/math/neighbours/measure';
import { TopScores } from '@/lib/math/neighbours/top-scores';
import { assertFiniteRows, type Rows } from '@/lib/math/vectors';

/** Groups whose landmarks are compared with a row: those of the nearest centres. */
const probedCount = 12;
const usualCapacity = 256;

/**
 * Landmarks in groups around centres, for the nearest of very many rows: each is compared with the landmarks of the twelve
 * groups whose centres are nearest only, a twentieth of all at 50,000 ("inverted file", Jégou, Douze & Schmid 2011), so
 * that now and then one of its nearest is missed. Cosines are those of the int16 codes, off by less than 0.002.
 */
export class LandmarkIndex {
  private constructor(
    private readonly machine: KernelMachine,
    private readonly centres: CodedRows,
    /** Codes in the order of their groups; `rows` says which landmark each is. */
    private readonly codes: CodedRows,
    private readonly rows: Int32Array,
    private readonly starts: Int32Array,
  ) {}

  /**
   * Divides landmarks into about as many groups as the square root of their number. The index lies in the machine's
   * memory until the caller releases it. The same landmarks and seed give the same index on any number of threads.
   */
  static build(machine: KernelMachine, landmarks: Rows, seed: number): LandmarkIndex {
    const { values, rowCount, columnCount } = landmarks;
    const k = Math.max(1, Math.round(Math.sqrt(rowCount)));
    const request = { vectors: values, rowCount, dimension: columnCount, k, seed, metric: 'cosine', machine } as const;
    const clustering = clusterVectors(request);
    let step = clustering.next();
    while (!step.done) step = clustering.next();
    const { assignments, centres, groupCount } = step.value;
    const centreCodes = codeOf(machine, { values: centres, rowCount: groupCount, columnCount });
    const { order, starts } = sortByGroup(assignments, groupCount);
    const codes = makeCodes(machine, rowCount, columnCount);
    const mark = machine.mark();
    gather(codeOf(machine, landmarks), order, codes);
    machine.release(mark);
    return new LandmarkIndex(machine, centreCodes, codes, order, starts);
  }

  /** The k nearest landmarks of each row, most of them. Throws a RangeError on a number that is not finite. */
  search(queries: Rows, k: number): NearestLists {
    const { machine } = this;
    assertFiniteRows(queries);
    const mark = machine.mark();
    try {
      const asked = codeOf(machine, queries);
      const top = new TopScores(queries.rowCount, k);
      this.visitGroups(asked, (group, members) => this.searchGroup(asked, { group, members, top }));
      return this.listsOf(top);
    } finally {
      machine.release(mark);
    }
  }

  /** Calls back with every group and the queries that look into it. */
  private visitGroups(asked: CodedRows, visit: (group: number, members: Int32Array) => void): void {
    const { centres } = this;
    const members: number[][] = Array.from({ length: centres.rowCount }, () => []);
    const k = Math.min(probedCount, centres.rowCount);
    scanAll({ ...centres, slack: 0 }, asked, k, (query, { rows, scores }) => {
      for (const at of bestFirst(rows, scores).slice(0, k)) members[rows[at] as number]?.push(query);
    });
    members.forEach((own, group) => {
      if (own.length > 0) visit(group, Int32Array.from(own));
    });
  }

  private searchGroup(
    asked: CodedRows,
    { group, members, top }: { group: number; members: Int32Array; top: TopScores },
  ): void {
    const { machine, codes, rows, starts } = this;
    const [from, to] = [starts[group] as number, starts[group + 1] as number];
    const mark = machine.mark();
    const part: CodedRows = {
      ...codes,
      slack: 0,
      rowCount: to - from,
      rowsAt: codes.rowsAt + from * codes.strideBytes,
      halvesAt: codes.halvesAt + from * 4,
    };
    const own = makeCodes(machine, members.length, codes.dimension);
    gather(asked, members, own);
    scanAll(part, own, Math.min(top.k, to - from), (query, found) => {
      found.rows.forEach((row, i) => {
        top.offer(members[query] as number, rows[from + row] as number, found.scores[i] as number);
      });
    });
    machine.release(mark);
  }

  private listsOf(top: TopScores): NearestLists {
    const lists = makeLists(top.count, top.k);
    lists.rows.set(top.ids);
    top.scores.forEach((score, at) => {
      if ((top.ids[at] as number) >= 0) lists.measures[at] = score / codeLength ** 2;
    });
    return lists;
  }
}

function codeOf(machine: KernelMachine, rows: Rows): CodedRows {
  const codes = makeCodes(machine, rows.rowCount, rows.columnCount);
  if (rows.rowCount > 0) addDirections(codes, rows.values, 0);
  return codes;
}

/** Copies codes in an order. */
function gather(from: CodedRows, order: Int32Array, to: CodedRows): void {
  const { machine } = from;
  const mark = machine.mark();
  const orderAt = machine.allocate(order.byteLength);
  machine.integers(orderAt, order.length).set(order);
  machine.run('gatherRows', order.length, [
    from.rowsAt,
    from.halvesAt,
    from.strideBytes,
    orderAt,
    to.rowsAt,
    to.halvesAt,
  ]);
  machine.release(mark);
}

function sortByGroup(assignments: Int32Array, groupCount: number): { order: Int32Array; starts: Int32Array } {
  const starts = new Int32Array(groupCount + 1);
  for (const group of assignments) starts[group + 1] = (starts[group + 1] as number) + 1;
  for (let group = 0; group < groupCount; group++) {
    starts[group + 1] = (starts[group + 1] as number) + (starts[group] as number);
  }
  const next = starts.slice();
  const order = new Int32Array(assignments.length);
  assignments.forEach((group, row) => {
    order[next[group] as number] = row;
    next[group] = (next[group] as number) + 1;
  });
  return { order, starts };
}

type Found = NonNullable<Candidates>;

/** Every query's rows of the k best scores, and those as good; once more, with room for all, where very many are. */
function scanAll(
  codes: CodedRows,
  queries: CodedRows,
  k: number,
  receive: (query: number, found: Found) => void,
): void {
  const scan = { codes, queries, first: 0, count: queries.rowCount, goal: { k } };
  scanCodes({ ...scan, capacity: Math.max(usualCapacity, 4 * k) }, (query, found) => {
    if (found !== null) return receive(query, found);
    const wide = { ...scan, first: query, count: 1, capacity: 2 * codes.rowCount + 16 };
    scanCodes(wide, (_, all) => all !== null && receive(query, all));
  });
}

function bestFirst(rows: Int32Array, scores: Int32Array): number[] {
  const order = [...rows.keys()];
  return order.sort(
    (a, b) => (scores[b] as number) - (scores[a] as number) || (rows[a] as number) - (rows[b] as number),
  );
}
