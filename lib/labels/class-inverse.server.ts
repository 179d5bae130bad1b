import { diffClasses } from '@/lib/datasets/class-edits';
import { planRevert, type RevertedClasses } from '@/lib/datasets/class-revert';
import { readClassRows, writeClassRows } from '@/lib/datasets/classes-repo.server';
import { Conflict } from '@/lib/errors';
import type { Inverse } from '@/lib/labels/inverse.server';
import { revertSuggestions } from '@/lib/labels/suggestion-repo.server';
import { tipOf } from '@/lib/operations/chain';
import { type ClassChange, readDetail } from '@/lib/operations/operation-detail';

/** How a class edit is turned: its classes and suggestions go back to what they were, but for what was edited again since. */
export const classEditInverse: Inverse = async (tx, { dataset, chain, willStand, operationId }) => {
  const tip = tipOf(chain);
  const detail = readDetail(tip.detail);
  const done = detail?.type === 'classEdit' || detail?.type === 'revert' ? detail.changes : undefined;
  if (done === undefined) {
    throw new Conflict(`Operation ${tip.seq} keeps nothing of what it changed, so it cannot be reverted.`);
  }
  const before = await readClassRows(tx, dataset.id);
  const turned = planRevert(before, done);
  if (willStand) refuseGoneTarget(chain.act.detail, turned);
  const placedIds = done.filter(isPlaced).map((change) => change.labelClassId);
  const changes = diffClasses(before, turned.rows, placedIds);
  if (operationId !== null) {
    await writeClassRows(tx, dataset.id, { before, after: turned.rows });
    await revertSuggestions(tx, { operationId, datasetId: dataset.id, targetId: tip.id });
  }
  const goneClassIds = turned.rows.filter((row) => !row.isLive).map((row) => row.id);
  return { says: describe(turned, changes), goneClassIds, changes };
};

/** A merge comes back only while there is a class that its labels can go to. */
function refuseGoneTarget(stored: unknown, { rows }: RevertedClasses): void {
  const detail = readDetail(stored);
  if (detail?.type !== 'classEdit' || detail.into === null) return;
  const { into, name } = detail;
  if (rows.some((row) => row.id === into.labelClassId && row.isLive)) return;
  throw new Conflict(
    `${name} was merged into ${into.name}, which is not among the classes any more. Nothing was changed. Bring that class back first.`,
  );
}

const isPlaced = ({ before, after }: ClassChange) =>
  before.position !== undefined || after.position !== undefined || before.isLive !== undefined;

const FIELD_WORDS = new Map([
  ['name', 'name'],
  ['description', 'guideline'],
  ['slot', 'colour'],
  ['key', 'key'],
  ['parentId', 'parent'],
  ['exampleIds', 'examples'],
  ['isLive', 'place among the classes'],
]);

function describe({ rows, kept }: RevertedClasses, changes: readonly ClassChange[]): string[] {
  const nameOf = (id: string) => rows.find((row) => row.id === id)?.name ?? 'A class';
  const says = changes.flatMap(({ labelClassId, before, after }) => {
    const name = nameOf(labelClassId);
    if (after.isLive === true) return [`The class ${name} comes back`];
    if (after.isLive === false) return [`The class ${name} goes`];
    const fields = [...FIELD_WORDS].filter(([field]) => field !== 'name' && field in after).map(([, word]) => word);
    return [
      ...(after.name === undefined ? [] : [`${before.name ?? 'A class'} is called ${after.name} again`]),
      ...(fields.length === 0 ? [] : [`${name} gets its ${fields.join(', ')} back`]),
      ...(after.position === undefined ? [] : [`${name} goes back to its place`]),
    ];
  });
  const stays = kept.map(
    ({ labelClassId, field }) => `${nameOf(labelClassId)} keeps its ${FIELD_WORDS.get(field) ?? field}, edited since`,
  );
  return [...says, ...stays];
}
