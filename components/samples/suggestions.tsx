'use client';

import { Sparkle } from 'lucide-react';
import { type ClassesById, nameOf } from '@/components/samples/sample-words';
import { ClassMarker } from '@/components/ui/class-marker';
import { Meter } from '@/components/ui/meter';
import type { SampleDetail } from '@/lib/samples/sample';

/** What proposes a class for this sample; none of it counts as a label. */
export function Suggestions({ sample, classes }: { sample: SampleDetail; classes: ClassesById }) {
  if (sample.suggestions.length === 0) return null;
  return (
    <section aria-labelledby="suggestions-heading">
      <h3 id="suggestions-heading" className="mb-1">
        Suggestions
      </h3>
      <ul>
        {sample.suggestions.map(({ labelClassId, labelSource, confidence }) => (
          <li key={`${labelClassId}-${labelSource}`} className="flex h-7 items-center gap-2">
            <Sparkle size={12} aria-hidden className="flex-none text-ink-3" />
            <ClassMarker slot={classes.get(labelClassId)?.slot ?? null} />
            <span className="w-24 min-w-0 flex-auto truncate" title={nameOf(labelClassId, classes)}>
              {nameOf(labelClassId, classes)}
            </span>
            {confidence === null ? (
              <span className="text-12 text-ink-3">from {labelSource}</span>
            ) : (
              <>
                <Meter size="s" className="w-28" total={1} parts={[{ key: 'confidence', count: confidence }]} />
                <span className="figures w-8 text-right text-12 text-ink-2">{confidence.toFixed(2)}</span>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
