import { queryOptions } from '@tanstack/react-query';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import type { ImportDetail, ImportDuplicatesAnswer, ImportProblemItem, ImportSummary } from '@/lib/samples/import';

const POLL_MS = 700;
const UNFINISHED_POLL_MS = 2_000;
const DUPLICATES_POLL_MS = { computing: 1_000, waiting: 5_000 } as const;
const MOVING = new Set(['uploading', 'inspecting', 'queued', 'running']);

export const importKey = (importId: string) => ['import', importId] as const;

/** One import, read again while it moves. */
export const importQuery = (importId: string) =>
  queryOptions({
    queryKey: importKey(importId),
    queryFn: ({ signal }) => api.get<ImportDetail>(`/api/imports/${importId}`, signal),
    refetchInterval: ({ state }) => (state.data === undefined || MOVING.has(state.data.status) ? POLL_MS : false),
  });

/** What a committed import left out, the first page; the whole list is the CSV. */
export const problemsQuery = (importId: string) =>
  queryOptions({
    queryKey: [...importKey(importId), 'problems'],
    queryFn: ({ signal }) =>
      api.get<{ problems: ImportProblemItem[]; nextCursor: string | null }>(
        `/api/imports/${importId}/problems`,
        signal,
      ),
  });

/** The imports of a dataset, newest first. */
export const importsQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'imports'],
    queryFn: ({ signal }) => api.get<{ imports: ImportSummary[] }>(`/api/datasets/${datasetId}/imports`, signal),
  });

/** Near-duplicates among the new samples of an import; asked again until they are counted. */
export const importDuplicatesQuery = (datasetId: string, importId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'imports', importId, 'near-duplicates'],
    queryFn: ({ signal }) => api.get<ImportDuplicatesAnswer>(`/api/imports/${importId}/near-duplicates`, signal),
    retry: false,
    refetchInterval: ({ state: { data } }) =>
      data?.state === 'computing' || data?.state === 'waiting' ? DUPLICATES_POLL_MS[data.state] : false,
  });

/** Imports that wait for a person or still run; read often while there are any. */
export const unfinishedImportsQuery = queryOptions({
  queryKey: ['imports', 'unfinished'],
  queryFn: ({ signal }) => api.get<{ imports: ImportSummary[] }>('/api/imports', signal),
  refetchInterval: ({ state }) => ((state.data?.imports.length ?? 0) > 0 ? UNFINISHED_POLL_MS : false),
});
