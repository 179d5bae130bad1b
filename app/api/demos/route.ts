import { startDemo } from '@/lib/exchange/demo.server';
import { writeRoute } from '@/lib/http/route.server';
import { startDemo as startDemoSchema } from '@/lib/samples/import';

export const POST = writeRoute({
  body: startDemoSchema,
  run: ({ body, actor }) => startDemo(actor, body.demo),
});
