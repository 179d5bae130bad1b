import { db } from '@/lib/db/client.server';
import { leaveProducer } from '@/lib/embeddings/producers.server';
import { producerParams, readClaim } from '@/lib/http/producer-claim.server';
import { writeRoute } from '@/lib/http/route.server';

export const POST = writeRoute({
  params: producerParams,
  run: ({ params, request }) => leaveProducer(db(), readClaim(params.producerId, request)),
});
