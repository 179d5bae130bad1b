'use client';

import Link from 'next/link';
import { formatCount } from '@/components/ui/format';
import { reviewPath } from '@/lib/groups/group';
import type { MapTitle } from '@/lib/maps/map';

type ListProps = {
  datasetId: string;
  titles: readonly MapTitle[];
  /** Chooses the points of a cluster; null where there is no map to choose on. */
  onChoose: ((clusterId: string) => void) | null;
};

const rowStyle = 'flex h-7.5 min-w-0 flex-1 items-center gap-2 rounded-control px-2 text-left -outline-offset-2';

/**
 * The clusters whose titles stand on the map, largest first: the same groups for a keyboard, for a screen reader, and where
 * nothing can be drawn. A row chooses the cluster's points; its second control opens it on the review desk.
 */
export function ClusterList({ datasetId, titles, onChoose }: ListProps) {
  const clusters = titles.filter(({ level, id }) => level === 'cluster' && id !== null);
  if (clusters.length === 0) return <p className="px-2 text-12 text-ink-3">There are no clusters yet.</p>;
  return (
    <ul aria-label="Clusters">
      {clusters.map(({ id, title, count }) => {
        const review = reviewPath(datasetId, { id: id ?? '', source: 'cluster' });
        const figures = <span className="figures ml-auto text-12 text-ink-2">{formatCount(count)}</span>;
        return (
          <li key={id} className="flex items-center rounded-control hover:bg-sunken">
            {onChoose === null ? (
              <Link href={review} className={rowStyle}>
                <span className="truncate">{title}</span>
                {figures}
              </Link>
            ) : (
              <>
                <button type="button" onClick={() => onChoose(id ?? '')} className={rowStyle}>
                  <span className="truncate">{title}</span>
                  {figures}
                </button>
                <Link
                  href={review}
                  aria-label={`Review ${title}`}
                  className="mr-1 rounded-key px-1.5 text-12 text-accent-text -outline-offset-2"
                >
                  Review
                </Link>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}
