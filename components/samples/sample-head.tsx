'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { placeQuery } from '@/components/samples/queries';
import { samplePath, samplesPath } from '@/components/samples/use-sample-search';
import { useCommands, useKeysOf } from '@/components/shell/commands';
import { Button, ButtonLink } from '@/components/ui/button';
import { formatBytes, formatCount } from '@/components/ui/format';
import { countFilters } from '@/lib/review/sample-search';
import type { SampleDetail, SampleFilter, SampleOriginItem } from '@/lib/samples/sample';

/** "entry 1,466" of an archive, "row 12" of a table; a file of its own has no place. */
export function sayPosition({ position }: SampleOriginItem, isText: boolean): string | null {
  if (position === 0) return null;
  return `${isText ? 'row' : 'entry'} ${formatCount(position)}`;
}

function sayFacts(sample: SampleDetail): string {
  const [origin] = sample.origins;
  const isText = sample.text !== null;
  const facts = [
    sample.width === null || sample.height === null ? null : `${sample.width} × ${sample.height}`,
    formatBytes(sample.sizeBytes),
    origin?.importName ?? null,
    origin === undefined ? null : sayPosition(origin, isText),
  ];
  return facts.filter((fact) => fact !== null).join(' · ');
}

/** What a sample is called: its file's name; for a text its own id, or where it stood. */
export function nameSample(sample: SampleDetail): string {
  if (sample.text === null) return sample.preview;
  const [origin] = sample.origins;
  if (origin === undefined) return 'Text';
  return origin.externalId ?? (origin.position > 0 ? `Row ${formatCount(origin.position)}` : origin.name);
}

type HeadProps = { datasetId: string; sample: SampleDetail; filter: SampleFilter };

/** The way back to the list, what this sample is, and the samples before and after it within the filter. */
export function SampleHead({ datasetId, sample, filter }: HeadProps) {
  const router = useRouter();
  const backKeys = useKeysOf('select.clear');
  const { data: place } = useQuery(placeQuery(sample.id, filter));
  const go = (id: string | null | undefined) => {
    if (id) router.replace(samplePath(datasetId, id, filter));
  };
  const back = `${samplesPath(datasetId, filter)}#${sample.id}`;
  const previous = () => go(place?.previousId);
  const next = () => go(place?.nextId);
  useCommands([
    { id: 'select.clear', says: 'Back to the samples', heading: 'This sample', run: () => router.push(back) },
    {
      id: 'move.left',
      says: 'Previous sample',
      heading: 'This sample',
      enabled: Boolean(place?.previousId),
      run: previous,
    },
    { id: 'move.right', says: 'Next sample', heading: 'This sample', enabled: Boolean(place?.nextId), run: next },
  ]);
  return (
    <div className="flex min-h-14 flex-none items-center gap-3 border-b border-line bg-surface px-5 narrow:flex-wrap narrow:gap-y-1 narrow:px-4 narrow:py-2">
      <ButtonLink size="s" variant="ghost" href={back} keys={backKeys}>
        Samples
      </ButtonLink>
      <h1 className="min-w-0 truncate text-17" title={nameSample(sample)}>
        {nameSample(sample)}
      </h1>
      <span className="figures min-w-0 flex-1 truncate text-12 text-ink-3">{sayFacts(sample)}</span>
      <Pager place={place} isFiltered={countFilters(filter) > 0} onPrevious={previous} onNext={next} />
    </div>
  );
}

type PagerProps = {
  place: { previousId: string | null; nextId: string | null; position: number | null; totalCount: number } | undefined;
  isFiltered: boolean;
  onPrevious: () => void;
  onNext: () => void;
};

function Pager({ place, isFiltered, onPrevious, onNext }: PagerProps) {
  const leftKeys = useKeysOf('move.left');
  const rightKeys = useKeysOf('move.right');
  return (
    <div className="flex flex-none items-center gap-2">
      {place !== undefined && (
        <span className="figures text-12 whitespace-nowrap text-ink-3">
          {place.position === null
            ? 'no longer in this list'
            : `${formatCount(place.position)} of ${formatCount(place.totalCount)}${isFiltered ? ' found' : ''}`}
        </span>
      )}
      <Button size="s" aria-label="Previous sample" keys={leftKeys} disabled={!place?.previousId} onClick={onPrevious}>
        <span className="narrow:sr-only">Previous</span>
      </Button>
      <Button size="s" aria-label="Next sample" keys={rightKeys} disabled={!place?.nextId} onClick={onNext}>
        <span className="narrow:sr-only">Next</span>
      </Button>
    </div>
  );
}
