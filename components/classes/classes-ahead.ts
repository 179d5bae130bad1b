import { isWaiting, type OutboxAct, type OutboxClassEdit } from '@/components/outbox/outbox-acts';
import { type ClassRow, planChange, planCreate } from '@/lib/datasets/class-edits';
import { orderTree } from '@/lib/datasets/class-tree';
import type { LabelClass } from '@/lib/datasets/label-class';

type Classes = { classes: LabelClass[] };

function plan(rows: readonly ClassRow[], edit: OutboxClassEdit): readonly ClassRow[] {
  if (edit.kind === 'change') return planChange(rows, edit.labelClassId, edit.values);
  const { labelClassId: id } = edit;
  if (edit.kind === 'remove' || rows.some((row) => row.id === id)) return rows;
  return planCreate(rows, { id, name: edit.name, parentId: edit.parentId });
}

/**
 * The classes of a dataset after an edit, by the rules of the server; what leaves a class stays until the server has done
 * it, since labels go with it. Throws what the server would: a name that is taken, too many classes, a parent below itself.
 */
export function applyEdit({ classes }: Classes, edit: OutboxClassEdit): Classes {
  const counts = new Map(classes.map(({ id, labelCount }) => [id, labelCount]));
  const rows = classes.map(({ labelCount: _, ...row }) => ({ ...row, isLive: true }));
  const after = orderTree(plan(rows, edit));
  return { classes: after.map(({ isLive: _, ...row }) => ({ ...row, labelCount: counts.get(row.id) ?? 0 })) };
}

/** The classes of a dataset as they were read, with the edits on top that wait in the outbox. */
export function applyWaiting(read: Classes, datasetId: string, acts: readonly OutboxAct[]): Classes {
  let after = read;
  for (const act of acts) {
    if (act.classEdit === undefined || act.datasetId !== datasetId || !isWaiting(act)) continue;
    try {
      after = applyEdit(after, act.classEdit);
    } catch {
      // The server will refuse it, and its reason is told then.
    }
  }
  return after;
}
