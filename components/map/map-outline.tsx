'use client';

import { useEffect, useRef } from 'react';
import type { MapStage } from '@/components/map/map-stage.browser';
import { type Place, toScreen } from '@/lib/maps/map-view';

function pathOf({ view, size, outline }: MapStage, corners: readonly Place[] = outline): string {
  const steps = corners.map((corner) => {
    const { x, y } = toScreen(view, size, corner);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return steps.length < 2 ? '' : `M${steps.join('L')}Z`;
}

/** The loop round what is being enclosed, or was last: it stays on its place of the map. */
export function MapOutline({ stage }: { stage: MapStage }) {
  const path = useRef<SVGPathElement>(null);
  useEffect(() => {
    const draw = () => path.current?.setAttribute('d', pathOf(stage));
    const ends = [stage.watch(draw), stage.watchOutline(draw)];
    return () => {
      for (const end of ends) end();
    };
  }, [stage]);
  return (
    <svg aria-hidden="true" className="pointer-events-none absolute inset-0 size-full">
      <path ref={path} fillRule="evenodd" className="fill-accent/7 stroke-accent stroke-[1.6] [stroke-dasharray:5_4]" />
    </svg>
  );
}
