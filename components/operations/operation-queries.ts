import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { formatLogSearch } from '@/components/operations/log-search';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import type { RevertPreview } from '@/lib/labels/revert-preview';
import type { LogCounts, LogFilter, OperationPage, OperationView, TurnedSample } from '@/lib/operations/operation-log';
import type { TurnOutcome } from '@/lib/operations/turn-outcome';

const LOG_PAGE = 50;
const SAMPLE_PAGE = 48;

const logKey = (datasetId: string) => [...datasetKey(datasetId), 'operations'] as const;
const afterOf = (cursor: string | null) => (cursor === null ? '' : `&after=${cursor}`);

/** The operations that match, newest first, page by page. */
export const logQuery = (datasetId: string, filter: LogFilter) =>
  infiniteQueryOptions({
    queryKey: [...logKey(datasetId), 'log', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<OperationPage>(
        `/api/datasets/${datasetId}/operations?limit=${LOG_PAGE}${afterOf(pageParam)}&${formatLogSearch(filter)}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });

/** How many match, and who has acted. */
export const logCountsQuery = (datasetId: string, filter: LogFilter) =>
  queryOptions({
    queryKey: [...logKey(datasetId), 'counts', filter],
    queryFn: ({ signal }) =>
      api.get<LogCounts>(`/api/datasets/${datasetId}/operations/counts?${formatLogSearch(filter)}`, signal),
    placeholderData: keepPreviousData,
  });

/** One operation and its samples, page by page. */
export const operationQuery = (datasetId: string, operationId: string) =>
  infiniteQueryOptions({
    queryKey: [...logKey(datasetId), 'one', operationId],
    queryFn: ({ pageParam, signal }) =>
      api.get<OperationView>(`/api/operations/${operationId}?limit=${SAMPLE_PAGE}${afterOf(pageParam)}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

/** What its revert would do now. */
export const revertQuery = (datasetId: string, operationId: string) =>
  queryOptions({
    queryKey: [...logKey(datasetId), 'revert', operationId],
    queryFn: ({ signal }) => api.get<RevertPreview>(`/api/operations/${operationId}/revert`, signal),
    retry: false,
  });

/** All samples that its revert would do one thing to, page by page. */
export const turnedQuery = (datasetId: string, operationId: string, outcome: TurnOutcome) =>
  infiniteQueryOptions({
    queryKey: [...logKey(datasetId), 'revert', operationId, outcome],
    queryFn: ({ pageParam, signal }) =>
      api.get<{ samples: TurnedSample[]; nextCursor: string | null }>(
        `/api/operations/${operationId}/revert/samples?outcome=${outcome}&limit=${SAMPLE_PAGE}${afterOf(pageParam)}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
