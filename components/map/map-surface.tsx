'use client';

import clsx from 'clsx';
import { useCallback, useRef } from 'react';
import { HoverCard } from '@/components/map/hover-card';
import { MapOutline } from '@/components/map/map-outline';
import type { MapColouring } from '@/components/map/map-queries';
import type { MapStage } from '@/components/map/map-stage.browser';
import { describeMap } from '@/components/map/map-words';
import { TitleLayer } from '@/components/map/title-layer';
import { useHoveredPoint } from '@/components/map/use-hovered-point';
import type { MapChoice } from '@/components/map/use-map-choice';
import { useMapDrawing } from '@/components/map/use-map-drawing';
import { type MapTool, useMapGestures } from '@/components/map/use-map-gestures';
import type { ClassesById } from '@/components/samples/sample-words';
import { useCommands } from '@/components/shell/commands';
import { Callout } from '@/components/ui/callout';
import type { MapTitle } from '@/lib/maps/map';
import type { MapPoints } from '@/lib/maps/map-format';
import { sampleIdAt } from '@/lib/maps/map-selection';

/** The map takes keys, though nothing in it can be pressed. */
const REACHABLE = { tabIndex: 0 } as const;

type SurfaceProps = {
  stage: MapStage;
  points: MapPoints;
  coloured: MapColouring;
  /** Points whose samples are there, and those of them with a label. */
  counts: { samples: number; valued: number };
  choice: MapChoice;
  titles: readonly MapTitle[];
  tool: MapTool;
  isText: boolean;
  classes: ClassesById;
  /** Escape, when no loop is being drawn. */
  onEscape: () => void;
};

/** The drawn map itself, with titles, the loop round what is chosen, and the sample under the pointer. */
export function MapSurface(props: SurfaceProps) {
  const { stage, points, coloured, choice, tool } = props;
  const surface = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const state = useMapDrawing(canvas, {
    ...{ stage, places: points.places, values: coloured.values, order: choice.order },
    entries: coloured.legend.entries,
  });
  const isDrawn = state === 'drawing';
  const { hovered, hover } = useHoveredPoint(stage, points.places, choice.isMet);
  const onHover = useCallback((at: { x: number; y: number } | null) => void hover(at), [hover]);
  const { handlers, cancel } = useMapGestures({ surface, stage, tool, onEnclose: choice.enclose, onHover });
  useCommands([{ id: 'select.clear', says: null, run: () => cancel() || props.onEscape() }]);
  const { samples, valued: labeled } = props.counts;
  const counts = { samples, labeled, chosen: choice.selection?.count ?? 0 };
  return (
    <div
      ref={surface}
      {...handlers}
      className="absolute inset-0 touch-none overflow-hidden data-[tool=lasso]:cursor-crosshair data-[tool=pan]:cursor-grab data-[tool=rectangle]:cursor-crosshair data-[tool=pan]:active:cursor-grabbing"
      data-tool={tool}
    >
      <canvas
        ref={canvas}
        role="img"
        aria-label={describeMap(counts)}
        {...REACHABLE}
        className={clsx('absolute inset-0 size-full -outline-offset-2', !isDrawn && 'opacity-0')}
      />
      {isDrawn && <TitleLayer stage={stage} titles={props.titles} />}
      {isDrawn && <MapOutline stage={stage} />}
      {isDrawn && hovered !== null && (
        <HoverCard
          hovered={hovered}
          sampleId={sampleIdAt(points.ids, hovered.point)}
          size={stage.size}
          isText={props.isText}
          classes={props.classes}
        />
      )}
      {!isDrawn && (
        <div className="absolute inset-x-4 top-16">
          <Callout tone="warn" title="The map cannot be drawn now">
            {state === 'lost'
              ? 'The browser took the graphics away. It is drawn again as soon as it gives them back.'
              : 'The browser gives this page no WebGL. The list of clusters holds the same groups.'}
          </Callout>
        </div>
      )}
    </div>
  );
}
