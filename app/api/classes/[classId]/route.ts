import { z } from 'zod';
import { deleteLabelClass, editLabelClass } from '@/lib/datasets/label-class';
import { db } from '@/lib/db/client.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';
import { changeClass } from '@/lib/labels/class-edits.server';
import { deleteClass, previewRemoval } from '@/lib/labels/class-removal.server';

const params = z.object({ classId: z.uuid() });

/** What deleting it would do. */
export const GET = readRoute({
  params,
  run: ({ params }) => previewRemoval(db(), { labelClassId: params.classId, intoId: null }),
});

export const PATCH = writeRoute({
  params,
  body: editLabelClass,
  run: ({ params, body: { revision, idempotencyKey, ...values }, actor }) =>
    changeClass(db(), { labelClassId: params.classId, actor, revision, idempotencyKey, values }),
});

export const DELETE = writeRoute({
  params,
  query: deleteLabelClass,
  run: ({ params, query, actor }) => deleteClass(db(), { labelClassId: params.classId, actor, ...query }),
});
