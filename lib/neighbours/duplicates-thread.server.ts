import { availableParallelism } from 'node:os';
import path from 'node:path';
import { config } from '@/lib/config.server';
import { idAt, idSizeBytes } from '@/lib/embeddings/id-bytes';
import { type EmbeddingMatrix, readIds, readMatrix } from '@/lib/embeddings/matrix-file.server';
import type { KernelMachine } from '@/lib/math/kernels/machine';
import { startMachine } from '@/lib/math/kernels/machine.server';
import { findNearDuplicates } from '@/lib/math/neighbours/near-duplicates';
import type { GraphProgress } from '@/lib/math/neighbours/neighbour-graph';
import type { GroupedSamples } from '@/lib/neighbours/count-groups';
import { type DuplicatesFound, duplicateGroupLimit, duplicateSampleLimit } from '@/lib/neighbours/neighbours';

export type DuplicatesRequest = { matrix: EmbeddingMatrix; threshold: number };
export type DuplicatesResult = { found: Omit<DuplicatesFound, 'model'>; grouped: GroupedSamples };

const seed = 1;
// Jobs and searches run beside it.
const mostThreads = 2;

/** Groups the near-duplicates of a matrix; reports how far it is. Rejects with Unavailable when files are damaged. */
export async function answerDuplicates(
  { matrix, threshold }: DuplicatesRequest,
  report: (progress: GraphProgress) => void,
): Promise<DuplicatesResult> {
  const values = await readMatrix(matrix);
  const ids = await readIds(matrix);
  const script = path.join(config().paths.build, 'kernel-thread.worker.mjs');
  const machine = startMachine({ script, threadCount: Math.min(mostThreads, availableParallelism()) });
  try {
    return group(machine, { matrix, threshold, values, ids }, report);
  } finally {
    machine.close();
  }
}

type Loaded = DuplicatesRequest & { values: Float32Array; ids: Uint8Array };

function group(
  machine: KernelMachine,
  { matrix, threshold, values, ids }: Loaded,
  report: (progress: GraphProgress) => void,
): DuplicatesResult {
  const rows = { values, rowCount: matrix.rowCount, columnCount: matrix.dimension };
  const search = findNearDuplicates(machine, { rows, threshold, seed });
  let step = search.next();
  for (; !step.done; step = search.next()) report(step.value);
  const { groups, recall } = step.value;
  const sampleCount = groups.reduce((sum, group) => sum + group.length, 0);
  const found = {
    threshold,
    groupCount: groups.length,
    sampleCount,
    comparedCount: matrix.rowCount,
    recall,
    groups: groups.slice(0, duplicateGroupLimit).map((group) => ({
      count: group.length,
      sampleIds: group.slice(0, duplicateSampleLimit).map((row) => idAt(ids, row)),
    })),
  };
  return { found, grouped: gather(groups, sampleCount, ids) };
}

function gather(groups: readonly ArrayLike<number>[], sampleCount: number, ids: Uint8Array): GroupedSamples {
  const gathered: GroupedSamples = {
    ids: new Uint8Array(sampleCount * idSizeBytes),
    groupOf: new Uint32Array(sampleCount),
  };
  let place = 0;
  groups.forEach((group, number) => {
    for (const row of Array.from(group)) {
      gathered.ids.set(ids.subarray(row * idSizeBytes, (row + 1) * idSizeBytes), place * idSizeBytes);
      gathered.groupOf[place] = number;
      place += 1;
    }
  });
  return gathered;
}
