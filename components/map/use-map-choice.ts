'use client';

import { useCallback, useMemo, useState } from 'react';
import type { MapColouring } from '@/components/map/map-queries';
import type { MapStage } from '@/components/map/map-stage.browser';
import { type Colouring, goneColour } from '@/lib/maps/map';
import type { MapPoints } from '@/lib/maps/map-format';
import { type DrawingOrder, orderPoints } from '@/lib/maps/map-order';
import { markInside } from '@/lib/maps/map-region';
import { type Combining, combine, type MapSelection } from '@/lib/maps/map-selection';
import { ALL_SHOWN, type Shown, shownValues } from '@/lib/maps/map-shown';
import { type Place, viewOf } from '@/lib/maps/map-view';

/** What a person sees and has chosen of a map, and the ways to change both. */
export type MapChoice = {
  shown: Shown;
  setShown: (shown: Shown) => void;
  selection: MapSelection | null;
  order: DrawingOrder;
  /** Whether a point is drawn now; others are neither met nor caught. */
  isMet: (point: number) => boolean;
  enclose: (corners: readonly Place[], how: Combining) => void;
  /** Chooses the points that have a value in a colouring, and shows where they are. */
  chooseValue: (values: Uint16Array, value: number) => void;
  chooseAll: () => void;
  clear: () => void;
};

type Asked = { stage: MapStage; points: MapPoints; coloured: MapColouring; first: Shown };

/** What is hidden belongs to a colouring: another one begins with everything shown. */
function useShown(by: Colouring, first: Shown): [Shown, (shown: Shown) => void] {
  const [chosen, setChosen] = useState({ by, shown: first });
  const setShown = useCallback((shown: Shown) => setChosen({ by, shown }), [by]);
  return [chosen.by === by ? chosen.shown : ALL_SHOWN, setShown];
}

export function useMapChoice({ stage, points, coloured, first }: Asked): MapChoice {
  const { values, legend, by } = coloured;
  const [shown, setShown] = useShown(by, first);
  const [selection, setSelection] = useState<MapSelection | null>(null);
  const drawn = useMemo(() => shownValues(legend.entries, shown), [legend.entries, shown]);
  const order = useMemo(() => orderPoints(values, drawn, selection), [values, drawn, selection]);
  const isMet = useCallback((point: number) => drawn[values[point] ?? goneColour] === 1, [drawn, values]);
  const replace = (marks: Uint8Array) => {
    const next = combine(null, marks, 'replace', isMet);
    stage.setOutline([]);
    setSelection(next);
    return next;
  };
  return {
    ...{ shown, setShown, selection, order, isMet },
    enclose: (corners, how) =>
      setSelection((before) => combine(before, markInside(points.places, corners), how, isMet)),
    chooseValue: (ofPoints, value) => {
      const next = replace(Uint8Array.from(ofPoints, (own) => (own === value ? 1 : 0)));
      if (next !== null) stage.show(viewOf(points.places, next.marks, stage.size));
    },
    chooseAll: () => void replace(new Uint8Array(points.count).fill(1)),
    clear: () => {
      stage.setOutline([]);
      setSelection(null);
    },
  };
}
