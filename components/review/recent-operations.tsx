'use client';

import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import Link from 'next/link';
import { sayRevert } from '@/components/datasets/operation-words';
import { recentQuery } from '@/components/review/review-queries';
import { pathOf } from '@/components/shell/place';
import { ClassMarker } from '@/components/ui/class-marker';
import { formatCount } from '@/components/ui/format';
import type { OperationSummary } from '@/lib/operations/operation';

const VERBS: Partial<Record<OperationSummary['kind'], string>> = {
  exclude: 'not',
  clear: 'cleared',
  import: 'imported',
};

/** The newest operations, the last one first; a reverted one is struck through. */
export function RecentOperations({ datasetId }: { datasetId: string }) {
  const { data } = useQuery(recentQuery(datasetId));
  const operations = data?.operations ?? [];
  if (operations.length === 0) return null;
  return (
    <div className="mt-auto flex-none narrow:hidden">
      <h3>
        <Link href={pathOf(datasetId, 'operations')} className="rounded-key hover:underline">
          Recent operations
        </Link>
      </h3>
      <ul className="mt-1 text-12 text-ink-2">
        {operations.map((operation) => (
          <li key={operation.id} className="flex h-5.5 items-center gap-1.5">
            <ClassMarker slot={operation.labelClass?.slot ?? null} />
            {operation.kind !== 'revert' && <span className="figures">{formatCount(operation.sampleCount)}</span>}
            <span className={clsx('min-w-0 flex-1 truncate', operation.reverted && 'line-through')}>
              {sayOperation(operation)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function sayOperation(operation: OperationSummary): string {
  const named = [VERBS[operation.kind], operation.labelClass?.name].filter((part) => part !== undefined).join(' ');
  const what = operation.kind === 'revert' ? sayRevert(operation) : named;
  return [what, operation.groupTitle].filter((part) => part !== null && part !== '').join(' · ');
}
