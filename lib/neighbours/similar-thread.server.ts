import { idsAt, rowOfId } from '@/lib/embeddings/id-bytes';
import { type EmbeddingMatrix, pickRows, readIds, readRows } from '@/lib/embeddings/matrix-file.server';
import { KernelMachine } from '@/lib/math/kernels/machine';
import { compileForNode } from '@/lib/math/kernels/machine.server';
import { type Candidates, scanCodes } from '@/lib/math/neighbours/code-scan';
import { addDirections, type CodedRows, codeLength, makeCodes } from '@/lib/math/neighbours/coded-rows';
import { cosineOfRows, type Rows } from '@/lib/math/vectors';

/** What the thread of one matrix is asked; without a sample or a vector it only reads the matrix. */
export type SimilarRequest = {
  matrix: EmbeddingMatrix;
  /** A sample of the matrix, or an embedding of something else. */
  sampleId: string | null;
  vector?: Float32Array;
  limit: number;
};

export type SimilarResult = {
  state: 'found' | 'unknown' | 'no-direction';
  sampleIds: string[];
  similarities: number[];
};

const blockNumberCount = 1 << 20;
// Beyond this, rows within the bound of the codes' error are taken in the order of their codes.
const mostMeasured = 8_192;
// Up to so many are found and measured exactly.
const searchLimit = 1_000;
// A search that reaches far measures so many exactly; the others stand by their codes, within a thousandth.
const farMeasured = 2_048;

/**
 * The vectors of one matrix as codes in the memory of this thread, for one search after another. The floats stay on
 * disk; those of the few rows that a search cannot rule out are read for it.
 */
export class SimilarIndex {
  private constructor(
    private readonly matrix: EmbeddingMatrix,
    private readonly codes: CodedRows,
    private readonly ids: Uint8Array,
  ) {}

  /** Reads a matrix block by block. Rejects with Unavailable when its files are damaged or gone. */
  static async read(matrix: EmbeddingMatrix): Promise<SimilarIndex> {
    const { rowCount, dimension } = matrix;
    const machine = new KernelMachine(compileForNode());
    const codes = makeCodes(machine, rowCount, dimension);
    const ids = await readIds(matrix);
    const blockRowCount = Math.max(1, Math.floor(blockNumberCount / dimension));
    const block = new Float32Array(Math.min(rowCount, blockRowCount) * dimension);
    for (let row = 0; row < rowCount; row += blockRowCount) {
      const count = Math.min(blockRowCount, rowCount - row);
      await readRows(matrix, row, count, block);
      addDirections(codes, block.subarray(0, count * dimension), row);
    }
    return new SimilarIndex(matrix, codes, ids);
  }

  get key(): string {
    return this.matrix.key;
  }

  /** The samples of the largest cosine with one, itself left out; of equal ones in the order of their ids. */
  search(sampleId: string, limit: number): SimilarResult {
    const row = rowOfId(this.ids, sampleId);
    if (row < 0) return { state: 'unknown', sampleIds: [], similarities: [] };
    const own = this.pick([row]);
    if (own.values.every((value) => value === 0)) return { state: 'no-direction', sampleIds: [], similarities: [] };
    const candidates = this.findCandidates(row, limit);
    const others = this.pick(candidates);
    const measured = candidates.map((other, i) => ({ row: other, similarity: cosineOfRows(own, 0, others, i) }));
    measured.sort((a, b) => b.similarity - a.similarity || a.row - b.row);
    const nearest = measured.slice(0, limit);
    return {
      state: 'found',
      sampleIds: idsAt(
        this.ids,
        nearest.map((each) => each.row),
      ),
      similarities: nearest.map(({ similarity }) => similarity),
    };
  }

