'use client';

import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import Link from 'next/link';
import { sayOperation } from '@/components/datasets/operation-words';
import { recentQuery } from '@/components/review/review-queries';
import { pathOf } from '@/components/shell/place';
import { ClassMarker } from '@/components/ui/class-marker';
import { formatCount } from '@/components/ui/format';
import type { OperationSummary } from '@/lib/operations/operation';

const VERBS: Partial<Record<OperationSummary['kind'], string>> = {
  accept: '',
  label: '',
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
            {isDecision(operation) && <span className="figures">{formatCount(operation.sampleCount)}</span>}
            <Link
              href={`${pathOf(datasetId, 'operations')}?operation=${operation.id}`}
              className={clsx(
                'min-w-0 flex-1 truncate rounded-key hover:underline',
                operation.reverted && 'line-through',
              )}
            >
              {isDecision(operation) ? sayShortly(operation) : sayOperation(operation)}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

const isDecision = ({ kind }: OperationSummary) => kind in VERBS;

/** The class and the group: the count stands before it. */
function sayShortly({ kind, labelClass, groupTitle }: OperationSummary): string {
  const named = [VERBS[kind] ?? '', labelClass?.name ?? ''].filter((part) => part !== '').join(' ');
  return [named, groupTitle].filter((part) => part !== null && part !== '').join(' · ');
}
