import { z } from 'zod';
import { editClass, openClass } from '@/lib/datasets/classes-repo.server';
import { editLabelClass } from '@/lib/datasets/label-class';
import { db } from '@/lib/db/client.server';
import { writeRoute } from '@/lib/http/route.server';

export const PATCH = writeRoute({
  params: z.object({ classId: z.uuid() }),
  body: editLabelClass,
  run: ({ params, body }) =>
    db().$transaction(async (tx) => {
      const { dataset } = await openClass(tx, params.classId);
      return editClass(tx, { dataset, labelClassId: params.classId }, body);
    }),
});
