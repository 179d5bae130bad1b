'use client';

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { keepSelection } from '@/components/map/kept-selection';
import { type MapColouring, titlesQuery } from '@/components/map/map-queries';
import { MapRail } from '@/components/map/map-rail';
import { MapStage } from '@/components/map/map-stage.browser';
import { MapSurface } from '@/components/map/map-surface';
import { MapTools, ZoomButtons } from '@/components/map/map-tools';
import { useChooseCluster, useReviewOfChosen } from '@/components/map/use-map-acts';
import { type MapAddress, useMapAddress } from '@/components/map/use-map-address';
import { useMapChoice } from '@/components/map/use-map-choice';
import { useMapCommands } from '@/components/map/use-map-commands';
import type { MapTool } from '@/components/map/use-map-gestures';
import { byId } from '@/components/samples/sample-words';
import { classesQuery } from '@/components/shell/queries';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import { GROUP_SAMPLE_LIMIT } from '@/lib/groups/group';
import type { Colouring, MapSummary, MapTitle } from '@/lib/maps/map';
import type { MapPoints } from '@/lib/maps/map-format';
import { countPoints } from '@/lib/maps/map-further';

type DrawnProps = {
  dataset: DatasetSummary;
  map: MapSummary;
  points: MapPoints;
  /** What the address said when the page was opened. */
  address: MapAddress;
  coloured: MapColouring;
  /** The same points by class. */
  classes: MapColouring;
  /** Names of metadata that samples have. */
  fields: readonly string[];
  onColour: (by: Colouring) => void;
  /** Said over the map: it is older than the newest samples, or is being laid out again. */
  note: ReactNode;
};

const NO_TITLES: MapTitle[] = [];

/** The map with its tools, and what is chosen on it. */
export function DrawnMap({ dataset, map, points, coloured, classes, ...props }: DrawnProps) {
  const [stage] = useState(() => new MapStage(props.address.view));
  const [tool, setTool] = useState<MapTool>('pan');
  const { data: titles = { titles: NO_TITLES } } = useQuery(titlesQuery(map.id));
  const { data: listed } = useQuery(classesQuery(dataset.id));
  const classesById = useMemo(() => byId(listed?.classes ?? []), [listed]);
  const choice = useMapChoice({ stage, map, points, coloured, address: props.address });
  const { selection } = choice;
  const counts = useMemo(() => countPoints(classes.values), [classes.values]);
  const writeAddress = useMapAddress(stage, coloured.by, choice);
  const leave = () => {
    if (selection !== null) keepSelection({ mapId: map.id, selection, outline: stage.outline });
    writeAddress();
  };
  const { review, isBusy } = useReviewOfChosen(dataset.id, points, leave);
  const chooseCluster = useChooseCluster(map.id, choice.chooseValue);
  const startReview = () => void (selection !== null && review(selection));
  useMapCommands({
    ...{ stage, setTool, chooseAll: choice.chooseAll, review: startReview },
    chosenCount: selection?.count ?? 0,
    canReview: selection !== null && selection.count <= GROUP_SAMPLE_LIMIT && !isBusy,
  });
  return (
    <main className="grid min-h-0 grid-cols-[minmax(0,1fr)_296px] narrow:grid-cols-1 narrow:grid-rows-[minmax(0,1fr)_minmax(0,42%)]">
      <section aria-label="Map" className="relative min-h-0 min-w-0 bg-surface">
        <h1 className="sr-only">Map of {dataset.name}</h1>
        <MapSurface
          {...{ stage, points, coloured, choice, tool, map }}
          titles={titles.titles}
          counts={counts}
          isText={dataset.modality === 'text'}
          classes={classesById}
          onEscape={() => (selection === null ? setTool('pan') : choice.clear())}
        />
        <MapTools {...{ tool }} onTool={setTool} by={coloured.by} fields={props.fields} onColour={props.onColour} />
        {props.note}
        <ZoomButtons stage={stage} />
      </section>
      <MapRail
        {...{ dataset, points, coloured, classes, choice, isBusy }}
        titles={titles.titles}
        onReview={startReview}
        onChooseCluster={(clusterId) => void chooseCluster(clusterId)}
      />
    </main>
  );
}
