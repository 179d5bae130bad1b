/** What one delivery of vectors may hold. Lengths of ids are UTF-16 code units. */
export const VECTOR_LIMITS = {
  minDimension: 8,
  maxDimension: 8_192,
  maxRowCount: 2_000_000,
  idLength: 1_024,
} as const;

/** What is wrong with one row of a delivery, apart from whether it matches a sample. */
export type VectorFault = 'no-id' | 'not-finite' | 'wrong-length' | 'zero' | 'unreadable';

/** Why one row cannot be taken; the reason is a sentence for a person. */
export type VectorProblem = { fault: VectorFault; reason: string };

/**
 * Some rows in their order: row i has the id `ids[i]` and the numbers from i × dimension on in `values` (float32). The
 * numbers of a row with a problem mean nothing.
 */
export type VectorBatch = { ids: string[]; values: Float32Array<ArrayBuffer>; problems: Map<number, VectorProblem> };

/** What the files hold, as a person reads it. */
export type VectorSource = {
  format: 'npy' | 'npz' | 'csv' | 'parquet';
  /** How the numbers are written, e.g. "float32" or "text". They are kept as float32. */
  numbers: string;
  dimension: number;
  /** The column of the ids where there is a choice, and the columns that could be it; empty without a choice. */
  idColumn: string | null;
  idColumns: string[];
  /** Where the numbers come from: "column embedding", "512 columns, dim_0 to dim_511". */
  vectorColumns: string;
};

/** Opened files: what they hold, and their rows. `rowCount` is null where only reading tells. */
export type OpenedVectors = {
  source: VectorSource;
  rowCount: number | null;
  batches: AsyncGenerator<VectorBatch>;
};

/** One row as the parent is told of it. `hash`: the first 16 bytes of the SHA-256 of its float32 numbers, hex. */
export type VectorRowMessage = {
  id: string;
  hash: string | null;
  problem: VectorProblem | null;
};

/** The files cannot be taken as vectors; the message is for a person. */
export class UnreadableVectors extends Error {
  override readonly name = 'UnreadableVectors';
}

/** Throws UnreadableVectors unless the dimension and the number of rows are within the limits. */
export function requireShape(what: string, rowCount: number, dimension: number): void {
  const { minDimension, maxDimension, maxRowCount } = VECTOR_LIMITS;
  if (dimension < minDimension || dimension > maxDimension) {
    throw new UnreadableVectors(
      `${what} holds vectors of ${dimension} numbers; they can have ${minDimension} to ${maxDimension}.`,
    );
  }
  if (rowCount > maxRowCount) {
    throw new UnreadableVectors(`${what} has ${rowCount} rows; the limit is ${maxRowCount}. Bring them in parts.`);
  }
  if (rowCount === 0) throw new UnreadableVectors(`${what} holds no rows.`);
}

/** The problem of an id that cannot be matched or kept, or null. */
export function checkId(id: string): VectorProblem | null {
  if (id.trim() === '') return { fault: 'no-id', reason: 'The row has no id.' };
  if (id.length > VECTOR_LIMITS.idLength) {
    const reason = `The id has ${id.length} characters; the limit is ${VECTOR_LIMITS.idLength}.`;
    return { fault: 'no-id', reason };
  }
  if (id.includes('\0') || /\p{Surrogate}/u.test(id)) {
    return { fault: 'no-id', reason: 'The id contains a NUL character or half a character, which cannot be kept.' };
  }
  return null;
}
