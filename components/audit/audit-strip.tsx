'use client';

import clsx from 'clsx';
import { useEffect, useRef } from 'react';
import type { Modality } from '@/lib/datasets/dataset';

const SHOWN_COUNT = 40;

/** The samples answered so far and the one on the screen. Texts have no strip: a line of them says nothing. */
export function AuditStrip({
  sampleIds,
  position,
  modality,
}: {
  sampleIds: readonly string[];
  position: number;
  modality: Modality;
}) {
  const current = useRef<HTMLImageElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another sample, another place
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest', inline: 'end' });
  }, [position]);
  if (modality === 'text') return null;
  const from = Math.max(0, position + 1 - SHOWN_COUNT);
  return (
    <div aria-hidden className="flex gap-1.5 overflow-hidden border-t border-line bg-surface px-4 py-3 narrow:hidden">
      {sampleIds.slice(from, position + 1).map((sampleId, i) => (
        <img
          key={sampleId}
          ref={from + i === position ? current : null}
          alt=""
          src={`/api/samples/${sampleId}/thumb`}
          className={clsx(
            'size-10 flex-none rounded-key object-cover',
            from + i === position && 'mx-1 outline-2 outline-offset-2 outline-accent',
          )}
        />
      ))}
    </div>
  );
}
