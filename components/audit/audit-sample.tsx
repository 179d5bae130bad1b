'use client';

import { useQuery } from '@tanstack/react-query';
import { api } from '@/components/shell/api';
import type { Modality } from '@/lib/datasets/dataset';
import type { SampleDetail } from '@/lib/samples/sample';

type SampleProps = {
  sampleId: string;
  modality: Modality;
  /** "12 of 60": all that a screen reader says of a picture. */
  place: string;
  /** Beside the sample: what the model sees of it. */
  isModelShown: boolean;
};

/** One sample, large and alone: no title, no class, no neighbours. */
export function AuditSample({ sampleId, modality, place, isModelShown }: SampleProps) {
  return (
    <div className="flex min-h-0 min-w-0 items-center justify-center gap-6 narrow:gap-3">
      {modality === 'image' ? (
        <>
          <Picture key={sampleId} src={`/api/samples/${sampleId}/view`} alt={`Sample ${place}`} />
          {isModelShown && (
            <Picture
              key={`model ${sampleId}`}
              src={`/api/samples/${sampleId}/model-view.png`}
              alt={`What the model sees of sample ${place}`}
            />
          )}
        </>
      ) : (
        <AuditText sampleId={sampleId} place={place} />
      )}
    </div>
  );
}

function Picture({ src, alt }: { src: string; alt: string }) {
  return (
    <img
      alt={alt}
      src={src}
      className="aspect-square h-full max-h-125 min-w-0 rounded-card bg-sunken object-contain shadow-[0_0_0_1px_var(--img-line)]"
    />
  );
}

function AuditText({ sampleId, place }: { sampleId: string; place: string }) {
  const { data } = useQuery(textQuery(sampleId));
  return (
    <section
      aria-label={`Sample ${place}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls, by keyboard too
      tabIndex={0}
      className="max-h-full w-full max-w-180 overflow-y-auto rounded-card border border-line bg-surface px-6 py-5 text-15 wrap-anywhere whitespace-pre-wrap"
    >
      {data ?? ' '}
    </section>
  );
}

/** The whole text of a sample. */
export const textQuery = (sampleId: string) => ({
  queryKey: ['sample', sampleId, 'text'],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<SampleDetail>(`/api/samples/${sampleId}`, signal),
  staleTime: Number.POSITIVE_INFINITY,
  select: (sample: SampleDetail) => sample.text ?? '',
});
