import { idsAt, rowOfId } from '@/lib/embeddings/id-bytes';
import { type EmbeddingMatrix, pickRows, readIds, readRows } from '@/lib/embeddings/matrix-file.server';
import { KernelMachine } from '@/lib/math/kernels/machine';
import { compileForNode } from '@/lib/math/kernels/machine.server';
import { type Candidates, scanCodes } from '@/lib/math/neighbours/code-scan';
import { addDirections, type CodedRows, makeCodes } from '@/lib/math/neighbours/coded-rows';
import { cosineOfRows, type Rows } from '@/lib/math/vectors';

/** What the thread of one matrix is asked; without a sample it only reads the matrix. */
export type SimilarRequest = { matrix: EmbeddingMatrix; sampleId: string | null; limit: number };

export type SimilarResult = {
  state: 'found' | 'unknown' | 'no-direction';
  sampleIds: string[];
  similarities: number[];
};

const blockNumberCount = 1 << 20;
// Beyond this, rows within the bound of the codes' error are taken in the order of their codes.
const mostMeasured = 8_192;

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

let held: SimilarIndex | undefined;

/** Answers one request of the pool that started this thread; reads the matrix first when another one is held. */
export async function answerSimilar({ matrix, sampleId, limit }: SimilarRequest): Promise<SimilarResult> {
  if (held?.key !== matrix.key) {
    held = undefined;
    held = await SimilarIndex.read(matrix);
  }
  const nothing: SimilarResult = { state: 'unknown', sampleIds: [], similarities: [] };
  return sampleId === null ? nothing : held.search(sampleId, limit);
}
