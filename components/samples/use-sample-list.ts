'use client';

import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { facetsQuery, type ListPage, listKey, samplesKey, samplesQuery } from '@/components/samples/queries';
import { byId } from '@/components/samples/sample-words';
import { type SampleAct, useDecisions } from '@/components/samples/use-decisions';
import { classesQuery, datasetQuery } from '@/components/shell/queries';
import type { DecisionAnswer } from '@/lib/labels/decision';
import { areCurrent, changePages, revisionSeen, samplesOf } from '@/lib/review/sample-pages';
import type { MeaningSearch } from '@/lib/review/semantic';
import type { SampleFilter } from '@/lib/samples/sample';

/** Puts one's own decision into the list that is on the screen, or reads it again when others acted meanwhile. */
function useListChange(datasetId: string, filter: SampleFilter, meaning: MeaningSearch | null) {
  const client = useQueryClient();
  return useCallback(
    (act: SampleAct, answer: DecisionAnswer) => {
      const key = listKey(datasetId, filter, meaning);
      const { revision } = answer.progress;
      const data = client.getQueryData<InfiniteData<ListPage, string | null>>(key);
      // Where samples carry several classes, what they carry after an act is the server's to say.
      const isMultiLabel = client.getQueryData(datasetQuery(datasetId).queryKey)?.isMultiLabel === true;
      const knowsAll =
        data !== undefined && !isMultiLabel && act.kind !== 'exclude' && areCurrent(data.pages, revision);
      if (knowsAll) {
        const change = { sampleIds: act.sampleIds, labelClassId: act.kind === 'label' ? act.labelClass.id : null };
        client.setQueryData(key, { ...data, pages: changePages(data.pages, change, revision, filter) });
      }
      const isStale = (shown: readonly unknown[]) => !knowsAll || JSON.stringify(shown) !== JSON.stringify(key);
      void client.invalidateQueries({
        queryKey: samplesKey(datasetId),
        predicate: ({ queryKey }) => isStale(queryKey),
      });
    },
    [client, datasetId, filter, meaning],
  );
}

/** The samples that match a filter with their counts and classes, and the acts on them. */
export function useSampleList(datasetId: string, filter: SampleFilter, meaning: MeaningSearch | null) {
  const list = useInfiniteQuery(samplesQuery(datasetId, filter, meaning));
  const facets = useQuery(facetsQuery(datasetId, filter));
  const classes = useQuery(classesQuery(datasetId));
  const decisions = useDecisions(datasetId, useListChange(datasetId, filter, meaning));
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
    /** Undefined until it is known: of a filter it is counted beside the first page. */
    totalCount: pages?.[0]?.totalCount ?? (facets.isPlaceholderData ? undefined : facets.data?.totalCount),
    instead: pages?.[0]?.instead ?? [],
    nearest: pages?.[0]?.nearest,
    revisionOf: (sampleIds: readonly string[]) => revisionSeen(pages ?? [], sampleIds),
  };
}
