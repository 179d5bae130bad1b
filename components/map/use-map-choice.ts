'use client';

import { useCallback, useMemo, useState } from 'react';
import { recallSelection } from '@/components/map/kept-selection';
import type { MapColouring } from '@/components/map/map-queries';
import type { MapStage } from '@/components/map/map-stage.browser';
import type { MapAddress } from '@/components/map/use-map-address';
import { type Colouring, goneColour, type MapSummary } from '@/lib/maps/map';
import type { MapPoints } from '@/lib/maps/map-format';
import { findAlsoShown } from '@/lib/maps/map-further';
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

type Asked = {
  stage: MapStage;
  map: Pick<MapSummary, 'id'>;
  points: MapPoints;
  coloured: MapColouring;
  address: MapAddress;
};

/** What is hidden belongs to a colouring: another one begins with everything shown. */
function useShown(by: Colouring, first: Shown): [Shown, (shown: Shown) => void] {
  const [chosen, setChosen] = useState({ by, shown: first });
  const setShown = useCallback((shown: Shown) => setChosen({ by, shown }), [by]);
  return [chosen.by === by ? chosen.shown : ALL_SHOWN, setShown];
}

/** Who comes back to a map finds what was chosen there, with its loop. */
function useSelection(stage: MapStage, mapId: string, isBack: boolean) {
  return useState<MapSelection | null>(() => {
    const kept = isBack ? recallSelection(mapId) : null;
    if (kept !== null) stage.setOutline(kept.outline);
    return kept?.selection ?? null;
  });
}

export function useMapChoice({ stage, map, points, coloured, address }: Asked): MapChoice {
  const { values, further, legend, by } = coloured;
  const [shown, setShown] = useShown(by, address.shown);
  const [selection, setSelection] = useSelection(stage, map.id, address.isBack);
  const drawn = useMemo(() => shownValues(legend.entries, shown), [legend.entries, shown]);
  const alsoShown = useMemo(() => findAlsoShown(values, further, drawn), [values, further, drawn]);
  const order = useMemo(() => orderPoints(values, drawn, selection, alsoShown), [values, drawn, selection, alsoShown]);
  const isMet = useCallback(
    (point: number) => drawn[values[point] ?? goneColour] === 1 || alsoShown.has(point),
    [drawn, values, alsoShown],
  );
  const replace = (marks: Uint8Array) => {
    const next = combine(null, marks, 'replace', isMet);
    stage.setOutline([]);
    setSelection(next);
    return next;
  };
  return {
    ...{ shown, setShown, selection, order, isMet },
    enclose: (corners, how) => {
      // The last loop alone would not be what is selected.
      if (selection !== null && how !== 'replace') stage.setOutline([]);
      setSelection((before) => combine(before, markInside(points.places, corners), how, isMet));
    },
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