  /**
   * The `limit` samples of the largest cosine with a vector or a sample, the sample itself first; for limits in the tens of
   * thousands. Cosines beyond the nearest 2,048 come from codes and may be off by a thousandth.
   */
  searchFar(asked: string | Float32Array, limit: number): SimilarResult {
    const row = typeof asked === 'string' ? rowOfId(this.ids, asked) : -1;
    if (typeof asked === 'string' && row < 0) return { state: 'unknown', sampleIds: [], similarities: [] };
    const values = typeof asked === 'string' ? this.pick([row]).values : asked;
    if (values.length !== this.matrix.dimension)
      throw new RangeError(`${values.length} numbers, not ${this.matrix.dimension}.`);
    if (values.every((value) => value === 0)) return { state: 'no-direction', sampleIds: [], similarities: [] };
    const { rows, scores } = this.scoreAll(values);
    const nearest = takeLargest(rows, scores, limit);
    const own = { values, rowCount: 1, columnCount: this.matrix.dimension };
    const first = nearest.slice(0, farMeasured);
    const picked = this.pick(first.map((each) => each.row));
    const measured = first.map((each, i) => ({ row: each.row, similarity: cosineOfRows(own, 0, picked, i) }));
    measured.sort((a, b) => b.similarity - a.similarity || a.row - b.row);
    const last = measured.at(-1)?.similarity ?? 1;
    const rest = nearest.slice(farMeasured).map((each) => ({
      row: each.row,
      similarity: Math.min(last, Math.max(-1, each.score / codeLength ** 2)),
    }));
    const all = [...measured, ...rest];
    const sampleIds = idsAt(
      this.ids,
      all.map((each) => each.row),
    );
    return { state: 'found', sampleIds, similarities: all.map(({ similarity }) => similarity) };
  }

  private scoreAll(values: Float32Array): { rows: Int32Array; scores: Int32Array } {
    const { codes } = this;
    const mark = codes.machine.mark();
    try {
      const queries = makeCodes(codes.machine, 1, codes.dimension);
      addDirections(queries, values, 0);
      const goal = { leastScore: -(2 ** 31) + 1 };
      let found = { rows: new Int32Array(0), scores: new Int32Array(0) };
      scanCodes({ codes, queries, first: 0, count: 1, goal, capacity: codes.rowCount + 4 }, (_, candidates) => {
        if (candidates !== null) found = { rows: candidates.rows.slice(), scores: candidates.scores.slice() };
      });
      return found;
    } finally {
      codes.machine.release(mark);
    }
  }

  private pick(rows: readonly number[]): Rows {
    const { matrix } = this;
    return { values: pickRows(matrix, rows), rowCount: rows.length, columnCount: matrix.dimension };
  }

  private findCandidates(row: number, limit: number): number[] {
    const { codes } = this;
    const goal = { k: Math.min(limit + 1, codes.rowCount) };
    let found: Candidates = null;
    for (const capacity of [2 * mostMeasured, codes.rowCount + 1]) {
      scanCodes({ codes, queries: codes, first: row, count: 1, goal, capacity }, (_, candidates) => {
        found = candidates && { rows: candidates.rows.slice(), scores: candidates.scores.slice() };
      });
      if (found !== null) break;
    }
    const { rows, scores } = found ?? { rows: new Int32Array(0), scores: new Int32Array(0) };
    const order = [...rows.keys()].filter((at) => rows[at] !== row);
    order.sort((a, b) => (scores[b] as number) - (scores[a] as number) || (rows[a] as number) - (rows[b] as number));
    return order.slice(0, mostMeasured).map((at) => rows[at] as number);
  }
}

type Scored = { row: number; score: number };

function takeLargest(rows: Int32Array, scores: Int32Array, limit: number): Scored[] {
  const least = scores.length <= limit ? -Infinity : (scores.slice().sort()[scores.length - limit] as number);
  const kept: Scored[] = [];
  scores.forEach((score, at) => {
    if (score >= least) kept.push({ row: rows[at] as number, score });
  });
  return kept.sort((a, b) => b.score - a.score || a.row - b.row).slice(0, limit);
}

let held: SimilarIndex | undefined;

/** Answers one request of the pool that started this thread; reads the matrix first when another one is held. */
export async function answerSimilar({ matrix, sampleId, vector, limit }: SimilarRequest): Promise<SimilarResult> {
  if (held?.key !== matrix.key) {
    held = undefined;
    held = await SimilarIndex.read(matrix);
  }
  const nothing: SimilarResult = { state: 'unknown', sampleIds: [], similarities: [] };
  if (vector !== undefined) return held.searchFar(vector, limit);
  if (sampleId === null) return nothing;
  return limit > searchLimit ? held.searchFar(sampleId, limit) : held.search(sampleId, limit);
}
