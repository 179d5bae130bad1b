'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { importDuplicatesQuery } from '@/components/imports/import-queries';
import { formatCount, formatCounted } from '@/components/ui/format';
import type { ImportDuplicates as Counted, ImportSummary } from '@/lib/samples/import';

/** "12 near-duplicates in 5 groups, 3 like samples of other imports". */
export function sayImportDuplicates({ sampleCount, groupCount, withOthersCount }: Counted): string {
  const counts = `${formatCounted(sampleCount, 'near-duplicate')} in ${formatCounted(groupCount, 'group')}`;
  return withOthersCount === 0 ? counts : `${counts}, ${formatCount(withOthersCount)} like samples of other imports`;
}

/** How many of an import's new samples are nearly the same as others, once that is counted; it leads to them. */
export function ImportDuplicates({ datasetId, one }: { datasetId: string; one: ImportSummary }) {
  const isAsked = one.nearDuplicates === null && one.newCount > 0;
  const { data } = useQuery({ ...importDuplicatesQuery(datasetId, one.id), enabled: isAsked });
  const counted = one.nearDuplicates ?? (data?.state === 'found' ? data : null);
  if (data?.state === 'computing') return <p className="text-12 text-ink-3">Looking for near-duplicates</p>;
  if (counted === null || counted.sampleCount === 0) return null;
  return (
    <Link
      href={`/datasets/${datasetId}/samples?duplicates=${counted.threshold}`}
      className="figures block w-fit rounded-key text-12 text-accent-text hover:underline"
    >
      {sayImportDuplicates(counted)}
    </Link>
  );
}
