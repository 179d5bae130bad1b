import { setImmediate as nextTurn } from 'node:timers/promises';
import { openDataset } from '@/lib/datasets/access.server';
import { db, type Tx } from '@/lib/db/client.server';
import { chosenModel } from '@/lib/embeddings/chosen-model.server';
import { readVectors } from '@/lib/embeddings/vectors-repo.server';
import type { CallHandler } from '@/lib/jobs/worker-channel.server';
import { KernelMachine } from '@/lib/math/kernels/machine';
import { findNearDuplicates } from '@/lib/math/neighbours/near-duplicates';
import { type FoldAnswer, type FoldQuestion, foldQuestion } from '@/lib/neighbours/group-duplicates';

const seed = 1;

/**
 * Which members of one group are nearly the same by the dataset's model, over all pairs. Some seconds for 10,000; between
 * steps of 2,048 rows the worker does its other work. Throws NotFound for an unknown dataset.
 */
async function findFolds(tx: Tx, { datasetId, sampleIds, threshold }: FoldQuestion): Promise<FoldAnswer> {
  const { id: modelId, dimension } = await chosenModel(tx, await openDataset(tx, datasetId));
  const found = await readVectors(tx, { modelId, dimension, sampleIds });
  if (found.sampleIds.length < 2) return { threshold, folds: [] };
  const rows = { values: found.vectors, rowCount: found.sampleIds.length, columnCount: dimension };
  const search = findNearDuplicates(new KernelMachine(), { rows, threshold, seed, method: 'exact' });
  let step = search.next();
  for (; !step.done; step = search.next()) await nextTurn();
  const folds = step.value.groups.filter((group) => group.length > 1);
  return { threshold, folds: folds.map((group) => nameRows(group, found.sampleIds)) };
}

function nameRows(rows: readonly number[], sampleIds: readonly string[]): string[] {
  return rows.toSorted((a, b) => a - b).map((row) => sampleIds[row] ?? '');
}

/** Calls of the web process that the worker answers. */
export const callHandlers: Readonly<Record<string, CallHandler>> = {
  'group-duplicates': async (body) => findFolds(db(), foldQuestion.parse(body)),
};
