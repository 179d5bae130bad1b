import { queryOptions } from '@tanstack/react-query';
import { applyWaiting } from '@/components/classes/classes-ahead';
import { pageOutbox } from '@/components/outbox/outbox-page';
import { api } from '@/components/shell/api';
import type { DatasetCard, DatasetSummary } from '@/lib/datasets/dataset';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { ImportProgress, ProgressDetail } from '@/lib/datasets/progress';

/**
 * Keys of everything read from the server. All that belongs to one dataset begins with ["dataset", id], so that
 * `queryClient.invalidateQueries({ queryKey: datasetKey(id) })` refreshes it after an act.
 */
export const datasetKey = (datasetId: string) => ['dataset', datasetId] as const;
export const DATASETS_KEY = ['datasets'] as const;

/** All datasets as the home page shows them. */
export const datasetsQuery = queryOptions({
  queryKey: DATASETS_KEY,
  queryFn: ({ signal }) => api.get<{ datasets: DatasetCard[] }>('/api/datasets', signal),
});

/** One dataset, with its progress. */
export const datasetQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'summary'],
    queryFn: ({ signal }) => api.get<DatasetSummary>(`/api/datasets/${datasetId}`, signal),
  });

/** The classes of a dataset, in the order of their keys, as they are once the edits that wait here are in. */
export const classesQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'classes'],
    queryFn: async ({ signal }) => {
      const read = await api.get<{ classes: LabelClass[] }>(`/api/datasets/${datasetId}/classes`, signal);
      return applyWaiting(read, datasetId, pageOutbox().getState().acts);
    },
  });

/** Labels by class, by where they came from, and by import. */
export const progressQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'progress'],
    queryFn: ({ signal }) => api.get<ProgressDetail>(`/api/datasets/${datasetId}/progress`, signal),
  });

/** How far each import is; read when somebody asks, since it looks at every sample. */
export const importProgressQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'progress', 'imports'],
    queryFn: ({ signal }) =>
      api.get<{ imports: ImportProgress[] }>(`/api/datasets/${datasetId}/progress/imports`, signal),
  });
