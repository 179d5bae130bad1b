import type { DatasetCard } from '@/lib/datasets/dataset';

const TEXT_LINES = 4;

/** Where a sample's small picture lies. */
export function thumbPath(sampleId: string): string {
  return `/api/samples/${sampleId}/thumb`;
}

/** What a dataset looks like: twelve of its images, or four of its texts. Decoration beside its name. */
export function Glimpse({ modality, glimpse }: Pick<DatasetCard, 'modality' | 'glimpse'>) {
  if (glimpse.length === 0) {
    return <p className="grid h-full place-items-center text-ink-3">No samples yet</p>;
  }
  if (modality === 'text') {
    return (
      <div aria-hidden="true" className="grid h-full content-center gap-2.5 px-4.5 text-14 text-ink-2">
        {glimpse.slice(0, TEXT_LINES).map(({ sampleId, preview }) => (
          <p key={sampleId} className="truncate">
            {preview}
          </p>
        ))}
      </div>
    );
  }
  return (
    <div aria-hidden="true" className="grid h-full grid-cols-6 grid-rows-2 gap-0.5">
      {glimpse.map(({ sampleId }) => (
        <img key={sampleId} alt="" src={thumbPath(sampleId)} className="h-full min-h-0 w-full bg-sunken object-cover" />
      ))}
    </div>
  );
}
