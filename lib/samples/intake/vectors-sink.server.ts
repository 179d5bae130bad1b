import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Send } from '@/lib/samples/intake/read-table.server';
import {
  checkId,
  requireShape,
  type VectorBatch,
  type VectorProblem,
  type VectorRowMessage,
} from '@/lib/samples/intake/vectors';

const SENT_ROWS = 2_000;
const HASH_BYTES = 16;

/**
 * Takes vectors batch by batch: checks every number, writes all rows one after another as float32 little-endian (zeros for
 * those that cannot be used), and tells the parent id, hash and problem of each.
 */
export class VectorSink {
  readonly #handle: FileHandle;
  readonly #dimension: number;
  readonly #what: string;
  readonly #send: Send;
  #rowCount = 0;

  private constructor(handle: FileHandle, to: { dimension: number; what: string; send: Send }) {
    this.#handle = handle;
    this.#dimension = to.dimension;
    this.#what = to.what;
    this.#send = to.send;
  }

  static async open(path: string, to: { dimension: number; what: string; send: Send }): Promise<VectorSink> {
    return new VectorSink(await open(path, 'w'), to);
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** Throws UnreadableVectors past the limit of rows. */
  async add({ ids, values, problems }: VectorBatch): Promise<void> {
    requireShape(this.#what, this.#rowCount + ids.length, this.#dimension);
    const bytes = Buffer.alloc(values.length * 4);
    for (let start = 0; start < ids.length; start += SENT_ROWS) {
      const rows: VectorRowMessage[] = [];
      for (let i = start; i < Math.min(start + SENT_ROWS, ids.length); i += 1) {
        const id = ids[i] ?? '';
        const row = values.subarray(i * this.#dimension, (i + 1) * this.#dimension);
        const problem = checkId(id) ?? problems.get(i) ?? checkNumbers(row);
        const target = bytes.subarray(i * this.#dimension * 4, (i + 1) * this.#dimension * 4);
        rows.push({ id: showId(id), hash: problem === null ? encode(row, target) : null, problem });
      }
      await this.#send({ type: 'vector-rows', rows });
    }
    await this.#handle.writeFile(bytes);
    this.#rowCount += ids.length;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** Writes a row as float32 little-endian and answers its hash; −0 becomes 0, so that equal vectors have equal bytes. */
function encode(row: Float32Array, target: Buffer): string {
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  for (let i = 0; i < row.length; i += 1) view.setFloat32(4 * i, (row[i] as number) + 0, true);
  return createHash('sha256').update(target).digest().subarray(0, HASH_BYTES).toString('hex');
}

function checkNumbers(row: Float32Array): VectorProblem | null {
  let isZero = true;
  for (let i = 0; i < row.length; i += 1) {
    const value = row[i] as number;
    if (!Number.isFinite(value)) {
      const said = Number.isNaN(value) ? 'not a number or missing' : 'infinite, or too large for float32';
      return { fault: 'not-finite', reason: `Number ${i + 1} of the vector is ${said}.` };
    }
    if (value !== 0) isZero = false;
  }
  return isZero ? { fault: 'zero', reason: 'All numbers of the vector are 0: it has no direction.' } : null;
}

/** An id that cannot be kept is shown with U+FFFD and cut: its row is left out anyway. */
function showId(id: string): string {
  return (checkId(id) === null ? id : id.slice(0, 200)).replace(/[\0\p{Surrogate}]/gu, '\ufffd');
}
