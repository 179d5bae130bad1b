'use client';

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useRestoreDataset } from '@/components/datasets/deleted-datasets';
import { isApiError } from '@/components/shell/api';
import { datasetQuery } from '@/components/shell/queries';
import { Button, ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { Page } from '@/components/ui/page';

/** Lets a dataset's screens through only when the dataset can be opened; says otherwise what is the matter. */
export function DatasetGate({ datasetId, children }: { datasetId: string; children: ReactNode }) {
  const { data, error, refetch } = useQuery(datasetQuery(datasetId));
  const restore = useRestoreDataset();
  useEffect(() => {
    if (data !== undefined) document.title = `${data.name} · Sheaf`;
  }, [data]);
  if (data !== undefined || error === null) return children;
  if (!isApiError(error, 'not-found') && !isApiError(error, 'invalid')) {
    return (
      <Page>
        <ErrorState error={error} safe="The dataset is on the disk, as it was." onRetry={() => void refetch()} />
      </Page>
    );
  }
  return (
    <Page>
      <EmptyState
        asPage
        title="There is no such dataset"
        action={
          <>
            <Button disabled={restore.isPending} onClick={() => restore.mutate(datasetId)}>
              Restore it
            </Button>
            <ButtonLink href="/">All datasets</ButtonLink>
          </>
        }
      >
        It may have been deleted. For 30 days after that it can be restored.
      </EmptyState>
    </Page>
  );
}
