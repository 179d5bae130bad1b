'use client';

import { useMemo, useState } from 'react';
import { ClusterList } from '@/components/map/cluster-list';
import { MapLegend } from '@/components/map/map-legend';
import type { MapColouring } from '@/components/map/map-queries';
import { SelectionPanel } from '@/components/map/selection-panel';
import type { MapChoice } from '@/components/map/use-map-choice';
import { ScrollArea } from '@/components/ui/scroll-area';
import { Segmented } from '@/components/ui/segmented';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { MapTitle } from '@/lib/maps/map';
import type { MapPoints } from '@/lib/maps/map-format';
import { countByValue } from '@/lib/maps/map-selection';

type RailProps = {
  dataset: DatasetSummary;
  points: MapPoints;
  coloured: MapColouring;
  /** The classes of all points, whatever they are coloured by. */
  classes: MapColouring;
  choice: MapChoice;
  titles: readonly MapTitle[];
  isBusy: boolean;
  onReview: () => void;
  onChooseCluster: (clusterId: string) => void;
};

const LISTS = [
  { value: 'legend', says: 'Legend' },
  { value: 'clusters', says: 'Clusters' },
] as const;

/** Beside the map: what is chosen, and what the colours stand for or the clusters as a list. */
export function MapRail(props: RailProps) {
  const { dataset, points, coloured, classes, choice, titles } = props;
  const { selection, shown, setShown } = choice;
  const [list, setList] = useState<(typeof LISTS)[number]['value']>('legend');
  const chosen = useMemo(
    () => (selection === null ? null : countByValue(coloured.values, selection, coloured.further)),
    [coloured, selection],
  );
  const isText = dataset.modality === 'text';
  return (
    <aside
      aria-label="Selection and legend"
      className="flex min-h-0 flex-col border-l border-line bg-canvas narrow:overflow-y-auto narrow:border-t narrow:border-l-0"
    >
      {selection !== null && (
        <SelectionPanel
          {...{ points, selection, classes, isText }}
          isBusy={props.isBusy}
          onReview={props.onReview}
          onClear={choice.clear}
        />
      )}
      <div className="px-3 pt-3 pb-2">
        <Segmented label="List" wide value={list} options={LISTS} onPick={setList} />
      </div>
      <ScrollArea
        name={list === 'legend' ? 'What the colours stand for' : 'Clusters on the map'}
        className="flex-1 px-2 pb-3 narrow:overflow-visible"
      >
        {list === 'legend' ? (
          <MapLegend {...{ coloured, chosen, shown }} onShown={setShown} />
        ) : (
          <ClusterList datasetId={dataset.id} titles={titles} onChoose={props.onChooseCluster} />
        )}
      </ScrollArea>
    </aside>
  );
}
