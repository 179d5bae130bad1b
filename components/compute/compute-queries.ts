import { queryOptions } from '@tanstack/react-query';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import type { ComputeOffer } from '@/lib/embeddings/producer';

const POLL_MS = 3_000;

/** What pages can do for a dataset, and which do; `isEmbedding` while an embedding job is open: then it is read often. */
export const computeOfferQuery = (datasetId: string, isEmbedding: boolean) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'embedding-producers', isEmbedding],
    queryFn: ({ signal }) => api.get<ComputeOffer>(`/api/datasets/${datasetId}/embedding-producers`, signal),
    refetchInterval: isEmbedding ? POLL_MS : false,
  });
