'use client';

import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import Link from 'next/link';
import { sampleQuery } from '@/components/samples/queries';
import type { Modality } from '@/lib/datasets/dataset';

type ExamplesProps = {
  datasetId: string;
  modality: Modality;
  className: string;
  sampleIds: readonly string[];
  onRemove?: (sampleId: string) => void;
};

/** The samples that show what belongs to a class: pictures in a row, or the beginnings of texts. */
export function ClassExamples({ datasetId, modality, className, sampleIds, onRemove }: ExamplesProps) {
  if (sampleIds.length === 0) return null;
  return (
    <ul
      aria-label={`Examples of ${className}`}
      className={modality === 'image' ? 'flex flex-wrap gap-1.5' : 'grid gap-1'}
    >
      {sampleIds.map((sampleId) => (
        <li key={sampleId} className="group relative min-w-0">
          <Link href={`/datasets/${datasetId}/samples/${sampleId}`} className="block rounded-control">
            {modality === 'image' ? <Picture sampleId={sampleId} /> : <Line sampleId={sampleId} />}
          </Link>
          {onRemove !== undefined && (
            <button
              type="button"
              aria-label="Take the example away"
              onClick={() => onRemove(sampleId)}
              className="absolute top-0.5 right-0.5 grid size-5 place-items-center rounded-key bg-surface opacity-0 group-hover:opacity-100 focus-visible:opacity-100"
            >
              <X size={12} aria-hidden />
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Picture({ sampleId }: { sampleId: string }) {
  const { data } = useQuery(sampleQuery(sampleId));
  return (
    <img
      src={`/api/samples/${sampleId}/thumb`}
      alt={data?.preview ?? 'Example'}
      className="size-14 rounded-control bg-sunken object-cover shadow-[0_0_0_1px_var(--img-line)]"
    />
  );
}

function Line({ sampleId }: { sampleId: string }) {
  const { data } = useQuery(sampleQuery(sampleId));
  return (
    <span className="line-clamp-2 rounded-control bg-sunken px-2 py-1 pr-6 text-12 wrap-anywhere">
      {data?.preview ?? '…'}
    </span>
  );
}
