import { openDataset } from '@/lib/datasets/access.server';
import type { PrismaClient } from '@/lib/db/generated/client';
import { chosenModel } from '@/lib/embeddings/chosen-model.server';
import { decodeLease, type Lease } from '@/lib/embeddings/lease-codec';
import { returnLease, takeLease } from '@/lib/embeddings/leases.server';
import type { LeaseWait, ProducerSummary } from '@/lib/embeddings/producer';
import { admitProducer, type ProducerClaim } from '@/lib/embeddings/producers.server';

/** A page as the server sees it: what it sends is up to the test. */
export type TestPage = {
  claim: ProducerClaim;
  modelId: string;
  take: () => Promise<Lease | LeaseWait>;
  /** Sends vectors; `change` sets what an honest page would not. */
  give: (leaseId: string, vectors: Float32Array, change?: Partial<Gift>) => Promise<ProducerSummary>;
};

type Gift = { modelId: string; announcedSizeBytes: number | null };

/** Takes a page of a person in for a dataset. */
export async function joinPage(
  client: PrismaClient,
  {
    datasetId,
    person,
    ratePerS = 1,
  }: { datasetId: string; person: { personId: string; personName: string }; ratePerS?: number },
): Promise<TestPage> {
  const dataset = await openDataset(client, datasetId);
  const { id: modelId } = await chosenModel(client, dataset);
  const offer = { modelId, backend: 'wasm', ratePerS } as const;
  const { producer, token } = await admitProducer(client, { dataset, actor: person, offer });
  const claim = { producerId: producer.id, token };
  return {
    claim,
    modelId,
    take: async () => {
      const answer = await takeLease(client, claim);
      return answer instanceof Uint8Array ? decodeLease(answer) : answer;
    },
    give: (leaseId, vectors, change = {}) =>
      returnLease(client, claim, {
        leaseId,
        modelId,
        announcedSizeBytes: vectors.byteLength,
        chunks: chunksOf(vectors),
        ...change,
      }),
  };
}

async function* chunksOf(vectors: Float32Array): AsyncGenerator<Uint8Array> {
  const bytes = new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength);
  const middle = bytes.length >> 1;
  yield bytes.slice(0, middle);
  yield bytes.slice(middle);
}

/** The lease, or a failure of the test when there was none. */
export function expectLease(answer: Lease | LeaseWait): Lease {
  if ('wait' in answer) throw new Error(`There was no lease: ${answer.wait}.`);
  return answer;
}
