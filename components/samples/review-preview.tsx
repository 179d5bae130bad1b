'use client';

import { useQuery } from '@tanstack/react-query';
import { sayLabels } from '@/components/review/group-labels';
import { labelPreviewQuery } from '@/components/samples/queries';
import type { ClassesById } from '@/components/samples/sample-words';
import { formatCount } from '@/components/ui/format';
import { GROUP_SAMPLE_LIMIT } from '@/lib/groups/group';
import type { MeaningSearch } from '@/lib/review/semantic';
import type { SampleFilter } from '@/lib/samples/sample';

type PreviewProps = {
  datasetId: string;
  filter: SampleFilter;
  meaning: MeaningSearch | null;
  classes: ClassesById;
  matchCount: number;
};

/** What opening a list means, before the button is pressed: how many are labeled already, as what and by whom. */
export function ReviewPreview({ datasetId, filter, meaning, classes, matchCount }: PreviewProps) {
  const { data, isError } = useQuery(labelPreviewQuery(datasetId, filter, meaning));
  const labels = data?.labels ?? [];
  return (
    <span>
      Opens all that match as one group, {meaning === null ? 'most typical' : 'nearest'} first.{' '}
      {matchCount > GROUP_SAMPLE_LIMIT && `A group holds the ${formatCount(GROUP_SAMPLE_LIMIT)} most typical of them. `}
      {data === undefined && !isError && 'Counting their labels. '}
      {data?.labeledCount === 0 && 'None of them is labeled. '}
      {data !== undefined && data.labeledCount > 0 && (
        <>
          {data.countedEvery > 1 && 'About '}
          {formatCount(data.labeledCount)} of them are labeled already: {sayLabels(labels, classes)}.{' '}
        </>
      )}
      Nothing changes until you accept.
    </span>
  );
}
