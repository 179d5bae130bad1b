import { db } from '@/lib/db/client.server';
import { producerHeartbeat } from '@/lib/embeddings/producer';
import { beatProducer } from '@/lib/embeddings/producers.server';
import { producerParams, readClaim } from '@/lib/http/producer-claim.server';
import { writeRoute } from '@/lib/http/route.server';

export const POST = writeRoute({
  params: producerParams,
  body: producerHeartbeat,
  run: ({ params, body, request }) => beatProducer(db(), readClaim(params.producerId, request), body.ratePerS),
});
