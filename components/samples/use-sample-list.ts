'use client';

import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { ListAhead } from '@/components/samples/list-ahead';
import { facetsQuery, listKey, samplesQuery } from '@/components/samples/queries';
import { byId } from '@/components/samples/sample-words';
import { useDecisions } from '@/components/samples/use-decisions';
import { classesQuery } from '@/components/shell/queries';
import { revisionSeen, samplesOf } from '@/lib/review/sample-pages';
import type { MeaningSearch } from '@/lib/review/semantic';
import type { SampleFilter } from '@/lib/samples/sample';

/** The samples that match a filter with their counts and classes, and the acts on them. */
export function useSampleList(datasetId: string, filter: SampleFilter, meaning: MeaningSearch | null) {
  const list = useInfiniteQuery(samplesQuery(datasetId, filter, meaning));
  const facets = useQuery(facetsQuery(datasetId, filter));
  const classes = useQuery(classesQuery(datasetId));
  const client = useQueryClient();
  const ahead = useMemo(
    () => new ListAhead(client, datasetId, listKey(datasetId, filter, meaning), filter),
    [client, datasetId, filter, meaning],
  );
  const decisions = useDecisions(datasetId, ahead);
  const pages = list.data?.pages;
  const samples = useMemo(() => (pages === undefined ? undefined : samplesOf(pages)), [pages]);
  const ids = useMemo(() => samples?.map(({ id }) => id) ?? [], [samples]);
  const classList = useMemo(() => classes.data?.classes ?? [], [classes.data]);
  const classMap = useMemo(() => byId(classList), [classList]);
  const { fetchNextPage, isFetchingNextPage, hasNextPage } = list;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return {
    list,
    loadMore,
    samples,
    ids,
    facets: facets.data,
    classes: classList,
    classesById: classMap,
    decisions,
    /** Undefined until it is known: of a filter it is counted beside the first page, of a search by meaning with it. */
    totalCount:
      pages?.[0]?.totalCount ??
      (facets.isPlaceholderData || meaning !== null || list.error !== null ? undefined : facets.data?.totalCount),
    instead: pages?.[0]?.instead ?? [],
    nearest: pages?.[0]?.nearest,
    revisionOf: (sampleIds: readonly string[]) => revisionSeen(pages ?? [], sampleIds),
  };
}
