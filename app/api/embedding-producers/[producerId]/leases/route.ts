import { db } from '@/lib/db/client.server';
import { takeLease } from '@/lib/embeddings/leases.server';
import { producerParams, readClaim } from '@/lib/http/producer-claim.server';
import { writeRoute } from '@/lib/http/route.server';

export const POST = writeRoute({
  params: producerParams,
  run: async ({ params, request }) => {
    const lease = await takeLease(db(), readClaim(params.producerId, request));
    if (!(lease instanceof Uint8Array)) return lease;
    return new Response(lease, {
      headers: { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'private, no-store' },
    });
  },
});
