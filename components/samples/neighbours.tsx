'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { ClassChip, ClassTag } from '@/components/samples/class-tag';
import { neighboursQuery } from '@/components/samples/queries';
import { isTiny } from '@/components/samples/sample-tile';
import { type ClassesById, sayInList, shownClass } from '@/components/samples/sample-words';
import { samplePath, samplesPath } from '@/components/samples/use-sample-search';
import { ErrorState } from '@/components/ui/error-state';
import type { SampleFilter, SampleItem } from '@/lib/samples/sample';

const SHOWN_COUNT = 10;
const SHOWN_TEXT_COUNT = 4;

type NeighboursProps = {
  datasetId: string;
  sampleId: string;
  isText: boolean;
  classes: ClassesById;
  filter: SampleFilter;
};

/** The samples of the same cluster that the model finds most alike, nearest first. */
export function Neighbours({ datasetId, sampleId, isText, classes, filter }: NeighboursProps) {
  const { data, error, refetch } = useQuery(neighboursQuery(sampleId));
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const shown = data?.neighbours.slice(0, isText ? SHOWN_TEXT_COUNT : SHOWN_COUNT) ?? [];
  return (
    <section aria-label="Neighbours" className="flex-none">
      <div className="mb-2 flex min-h-5.5 items-baseline gap-3">
        <h2 className="min-w-0 truncate">
          {data?.clusterTitle ? `Neighbours in ${data.clusterTitle}` : 'Neighbours in its cluster'}
        </h2>
        {data?.clusterId && (
          <Link
            href={samplesPath(datasetId, { cluster: data.clusterId })}
            className="flex-none rounded-key text-12 text-accent-text hover:underline"
          >
            The whole cluster
          </Link>
        )}
      </div>
      {data !== undefined && shown.length === 0 && (
        <p className="text-12 text-ink-2">
          {data.clusterId === null
            ? 'Not in a cluster yet: neighbours appear once the dataset is clustered.'
            : 'The cluster holds no other sample.'}
        </p>
      )}
      <ul className={isText ? 'grid gap-1' : 'grid grid-cols-10 gap-1.5 narrow:grid-cols-5'}>
        {shown.map((neighbour) => (
          <li key={neighbour.id}>
            <Neighbour {...{ neighbour, classes, isText }} href={samplePath(datasetId, neighbour.id, filter)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type NeighbourProps = { neighbour: SampleItem; classes: ClassesById; isText: boolean; href: string };

function Neighbour({ neighbour, classes, isText, href }: NeighbourProps) {
  const shown = shownClass(neighbour, classes);
  if (isText) {
    return (
      <Link href={href} className="flex h-8 items-center gap-3 rounded-control px-2 text-14 hover:bg-sunken">
        <span className="min-w-0 flex-1 truncate">{neighbour.preview}</span>
        {shown !== null && <ClassChip {...shown} />}
      </Link>
    );
  }
  return (
    <Link
      href={href}
      aria-label={sayInList(neighbour, classes)}
      className="relative block aspect-square rounded-control"
    >
      <img
        src={`/api/samples/${neighbour.id}/thumb`}
        alt=""
        className={`size-full rounded-control bg-sunken object-cover ${isTiny(neighbour) ? '[image-rendering:pixelated]' : ''}`}
      />
      <span className="pointer-events-none absolute inset-0 rounded-control shadow-[inset_0_0_0_1px_var(--img-line)]" />
      {shown !== null && <ClassTag {...shown} />}
    </Link>
  );
}
