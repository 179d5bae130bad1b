'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { findLinkFaults, formatSampleSearch, parseSampleSearch } from '@/lib/review/sample-search';
import { formatMeaning, type MeaningSearch, parseMeaning } from '@/lib/review/semantic';
import type { SampleFilter } from '@/lib/samples/sample';

/** What the address of the samples screen holds beside the filter. */
export type ListMode = { meaning: MeaningSearch | null; duplicates: number | null };

const DUPLICATES = 'duplicates';
const NO_FILTER: SampleFilter = {};

function readDuplicates(search: URLSearchParams): number | null {
  const given = Number(search.get(DUPLICATES) ?? Number.NaN);
  return given >= 0.5 && given <= 1 ? given : null;
}

function formatAll(filter: SampleFilter, { meaning, duplicates }: ListMode): string {
  const search = formatSampleSearch(filter);
  for (const [name, value] of meaning === null ? [] : formatMeaning(meaning)) search.set(name, value);
  if (duplicates !== null) search.set(DUPLICATES, duplicates.toFixed(2));
  return search.toString();
}

/**
 * The filter of this page as its URL holds it, what it is ordered by, and ways to change both. Choices make a new entry in
 * the browser's history, so that Back takes them back; typing and sliding (`quiet`) replace the entry they are in.
 * A filter ends the view of near-duplicates, and that view begins without filters.
 */
export function useSampleSearch(): ListMode & {
  filter: SampleFilter;
  /** What of the address could not be read and is left out, in sentences. */
  faults: readonly string[];
  setFilter: (filter: SampleFilter, quiet?: boolean) => void;
  setMeaning: (meaning: MeaningSearch | null, quiet?: boolean) => void;
  setDuplicates: (threshold: number | null, quiet?: boolean) => void;
} {
  const pathname = usePathname();
  const search = useSearchParams().toString();
  const held = useMemo(() => {
    const params = new URLSearchParams(search);
    const duplicates = readDuplicates(params);
    // Near-duplicates are of the whole dataset: no filter stands beside them.
    if (duplicates !== null) return { filter: NO_FILTER, meaning: null, duplicates, faults: [] };
    const faults = findLinkFaults(params);
    return { filter: parseSampleSearch(params), meaning: parseMeaning(params), duplicates, faults };
  }, [search]);
  const go = useCallback(
    (next: ListMode & { filter: SampleFilter }, quiet: boolean) => {
      const query = formatAll(next.filter, next);
      const url = query === '' ? pathname : `${pathname}?${query}`;
      if (quiet) window.history.replaceState(null, '', url);
      else window.history.pushState(null, '', url);
    },
    [pathname],
  );
  return {
    ...held,
    setFilter: useCallback((filter, quiet = false) => go({ ...held, filter, duplicates: null }, quiet), [go, held]),
    setMeaning: useCallback(
      (meaning, quiet = false) => {
        const { q: _, ...filter } = held.filter;
        go({ filter: meaning === null ? held.filter : filter, meaning, duplicates: null }, quiet);
      },
      [go, held],
    ),
    setDuplicates: useCallback(
      (duplicates, quiet = false) => go({ filter: NO_FILTER, meaning: null, duplicates }, quiet),
      [go],
    ),
  };
}

/** The address of one sample, with the filter it was found by, so that previous and next stay within it. */
export function samplePath(datasetId: string, sampleId: string, filter: SampleFilter): string {
  const query = formatSampleSearch(filter).toString();
  return `/datasets/${datasetId}/samples/${sampleId}${query === '' ? '' : `?${query}`}`;
}

/** The address of the list with a filter. */
export function samplesPath(datasetId: string, filter: SampleFilter): string {
  const query = formatSampleSearch(filter).toString();
  return `/datasets/${datasetId}/samples${query === '' ? '' : `?${query}`}`;
}

/** The address of the list that begins with a sample and goes on with what is most like it. */
export function likePath(datasetId: string, sampleId: string): string {
  return `/datasets/${datasetId}/samples?${new URLSearchParams(formatMeaning({ like: sampleId })).toString()}`;
}
