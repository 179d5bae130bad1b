'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { versionsQuery } from '@/components/datasets/overview-queries';
import { pathOf } from '@/components/shell/place';
import { Card } from '@/components/ui/card';
import { RelativeTime } from '@/components/ui/relative-time';
import { sayLabels, sayLabelsOf } from '@/components/versions/version-words';

/** The newest version and what came after it; nothing while there is none. */
export function VersionCard({ datasetId }: { datasetId: string }) {
  const { data } = useQuery(versionsQuery(datasetId));
  const newest = data?.versions[0];
  if (data === undefined || newest === undefined) return null;
  return (
    <Card className="figures p-5">
      <div className="flex items-baseline justify-between gap-3">
        <h2>Version {newest.number}</h2>
        <Link
          href={pathOf(datasetId, 'versions')}
          className="rounded-key text-12 font-[560] text-accent-text hover:underline"
        >
          All versions
        </Link>
      </div>
      <p className="mt-1 text-ink-2">
        {sayLabels(newest)} · <RelativeTime at={newest.createdAt} />
      </p>
      {data.since.labelCount > 0 && (
        <p className="text-12 text-ink-3">
          {sayLabelsOf(data.since.labelCount, newest.isMultiLabel)} changed since then
        </p>
      )}
    </Card>
  );
}
