'use client';

import type { MapStage } from '@/components/map/map-stage.browser';
import type { MapTool } from '@/components/map/use-map-gestures';
import { type Command, useCommands } from '@/components/shell/commands';
import { formatCounted } from '@/components/ui/format';
import { panBy, WHOLE_MAP, zoomAt } from '@/lib/maps/map-view';

type Acts = {
  stage: MapStage;
  chosenCount: number;
  /** False where there are more than a group takes. */
  canReview: boolean;
  setTool: (tool: MapTool) => void;
  chooseAll: () => void;
  review: () => void;
};

const HEADING = 'This map';
const STEP_PX = 80;
const ZOOM_STEP = 1.5;

/** Comes nearer to the middle, or goes back. */
export function zoomBy(stage: MapStage, factor: number): void {
  const { width, height } = stage.size;
  stage.show(zoomAt(stage.view, stage.size, factor, { x: width / 2, y: height / 2 }));
}

function lookCommands(stage: MapStage): Command[] {
  const pan = (dxPx: number, dyPx: number) => () => stage.show(panBy(stage.view, stage.size, dxPx, dyPx));
  const quiet = (id: Command['id'], run: () => void): Command => ({ id, says: null, run });
  return [
    quiet('move.left', pan(STEP_PX, 0)),
    quiet('move.right', pan(-STEP_PX, 0)),
    quiet('move.up', pan(0, STEP_PX)),
    quiet('move.down', pan(0, -STEP_PX)),
    { id: 'map.nearer', heading: HEADING, run: () => zoomBy(stage, ZOOM_STEP) },
    { id: 'map.further', heading: HEADING, run: () => zoomBy(stage, 1 / ZOOM_STEP) },
    { id: 'map.whole', heading: HEADING, run: () => stage.show(WHOLE_MAP) },
  ];
}

/** The keys and the palette's entries of the map. */
export function useMapCommands(acts: Acts): void {
  const { stage, chosenCount, setTool } = acts;
  useCommands([
    { id: 'map.pan', heading: HEADING, run: () => setTool('pan') },
    { id: 'map.rectangle', heading: HEADING, run: () => setTool('rectangle') },
    { id: 'map.lasso', heading: HEADING, run: () => setTool('lasso') },
    { id: 'select.all', says: 'Choose all that is shown', heading: HEADING, run: acts.chooseAll },
    {
      id: 'map.review',
      says: `Review ${formatCounted(chosenCount, 'sample')}`,
      heading: HEADING,
      enabled: acts.canReview,
      run: acts.review,
    },
    ...lookCommands(stage),
  ]);
}
