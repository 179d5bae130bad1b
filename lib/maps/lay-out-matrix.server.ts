import path from 'node:path';
import { type EmbeddingMatrix, readMatrix, readRows } from '@/lib/embeddings/matrix-file.server';
import { fitPlaces } from '@/lib/maps/fit-places';
import type { KernelMachine } from '@/lib/math/kernels/machine';
import { LandmarkIndex } from '@/lib/math/neighbours/landmark-index';
import { makeLists, type NearestLists } from '@/lib/math/neighbours/measure';
import { createRandom, pickIndices } from '@/lib/math/random';
import { distancesOf, layOut } from '@/lib/math/umap/lay-out';
import { placeBeside } from '@/lib/math/umap/place-beside';
import type { Rows } from '@/lib/math/vectors';
import { touchEntry } from '@/lib/storage/cache.server';

export type MapRequest = {
  readonly matrix: EmbeddingMatrix;
  readonly seed: number;
  /** Up to so many rows are laid out all at once; of more, `landmarkCount` drawn at random, and the rest beside them. */
  readonly directRowCount?: number;
  readonly landmarkCount?: number;
};

export type MapProgress = { readonly stage: 'neighbours' | 'moves' | 'rest'; readonly share: number };

type Report = (progress: MapProgress) => void;

const usualDirectRowCount = 100_000;
const usualLandmarkCount = 50_000;
/** Landmarks that each of the other rows is tied to. */
const landmarkTies = 10;
// Where the layout of the landmarks ends, as a share of the whole: measured at 1,000,000 × 128.
const landmarksEnd = 0.25;
const searchEnd = 0.9;
const blockRowCount = 16_384;

/**
 * Places all rows of a matrix in the square from −1 to 1 (see `layOut`), x and y in the order of the rows. Past
 * `directRowCount` rows only landmarks are laid out; the others are placed beside the nearest of them, block by block, so
 * that memory holds the landmarks and ten ties a row, not the matrix. The same matrix, seed and build of the kernels
 * give the same places on any number of threads.
 */
export async function layOutMatrix(machine: KernelMachine, request: MapRequest, report: Report): Promise<Float32Array> {
  const { matrix, seed, directRowCount = usualDirectRowCount, landmarkCount = usualLandmarkCount } = request;
  if (matrix.rowCount <= directRowCount) {
    const rows = { values: await readMatrix(matrix), rowCount: matrix.rowCount, columnCount: matrix.dimension };
    return fitPlaces(run(layOut(machine, { rows, seed }), report));
  }
  const picked = pickIndices(createRandom(seed), matrix.rowCount, landmarkCount);
  const landmarks = await readPicked(matrix, picked);
  const layout = run(layOut(machine, { rows: landmarks, seed }), ({ stage, share }) =>
    report({ stage, share: landmarksEnd * share }),
  );
  await touchEntry(path.dirname(matrix.file));
  const lists = await findLandmarks(machine, { matrix, picked, landmarks, seed }, report);
  const placing = placeBeside(machine, { landmarks: layout, near: distancesOf(lists), seed });
  const placed = run(placing, (share) => report({ stage: 'rest', share: searchEnd + (1 - searchEnd) * share }));
  return fitPlaces(interleave(picked, layout, placed));
}

function run<Step, Result>(steps: Generator<Step, Result>, report: (step: Step) => void): Result {
  let step = steps.next();
  for (; !step.done; step = steps.next()) report(step.value);
  return step.value;
}

/** Calls back with the rows of a matrix, block by block; a block is valid during the call. */
async function readBlocks(matrix: EmbeddingMatrix, take: (block: Rows, first: number) => void): Promise<void> {
  const { rowCount, dimension } = matrix;
  const buffer = new Float32Array(Math.min(rowCount, blockRowCount) * dimension);
  for (let first = 0; first < rowCount; first += blockRowCount) {
    const count = Math.min(blockRowCount, rowCount - first);
    await readRows(matrix, first, count, buffer);
    take({ values: buffer.subarray(0, count * dimension), rowCount: count, columnCount: dimension }, first);
  }
}

/** Some rows, whose numbers ascend. */
async function readPicked(matrix: EmbeddingMatrix, picked: Int32Array): Promise<Rows> {
  const { dimension } = matrix;
  const values = new Float32Array(picked.length * dimension);
  let to = 0;
  await readBlocks(matrix, (block, first) => {
    for (; to < picked.length && (picked[to] as number) < first + block.rowCount; to++) {
      const from = ((picked[to] as number) - first) * dimension;
      values.set(block.values.subarray(from, from + dimension), to * dimension);
    }
  });
  return { values, rowCount: picked.length, columnCount: dimension };
}

type Search = { matrix: EmbeddingMatrix; picked: Int32Array; landmarks: Rows; seed: number };

/** The nearest landmarks of every row that is none. */
async function findLandmarks(
  machine: KernelMachine,
  { matrix, picked, landmarks, seed }: Search,
  report: Report,
): Promise<NearestLists> {
  const lists = makeLists(matrix.rowCount - picked.length, Math.min(landmarkTies, picked.length));
  const mark = machine.mark();
  const index = LandmarkIndex.build(machine, landmarks, seed);
  let to = 0;
  let next = 0;
  try {
    await readBlocks(matrix, (block, first) => {
      const rest = dropPicked(block, (row) => {
        const isPicked = picked[next] === first + row;
        if (isPicked) next += 1;
        return isPicked;
      });
      const found = index.search(rest, lists.k);
      lists.rows.set(found.rows, to * lists.k);
      lists.measures.set(found.measures, to * lists.k);
      to += rest.rowCount;
      const done = (first + block.rowCount) / matrix.rowCount;
      report({ stage: 'rest', share: landmarksEnd + (searchEnd - landmarksEnd) * done });
    });
  } finally {
    machine.release(mark);
  }
  return lists;
}

/** The rows of a block that are not picked, moved together where they stand. */
function dropPicked({ values, rowCount, columnCount }: Rows, isPicked: (row: number) => boolean): Rows {
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    if (isPicked(row)) continue;
    if (count < row) values.copyWithin(count * columnCount, row * columnCount, (row + 1) * columnCount);
    count += 1;
  }
  return { values: values.subarray(0, count * columnCount), rowCount: count, columnCount };
}

/** The places of picked rows and of all others, in the order of all rows. */
function interleave(picked: Int32Array, ofPicked: Float32Array, ofRest: Float32Array): Float32Array {
  const places = new Float32Array(ofPicked.length + ofRest.length);
  let [pick, rest] = [0, 0];
  for (let row = 0; row < places.length / 2; row++) {
    const isPicked = picked[pick] === row;
    const from = isPicked ? 2 * pick++ : 2 * rest++;
    const source = isPicked ? ofPicked : ofRest;
    places[2 * row] = source[from] as number;
    places[2 * row + 1] = source[from + 1] as number;
  }
  return places;
}
