'use client';

import { useOpenAsGroup } from '@/components/review/open-as-group';
import { ReviewButton } from '@/components/samples/review-button';
import { formatCount } from '@/components/ui/format';
import type { SampleItem } from '@/lib/samples/sample';

/** Opens the near-duplicates that are shown on the review desk, as one group. */
export function ReviewDuplicates({ datasetId, shown }: { datasetId: string; shown: readonly SampleItem[] }) {
  const openAsGroup = useOpenAsGroup(datasetId);
  const labeledCount = shown.filter(({ labelClassId }) => labelClassId !== null).length;
  const labels =
    labeledCount === 0 ? 'None of them is labeled.' : `${formatCount(labeledCount)} of them are labeled already.`;
  return (
    <ReviewButton
      matchCount={shown.length}
      preview={`Opens the near-duplicates that are shown as one group. ${labels} Nothing changes until you accept.`}
      onOpen={() => openAsGroup({ source: 'duplicates', sampleIds: shown.map(({ id }) => id) })}
    />
  );
}
