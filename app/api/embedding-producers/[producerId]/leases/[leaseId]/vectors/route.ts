import { z } from 'zod';
import { db } from '@/lib/db/client.server';
import { returnLease } from '@/lib/embeddings/leases.server';
import { producerParams, readClaim } from '@/lib/http/producer-claim.server';
import { writeRoute } from '@/lib/http/route.server';

export const PUT = writeRoute({
  params: producerParams.extend({ leaseId: z.uuid() }),
  query: z.strictObject({ model: z.uuid() }),
  run: ({ params, query, request }) => {
    const length = request.headers.get('content-length');
    return returnLease(db(), readClaim(params.producerId, request), {
      leaseId: params.leaseId,
      modelId: query.model,
      announcedSizeBytes: length === null ? null : Number(length),
      chunks: (request.body ?? []) as unknown as AsyncIterable<Uint8Array>,
    });
  },
});
