import { queryOptions } from '@tanstack/react-query';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import type { VectorDeliverySummary, VectorProblemItem } from '@/lib/embeddings/own-vectors';

const POLL_MS = 700;
const MOVING = new Set(['inspecting', 'queued', 'running']);

/** Whether a delivery still waits for a person or a job. */
export function isOpenDelivery({ status }: VectorDeliverySummary): boolean {
  return status === 'uploading' || status === 'ready' || MOVING.has(status);
}

/** Deliveries of vectors to a dataset, newest first; read often while one moves. */
export const deliveriesQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'vectors'],
    queryFn: ({ signal }) =>
      api.get<{ deliveries: VectorDeliverySummary[] }>(`/api/datasets/${datasetId}/vectors`, signal),
    refetchInterval: ({ state }) => (state.data?.deliveries.some(({ status }) => MOVING.has(status)) ? POLL_MS : false),
  });

/** The first rows that give no sample its vector; the whole list is the CSV. `at` changes when rows are matched anew. */
export const leftOutQuery = (deliveryId: string, at: string) =>
  queryOptions({
    queryKey: ['vectors-left-out', deliveryId, at],
    queryFn: ({ signal }) =>
      api.get<{ rows: VectorProblemItem[]; nextCursor: string | null }>(
        `/api/vectors/${deliveryId}/left-out?limit=20`,
        signal,
      ),
  });
