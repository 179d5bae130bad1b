'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { MapStage } from '@/components/map/map-stage.browser';
import { buildGrid, findNearest } from '@/lib/maps/map-grid';
import { type Place, pixelsPerUnit, toMap, toScreen } from '@/lib/maps/map-view';

const REACH_PX = 8;
const REST_MS = 70;

export type HoveredPoint = Place & { point: number };

/** The point under the pointer, once it rests there; nothing while the map moves. */
export function useHoveredPoint(stage: MapStage, places: Float32Array, isMet: (point: number) => boolean) {
  const [hovered, setHovered] = useState<HoveredPoint | null>(null);
  const grid = useMemo(() => buildGrid(places), [places]);
  const rest = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    const end = stage.watch(() => setHovered(null));
    return () => {
      end();
      clearTimeout(rest.current);
    };
  }, [stage]);
  const hover = useCallback(
    (at: Place | null) => {
      clearTimeout(rest.current);
      const { view, size } = stage;
      const radius = REACH_PX / pixelsPerUnit(size, view.zoom);
      const point = at === null ? null : findNearest(grid, places, { ...toMap(view, size, at), radius, isMet });
      if (point === null) return setHovered(null);
      rest.current = setTimeout(() => {
        const place = { x: places[2 * point] ?? 0, y: places[2 * point + 1] ?? 0 };
        setHovered({ point, ...toScreen(stage.view, stage.size, place) });
      }, REST_MS);
    },
    [stage, grid, places, isMet],
  );
  return { hovered, hover };
}
