'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';
import type { ComparedWith } from '@/components/versions/queries';

/** The open version and what it is compared with, as the URL holds them. `since` stands for what is in no version yet. */
export function useVersionChoice(): {
  chosen: string | null;
  comparedWith: ComparedWith;
  choose: (version: string, comparedWith?: ComparedWith) => void;
} {
  const pathname = usePathname();
  const search = useSearchParams();
  const choose = useCallback(
    (version: string, comparedWith?: ComparedWith) => {
      const next = new URLSearchParams({ version });
      if (comparedWith !== undefined && comparedWith !== 'previous') next.set('with', comparedWith);
      window.history.pushState(null, '', `${pathname}?${next.toString()}`);
    },
    [pathname],
  );
  return { chosen: search.get('version'), comparedWith: search.get('with') ?? 'previous', choose };
}
