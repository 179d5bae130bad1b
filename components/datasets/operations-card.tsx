'use client';

import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import Link from 'next/link';
import { sayOperation, sayOperationGroup } from '@/components/datasets/operation-words';
import { recentOperationsQuery } from '@/components/datasets/overview-queries';
import { pathOf } from '@/components/shell/place';
import { Card } from '@/components/ui/card';
import { ClassMarker } from '@/components/ui/class-marker';
import { RelativeTime } from '@/components/ui/relative-time';
import type { OperationSummary } from '@/lib/operations/operation';

/** What was done last, newest first; what was taken back is struck through. */
export function OperationsCard({ datasetId }: { datasetId: string }) {
  const { data } = useQuery(recentOperationsQuery(datasetId));
  if (data === undefined) return null;
  return (
    <Card className="p-5">
      <div className="mb-1 flex items-baseline gap-3">
        <h2 className="flex-1">Recent operations</h2>
        {data.operations.length > 0 && (
          <Link href={pathOf(datasetId, 'operations')} className="rounded-key text-12 text-accent-text hover:underline">
            All operations
          </Link>
        )}
      </div>
      {data.operations.length === 0 && <p className="py-2 text-ink-2">Nothing has been decided yet.</p>}
      <ul>
        {data.operations.map((operation) => (
          <OperationLine key={operation.id} {...{ datasetId, operation }} />
        ))}
      </ul>
    </Card>
  );
}

function OperationLine({ datasetId, operation }: { datasetId: string; operation: OperationSummary }) {
  const group = sayOperationGroup(operation);
  return (
    <li className="flex min-h-9 items-center gap-2 border-b border-line last:border-b-0">
      <ClassMarker slot={operation.labelClass?.slot ?? null} />
      <Link
        href={`${pathOf(datasetId, 'operations')}?operation=${operation.id}`}
        className="min-w-0 flex-1 truncate rounded-key hover:underline"
      >
        <span className={clsx(operation.reverted && 'text-ink-3 line-through')}>{sayOperation(operation)}</span>
        {group !== '' && <span className="text-ink-3"> · {group}</span>}
        {operation.reverted && <span className="text-ink-3"> · taken back</span>}
      </Link>
      <span className="max-w-[45%] flex-none truncate text-12 text-ink-3">
        {operation.personName} · <RelativeTime at={operation.createdAt} />
      </span>
    </li>
  );
}
