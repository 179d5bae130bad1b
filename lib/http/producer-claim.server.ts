import { z } from 'zod';
import { producerTokenHeader } from '@/lib/embeddings/producer';
import type { ProducerClaim } from '@/lib/embeddings/producers.server';
import { Invalid } from '@/lib/errors';

/** The path parameter of every route of a producer. */
export const producerParams = z.object({ producerId: z.uuid() });

/** Which producer a request speaks for. Throws Invalid without its token, or with what cannot be one. */
export function readClaim(producerId: string, request: Request): ProducerClaim {
  const token = request.headers.get(producerTokenHeader);
  if (token === null || token === '') {
    throw new Invalid('The header X-Producer-Token is missing: send the token that the page got when it joined.');
  }
  if (/^[A-Za-z0-9_-]{43}$/.test(token)) return { producerId, token };
  throw new Invalid(
    `The X-Producer-Token does not belong to the producer ${producerId}: send the token that its page got when it joined.`,
  );
}
