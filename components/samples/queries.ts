import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import type { ModelView } from '@/lib/embeddings/embedding-model';
import type { OperationSummary, SampleState } from '@/lib/operations/operation';
import { formatSampleSearch } from '@/lib/review/sample-search';
import type { SimilarSamples } from '@/lib/review/similar';
import type { SampleDetail, SampleFacets, SampleFilter, SamplePage, SamplePlace } from '@/lib/samples/sample';

const PAGE_SIZE = 200;

/** A path with the filter, and whatever else, as its query. */
function withFilter(path: string, filter: SampleFilter, more: Record<string, string> = {}): string {
  const search = formatSampleSearch(filter);
  for (const [name, value] of Object.entries(more)) search.set(name, value);
  const query = search.toString();
  return query === '' ? path : `${path}?${query}`;
}

/** Everything read of the samples of a dataset, to refresh it after an act. */
export const samplesKey = (datasetId: string) => [...datasetKey(datasetId), 'samples'] as const;
export const facetsKey = (datasetId: string) => [...datasetKey(datasetId), 'facets'] as const;
export const sampleKey = (sampleId: string) => ['sample', sampleId] as const;

export const listKey = (datasetId: string, filter: SampleFilter) =>
  [...samplesKey(datasetId), formatSampleSearch(filter).toString()] as const;

/** The samples that match, page by page. */
export const samplesQuery = (datasetId: string, filter: SampleFilter) =>
  infiniteQueryOptions({
    queryKey: listKey(datasetId, filter),
    queryFn: ({ pageParam, signal }) => {
      const paging = pageParam === null ? {} : { after: pageParam };
      const path = `/api/datasets/${datasetId}/samples`;
      return api.get<SamplePage>(withFilter(path, filter, { ...paging, limit: String(PAGE_SIZE) }), signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

/** Counts for the filters; the ones before stay until the new ones are there. */
export const facetsQuery = (datasetId: string, filter: SampleFilter) =>
  queryOptions({
    queryKey: [...facetsKey(datasetId), formatSampleSearch(filter).toString()],
    queryFn: ({ signal }) => api.get<SampleFacets>(withFilter(`/api/datasets/${datasetId}/facets`, filter), signal),
    placeholderData: keepPreviousData,
  });

/** One sample with everything that is known of it. */
export const sampleQuery = (sampleId: string) =>
  queryOptions({
    queryKey: [...sampleKey(sampleId), 'detail'],
    queryFn: ({ signal }) => api.get<SampleDetail>(`/api/samples/${sampleId}`, signal),
  });

/** One act on a sample, with the sample's state before and after. */
export type HistoryEntry = OperationSummary & { before: SampleState | null; after: SampleState | null };

export const historyQuery = (sampleId: string) =>
  queryOptions({
    queryKey: [...sampleKey(sampleId), 'history'],
    queryFn: ({ signal }) => api.get<{ operations: HistoryEntry[] }>(`/api/samples/${sampleId}/history`, signal),
  });

const READING_MS = 1_000;

/** What is most like a sample; asked again every second while the worker is still reading the embeddings. */
export const similarQuery = (sampleId: string) =>
  queryOptions({
    queryKey: [...sampleKey(sampleId), 'similar'],
    queryFn: ({ signal }) => api.get<SimilarSamples>(`/api/samples/${sampleId}/similar`, signal),
    refetchInterval: ({ state }) => (state.data?.state === 'loading' ? READING_MS : false),
  });

/** What the model sees never changes for a sample. */
export const modelViewQuery = (sampleId: string) =>
  queryOptions({
    queryKey: ['model-view', sampleId],
    queryFn: ({ signal }) => api.get<ModelView>(`/api/samples/${sampleId}/model-view`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Previous, next and place of a sample within the filter it was found by. */
export const placeQuery = (sampleId: string, filter: SampleFilter) =>
  queryOptions({
    queryKey: [...sampleKey(sampleId), 'place', formatSampleSearch(filter).toString()],
    queryFn: ({ signal }) => api.get<SamplePlace>(withFilter(`/api/samples/${sampleId}/place`, filter), signal),
  });
