import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { findRow, planRemove } from '@/lib/datasets/class-edits';
import { openClass, readClassRows } from '@/lib/datasets/classes-repo.server';
import type { ClassRemovalPreview } from '@/lib/datasets/label-class';
import { getProgress } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import type { PrismaClient } from '@/lib/db/generated/client';
import { Conflict, Invalid, NotFound } from '@/lib/errors';
import { type ClassEdit, recordClassEdit, refuseUnseenEdits } from '@/lib/labels/class-edits.server';
import { countRemoval, listTouchedAfter, removalEffects } from '@/lib/labels/class-effects-repo.server';
import type { ClassEditAnswer } from '@/lib/labels/decision';
import { listChangedSamples } from '@/lib/labels/repo.server';
import { moveSuggestions } from '@/lib/labels/suggestion-repo.server';
import { readOperation } from '@/lib/operations/log-repo.server';

const SHOWN_CHANGES = 1_000;

type Removal = Omit<ClassEdit, 'request' | 'dataset'> & {
  labelClassId: string;
  /** The dataset revision of the preview; a sample of the class that was touched after it refuses the act. */
  revision?: number | undefined;
};

/**
 * Merges a class into another: its labels, exclusions and suggestions become those of the other one, and it leaves every list. Throws
 * Conflict, with `{ revision, changed: ChangedSample[] }`, when samples of it were touched after the revision that the person
 * saw; NotFound, also when the two are of different datasets.
 */
export async function mergeClass(
  client: PrismaClient,
  request: Removal & { intoId: string },
): Promise<ClassEditAnswer> {
  return await removeClass(client, request, request.intoId);
}

/** Deletes a class: its labels, exclusions and suggestions are cleared. A revert brings all of it back. Throws as mergeClass does. */
export async function deleteClass(client: PrismaClient, request: Removal): Promise<ClassEditAnswer> {
  return await removeClass(client, request, null);
}

async function removeClass(client: PrismaClient, request: Removal, intoId: string | null): Promise<ClassEditAnswer> {
  const { labelClassId, revision } = request;
  // 300,000 labels take seconds: the default limit of a transaction is 5 s.
  return await client.$transaction(
    async (tx) => {
      const { dataset } = await openClass(tx, labelClassId);
      const into = intoId === null ? null : await openInto(tx, dataset, intoId);
      const edit = { ...request, dataset, request: { remove: labelClassId, intoId } };
      const made = await recordClassEdit(tx, edit, async (before) => {
        const labelClassIds = intoId === null ? [labelClassId] : [labelClassId, intoId];
        await refuseUnseenEdits(tx, { datasetId: dataset.id, revision, labelClassIds });
        await refuseUnseenSamples(tx, dataset, { labelClassId, revision });
        const { name } = findRow(before, labelClassId);
        const after = planRemove(before, labelClassId, intoId);
        const found = await countRemoval(tx, dataset, { fromId: labelClassId, intoId });
        const labelCount = found.labeledBy.reduce((sum, { count }) => sum + count, 0);
        const { exclusionCount, suggestionCount } = found;
        const counts = { labelCount, exclusionCount, suggestionCount };
        const detail = { edit: intoId === null ? ('delete' as const) : ('merge' as const), labelClassId, name, into };
        const effects = removalEffects({ datasetId: dataset.id, fromId: labelClassId, intoId });
        const plan = { before, after, placedIds: [labelClassId], detail: { ...detail, counts } };
        return { ...plan, effects: labelCount + exclusionCount === 0 ? null : effects };
      });
      if (made === null) throw new Invalid('The class was removed already.');
      const move = { operationId: made.operationId, datasetId: dataset.id, fromId: labelClassId, intoId };
      if (!made.isRepeated) await moveSuggestions(tx, move);
      return {
        operation: await readOperation(tx, made.operationId),
        progress: await getProgress(tx, dataset),
      };
    },
    { timeout: 120_000 },
  );
}

async function openInto(tx: Tx, dataset: AuthorizedDataset, intoId: string) {
  const into = await openClass(tx, intoId);
  if (into.dataset.id !== dataset.id) throw new NotFound('class', intoId);
  return { labelClassId: intoId, name: into.labelClass.name };
}

async function refuseUnseenSamples(
  tx: Tx,
  dataset: AuthorizedDataset,
  { labelClassId, revision }: { labelClassId: string; revision: number | undefined },
): Promise<void> {
  if (revision === undefined) return;
  const seen = { datasetId: dataset.id, labelClassId, revision };
  const sampleIds = await listTouchedAfter(tx, { ...seen, limit: SHOWN_CHANGES });
  if (sampleIds.length === 0) return;
  const changed = await listChangedSamples(tx, { datasetId: dataset.id, sampleIds, revision });
  const { revision: now } = await getProgress(tx, dataset);
  throw new Conflict(
    `${sampleIds.length === SHOWN_CHANGES ? 'At least ' : ''}${sampleIds.length} samples of this class changed after revision ${revision}, which this request saw. Nothing was changed. Look at the counts again.`,
    { revision: now, changed },
  );
}

/** What merging a class into another would do, or deleting it (`intoId` null). Throws NotFound. */
export async function previewRemoval(
  tx: Tx,
  removal: { labelClassId: string; intoId: string | null },
): Promise<ClassRemovalPreview> {
  const { labelClassId, intoId } = removal;
  const { dataset } = await openClass(tx, labelClassId);
  if (intoId !== null) await openInto(tx, dataset, intoId);
  const { revision } = await getProgress(tx, dataset);
  const found = await countRemoval(tx, dataset, { fromId: labelClassId, intoId });
  const rows = await readClassRows(tx, dataset.id);
  const children = rows.filter((row) => row.isLive && row.parentId === labelClassId);
  return {
    revision,
    ...found,
    labelCount: found.labeledBy.reduce((sum, { count }) => sum + count, 0),
    children: children.map(({ id, name }) => ({ labelClassId: id, name })),
  };
}
