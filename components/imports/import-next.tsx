'use client';

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { pathOf } from '@/components/shell/place';
import { datasetQuery } from '@/components/shell/queries';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { formatCounted } from '@/components/ui/format';
import type { ImportDetail } from '@/lib/samples/import';

/** What follows a finished import: the next one that was chosen with it, or the dataset. */
export function ImportNext({ detail }: { detail: ImportDetail }) {
  const [next, ...rest] = (useSearchParams().get('then') ?? '').split(',').filter((importId) => importId !== '');
  if (next !== undefined) {
    const then = rest.length === 0 ? '' : `?then=${rest.join(',')}`;
    return (
      <div className="mt-4">
        <Callout
          tone="next"
          title={`Next: ${formatCounted(rest.length + 1, 'more import')} from the same files`}
          action={
            <ButtonLink variant="primary" href={`/import/${next}${then}`}>
              Go on
            </ButtonLink>
          }
        >
          Every table is an import of its own.
        </Callout>
      </div>
    );
  }
  if (detail.status !== 'committed' || detail.datasetId === null) {
    return (
      <ButtonLink className="mt-4" href="/">
        All datasets
      </ButtonLink>
    );
  }
  return <OpenDataset datasetId={detail.datasetId} />;
}

function OpenDataset({ datasetId }: { datasetId: string }) {
  const { data: dataset } = useQuery(datasetQuery(datasetId));
  return (
    <div className="mt-4">
      <Callout
        tone="next"
        title="Next: embeddings and clusters, by themselves"
        action={
          <ButtonLink variant="primary" size="l" href={pathOf(datasetId, 'overview')}>
            Open {dataset?.name ?? 'the dataset'}
          </ButtonLink>
        }
      >
        You can close this tab. Review begins as soon as there are clusters.
      </Callout>
    </div>
  );
}
