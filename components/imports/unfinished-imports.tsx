'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import { unfinishedImportsQuery } from '@/components/imports/import-queries';
import { sayImportStatus } from '@/components/imports/import-words';
import { DATASETS_KEY } from '@/components/shell/queries';
import { Card } from '@/components/ui/card';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ImportSummary } from '@/lib/samples/import';

/** Imports that have not come to an end, each a way back to it; nothing when there are none. */
export function UnfinishedImports() {
  const client = useQueryClient();
  const { data } = useQuery(unfinishedImportsQuery);
  const imports = data?.imports ?? [];
  const before = useRef(0);
  useEffect(() => {
    if (imports.length < before.current) void client.invalidateQueries({ queryKey: DATASETS_KEY });
    before.current = imports.length;
  }, [client, imports.length]);
  if (imports.length === 0) return null;
  return (
    <Card className="mb-4" aria-label="Unfinished imports">
      <ul>
        {imports.map((one) => (
          <UnfinishedImport key={one.id} one={one} />
        ))}
      </ul>
    </Card>
  );
}

function UnfinishedImport({ one }: { one: ImportSummary }) {
  return (
    <li className="flex min-h-10 items-center gap-3 border-b border-line px-4 last:border-b-0">
      <Link
        href={`/import/${one.id}`}
        className="flex min-w-0 items-center gap-1 rounded-key font-[530] text-accent-text hover:underline"
      >
        <span className="truncate">Import of {one.name}</span>
        <ChevronRight size={12} aria-hidden className="flex-none" />
      </Link>
      <span className="min-w-0 flex-1 truncate text-ink-2">{sayImportStatus(one.status)}</span>
      <span className="text-12 text-ink-3">
        <RelativeTime at={one.createdAt} />
      </span>
    </li>
  );
}
