'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useId } from 'react';
import { api } from '@/components/shell/api';
import { classesQuery, datasetKey } from '@/components/shell/queries';
import { Card } from '@/components/ui/card';
import { formatCounted } from '@/components/ui/format';
import type { DatasetSummary } from '@/lib/datasets/dataset';

/** How many classes a dataset has, and whether a sample may carry several of them. */
export function ClassesCard({ dataset }: { dataset: DatasetSummary }) {
  const client = useQueryClient();
  const id = useId();
  const { data } = useQuery(classesQuery(dataset.id));
  const change = useMutation({
    mutationFn: (isMultiLabel: boolean) => api.patch<DatasetSummary>(`/api/datasets/${dataset.id}`, { isMultiLabel }),
    onSuccess: () => client.invalidateQueries({ queryKey: datasetKey(dataset.id) }),
  });
  return (
    <Card className="grid gap-2 p-5">
      <div className="flex items-baseline justify-between gap-2">
        <h2>Classes</h2>
        <Link href={`/datasets/${dataset.id}/classes`} className="rounded-key text-12 text-accent-text hover:underline">
          Edit {data === undefined ? 'classes' : formatCounted(data.classes.length, 'class', 'classes')}
        </Link>
      </div>
      <label htmlFor={id} className="flex items-start gap-2">
        <input
          id={id}
          type="checkbox"
          className="mt-1 accent-accent"
          checked={dataset.isMultiLabel}
          disabled={change.isPending}
          onChange={(event) => change.mutate(event.target.checked)}
        />
        <span>
          A sample can carry several classes
          <span className="block text-12 text-ink-3">
            {dataset.isMultiLabel
              ? 'Accepting and labeling add a class. Exports hold lists.'
              : 'Labeling gives one class in place of another.'}
          </span>
        </span>
      </label>
      {change.error !== null && (
        <p role="alert" className="text-12 text-danger">
          {change.error.message}
        </p>
      )}
    </Card>
  );
}
