'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { ClassChip, ClassTag } from '@/components/samples/class-tag';
import { similarQuery } from '@/components/samples/queries';
import { isTiny } from '@/components/samples/sample-tile';
import { type ClassesById, sayInList, shownClass } from '@/components/samples/sample-words';
import { likePath, samplePath, samplesPath } from '@/components/samples/use-sample-search';
import { ErrorState } from '@/components/ui/error-state';
import { formatSimilarity } from '@/components/ui/format';
import { SkeletonLines, SkeletonTiles } from '@/components/ui/skeleton-tiles';
import type { SimilarSamples as Similar, SimilarItem } from '@/lib/review/similar';
import type { SampleFilter } from '@/lib/samples/sample';

type SimilarProps = {
  datasetId: string;
  sampleId: string;
  isText: boolean;
  classes: ClassesById;
  /** Where a sample that is opened from here pages within. */
  filter: SampleFilter;
  /** How many are shown. */
  count: number;
  /** Called when a link to another list is followed. */
  onLeave?: () => void;
};

/** The samples of the dataset that the model finds most alike, nearest first, each with its similarity. */
export function SimilarSamples({ datasetId, sampleId, isText, classes, filter, count, onLeave }: SimilarProps) {
  const { data, error, refetch } = useQuery(similarQuery(sampleId));
  const isWaiting = error === null && (data === undefined || data.state === 'loading');
  return (
    <section aria-label="Similar samples" aria-busy={isWaiting} className="flex-none">
      <div className="mb-2 flex min-h-5.5 flex-wrap items-baseline gap-x-3">
        <h2>Similar samples</h2>
        {data !== undefined && <span className="text-12 text-ink-3">by {data.model}</span>}
        {data?.state === 'found' && data.similar.length > 0 && (
          <Link
            href={likePath(datasetId, sampleId)}
            onClick={() => onLeave?.()}
            className="rounded-key text-12 text-accent-text hover:underline"
          >
            All, nearest first
          </Link>
        )}
        {data?.clusterId && (
          <Link
            href={samplesPath(datasetId, { cluster: data.clusterId })}
            onClick={() => onLeave?.()}
            className="min-w-0 truncate rounded-key text-12 text-accent-text hover:underline"
          >
            Its cluster: {data.clusterTitle}
          </Link>
        )}
      </div>
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {isWaiting && <Waiting isText={isText} isReading={data?.state === 'loading'} count={count} />}
      {data !== undefined && <Note data={data} />}
      <ul className={isText ? 'grid gap-1' : 'grid grid-cols-10 gap-1.5 narrow:grid-cols-5'}>
        {data?.similar.slice(0, count).map((similar) => (
          <li key={similar.id}>
            <One {...{ similar, classes, isText }} href={samplePath(datasetId, similar.id, filter)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Waiting({ isText, isReading, count }: { isText: boolean; isReading: boolean; count: number }) {
  return (
    <>
      {isReading && (
        <p role="status" className="mb-2 text-12 text-ink-2">
          Reading the embeddings of this dataset. It takes a moment after a start or an import.
        </p>
      )}
      {isText ? <SkeletonLines count={Math.min(count, 4)} /> : <SkeletonTiles count={count} />}
    </>
  );
}

const NOTES: Partial<Record<Similar['state'], string>> = {
  'not-embedded': 'This sample has no embedding by this model yet. Embed the dataset to see what is like it.',
  'no-direction': 'The model finds nothing in this sample that it could compare.',
};

function Note({ data }: { data: Similar }) {
  const isAlone = data.state === 'found' && data.similar.length === 0;
  const says = isAlone ? 'The dataset holds no other sample with an embedding.' : NOTES[data.state];
  return says === undefined ? null : <p className="text-12 text-ink-2">{says}</p>;
}

type OneProps = { similar: SimilarItem; classes: ClassesById; isText: boolean; href: string };

function One({ similar, classes, isText, href }: OneProps) {
  const shown = shownClass(similar, classes);
  const figure = formatSimilarity(similar.similarity);
  if (isText) {
    return (
      <Link href={href} className="flex h-8 items-center gap-3 rounded-control px-2 text-14 hover:bg-sunken">
        <span className="min-w-0 flex-1 truncate">{similar.preview}</span>
        {shown !== null && <ClassChip {...shown} />}
        <span className="figures flex-none text-12 text-ink-3" title="Similarity, 1 at most">
          {figure}
        </span>
      </Link>
    );
  }
  return (
    <Link href={href} aria-label={sayInList(similar, classes)} className="block rounded-control">
      <span className="relative block aspect-square">
        <img
          src={`/api/samples/${similar.id}/thumb`}
          alt=""
          className={`size-full rounded-control bg-sunken object-cover ${isTiny(similar) ? '[image-rendering:pixelated]' : ''}`}
        />
        <span className="pointer-events-none absolute inset-0 rounded-control shadow-[inset_0_0_0_1px_var(--img-line)]" />
        {shown !== null && <ClassTag {...shown} />}
      </span>
      <span className="figures block text-center text-11 text-ink-3" aria-hidden>
        {figure}
      </span>
    </Link>
  );
}
