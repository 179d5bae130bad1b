import { z } from 'zod';
import { mergeLabelClass } from '@/lib/datasets/label-class';
import { db } from '@/lib/db/client.server';
import { readRoute, writeRoute } from '@/lib/http/route.server';
import { mergeClass, previewRemoval } from '@/lib/labels/class-removal.server';

const params = z.object({ classId: z.uuid() });

/** What the merge would do. */
export const GET = readRoute({
  params,
  query: z.strictObject({ into: z.uuid() }),
  run: ({ params, query }) => previewRemoval(db(), { labelClassId: params.classId, intoId: query.into }),
});

export const POST = writeRoute({
  params,
  body: mergeLabelClass,
  run: ({ params, body, actor }) => mergeClass(db(), { labelClassId: params.classId, actor, ...body }),
});
