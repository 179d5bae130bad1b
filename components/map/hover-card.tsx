'use client';

import { useQuery } from '@tanstack/react-query';
import { Sparkle } from 'lucide-react';
import type { HoveredPoint } from '@/components/map/use-hovered-point';
import { sampleQuery } from '@/components/samples/queries';
import type { ClassesById } from '@/components/samples/sample-words';
import { ClassMarker } from '@/components/ui/class-marker';
import type { StageSize } from '@/lib/maps/map-view';
import type { SampleDetail } from '@/lib/samples/sample';

const WIDTH_PX = 280;
const HEIGHT_PX = 220;
const AWAY_PX = 16;

type CardProps = { hovered: HoveredPoint; sampleId: string; size: StageSize; isText: boolean; classes: ClassesById };

/** The sample under the pointer, with its label or its suggestion, and a ring round its point. */
export function HoverCard({ hovered, sampleId, size, isText, classes }: CardProps) {
  const { data: sample } = useQuery(sampleQuery(sampleId));
  const toRight = hovered.x + AWAY_PX + WIDTH_PX < size.width;
  const left = toRight ? hovered.x + AWAY_PX : Math.max(0, hovered.x - AWAY_PX - WIDTH_PX);
  const top = Math.max(8, Math.min(hovered.y - AWAY_PX, size.height - HEIGHT_PX));
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0">
      <span
        className="absolute size-3.5 -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-ink"
        style={{ left: hovered.x, top: hovered.y }}
      />
      {sample !== undefined && (
        <div
          data-testid="map-hover"
          className="absolute w-70 rounded-card border border-line bg-raised p-3 shadow-e3"
          style={{ left, top }}
        >
          {isText ? (
            <p className="line-clamp-4 text-14 wrap-anywhere">“{sample.preview}”</p>
          ) : (
            <img
              key={sampleId}
              alt=""
              src={`/api/samples/${sampleId}/thumb`}
              className="h-36 w-full rounded-control bg-sunken object-contain"
            />
          )}
          <div className="mt-2 flex flex-wrap gap-x-3 gap-y-1 text-12 text-ink-2">
            <Standing sample={sample} classes={classes} />
          </div>
        </div>
      )}
    </div>
  );
}

function Standing({ sample, classes }: { sample: SampleDetail; classes: ClassesById }) {
  const labels = sample.labelClassIds.flatMap((id) => classes.get(id) ?? []);
  const suggestion = sample.suggestions[0];
  const suggested = classes.get(suggestion?.labelClassId ?? '');
  return (
    <>
      {labels.map(({ id, slot, name }) => (
        <span key={id} className="flex min-w-0 items-center gap-1.5">
          <ClassMarker slot={slot} />
          <span className="truncate">{name}</span>
        </span>
      ))}
      {labels.length === 0 && (
        <span className="flex items-center gap-1.5">
          <ClassMarker slot={null} />
          unlabeled
        </span>
      )}
      {labels.length === 0 && suggested !== undefined && (
        <span className="flex min-w-0 items-center gap-1.5">
          <Sparkle size={12} aria-hidden className="flex-none" />
          <ClassMarker slot={suggested.slot} />
          <span className="truncate">{suggested.name}</span>
          {suggestion?.confidence != null && <span className="figures">{suggestion.confidence.toFixed(2)}</span>}
        </span>
      )}
    </>
  );
}
