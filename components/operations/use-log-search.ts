'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { formatLogSearch, type LogSearch, parseLogSearch } from '@/components/operations/log-search';

/** What the URL of the log holds, and a way to change some of it; typing (`quiet`) replaces its entry in the browser's history. */
export function useLogSearch(): { search: LogSearch; change: (part: Partial<LogSearch>, quiet?: boolean) => void } {
  const pathname = usePathname();
  const query = useSearchParams().toString();
  const search = useMemo(() => parseLogSearch(new URLSearchParams(query)), [query]);
  const change = useCallback(
    (part: Partial<LogSearch>, quiet = false) => {
      const next = formatLogSearch({ ...parseLogSearch(new URLSearchParams(window.location.search)), ...part });
      const url = next === '' ? pathname : `${pathname}?${next}`;
      if (quiet) window.history.replaceState(null, '', url);
      else window.history.pushState(null, '', url);
    },
    [pathname],
  );
  return { search, change };
}
