import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import type { ModelView } from '@/lib/embeddings/embedding-model';
import type { OperationSummary, SampleState } from '@/lib/operations/operation';
import type { LabelPreview } from '@/lib/review/label-preview';
import type { ShownDuplicates } from '@/lib/review/near-duplicates';
import { formatSampleSearch } from '@/lib/review/sample-search';
import { formatMeaning, type MeaningPage, type MeaningSearch } from '@/lib/review/semantic';
import type { SimilarSamples } from '@/lib/review/similar';
import type { SampleDetail, SampleFacets, SampleFilter, SamplePage, SamplePlace } from '@/lib/samples/sample';

const PAGE_SIZE = 200;
const READING_MS = 1_000;

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

/** A page of the list; where it is ordered by meaning, with what that came to. */
export type ListPage = SamplePage & { nearest?: Pick<MeaningPage, 'state' | 'model' | 'cuts'> };

const meaningKey = (meaning: MeaningSearch | null) =>
  meaning === null ? '' : new URLSearchParams(formatMeaning(meaning)).toString();

export const listKey = (datasetId: string, filter: SampleFilter, meaning: MeaningSearch | null) =>
  [...samplesKey(datasetId), formatSampleSearch(filter).toString(), meaningKey(meaning)] as const;

type PageRequest = { filter: SampleFilter; meaning: MeaningSearch | null; after: string | null; signal: AbortSignal };

async function readPage(datasetId: string, { filter, meaning, after, signal }: PageRequest): Promise<ListPage> {
  const paging = { ...(after === null ? {} : { after }), limit: String(PAGE_SIZE) };
  if (meaning === null) {
    return api.get<SamplePage>(withFilter(`/api/datasets/${datasetId}/samples`, filter, paging), signal);
  }
  const asked = { ...Object.fromEntries(formatMeaning(meaning)), ...paging };
  const page = await api.get<MeaningPage>(withFilter(`/api/datasets/${datasetId}/meaning`, filter, asked), signal);
  const { state, model, cuts, ...rest } = page;
  return { ...rest, instead: [], nearest: { state, model, cuts } };
}

/** The samples that match, page by page: in the order of their import, or nearest first. */
export const samplesQuery = (datasetId: string, filter: SampleFilter, meaning: MeaningSearch | null) =>
  infiniteQueryOptions({
    queryKey: listKey(datasetId, filter, meaning),
    queryFn: ({ pageParam, signal }) => readPage(datasetId, { filter, meaning, after: pageParam, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ({ state }) => (state.data?.pages[0]?.nearest?.state === 'loading' ? READING_MS : false),
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

/** Groups of near-duplicates; asked again every second while the worker compares. */
export const duplicatesQuery = (datasetId: string, threshold: number) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'near-duplicates', threshold],
    queryFn: ({ signal }) =>
      api.get<ShownDuplicates>(`/api/datasets/${datasetId}/near-duplicates?threshold=${threshold}`, signal),
    refetchInterval: ({ state }) => (state.data?.state === 'computing' ? READING_MS : false),
  });

/** Which labels the samples of a list carry, and whose they are. */
export const labelPreviewQuery = (datasetId: string, filter: SampleFilter, meaning: MeaningSearch | null) =>
  queryOptions({
    queryKey: [...samplesKey(datasetId), 'labels', formatSampleSearch(filter).toString(), meaningKey(meaning)],
    queryFn: ({ signal }) => {
      const asked = meaning === null ? {} : Object.fromEntries(formatMeaning(meaning));
      return api.get<LabelPreview>(withFilter(`/api/datasets/${datasetId}/labels-preview`, filter, asked), signal);
    },
  });
