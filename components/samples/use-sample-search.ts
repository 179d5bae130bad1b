'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { formatSampleSearch, parseSampleSearch } from '@/lib/review/sample-search';
import type { SampleFilter } from '@/lib/samples/sample';

/**
 * The filter of this page as its URL holds it, and a way to change it. Choices make a new entry in the browser's
 * history, so that Back takes them back; typing (`quiet`) replaces the entry it is in.
 */
export function useSampleSearch(): {
  filter: SampleFilter;
  setFilter: (filter: SampleFilter, quiet?: boolean) => void;
} {
  const pathname = usePathname();
  const search = useSearchParams().toString();
  const filter = useMemo(() => parseSampleSearch(new URLSearchParams(search)), [search]);
  const setFilter = useCallback(
    (next: SampleFilter, quiet = false) => {
      const query = formatSampleSearch(next).toString();
      const url = query === '' ? pathname : `${pathname}?${query}`;
      if (quiet) window.history.replaceState(null, '', url);
      else window.history.pushState(null, '', url);
    },
    [pathname],
  );
  return { filter, setFilter };
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
