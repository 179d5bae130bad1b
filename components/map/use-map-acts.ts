'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { colouringQuery } from '@/components/map/map-queries';
import { useOpenAsGroup } from '@/components/review/open-as-group';
import { formatCounted } from '@/components/ui/format';
import type { MapPoints } from '@/lib/maps/map-format';
import { listChosen, type MapSelection, sampleIdAt } from '@/lib/maps/map-selection';

/** Opens what is chosen on the review desk. `leave` is called first, while the page still has its address. */
export function useReviewOfChosen(datasetId: string, points: MapPoints, leave: () => void) {
  const openAsGroup = useOpenAsGroup(datasetId);
  const [isBusy, setBusy] = useState(false);
  const review = async (selection: MapSelection) => {
    leave();
    setBusy(true);
    const sampleIds = Array.from(listChosen(selection), (point) => sampleIdAt(points.ids, point));
    await openAsGroup({ source: 'lasso', sampleIds, title: `${formatCounted(sampleIds.length, 'sample')} on the map` });
    setBusy(false);
  };
  return { review, isBusy };
}

/** Chooses the points of a cluster, whatever they are coloured by. */
export function useChooseCluster(mapId: string, choose: (values: Uint16Array, value: number) => void) {
  const client = useQueryClient();
  return async (clusterId: string) => {
    const { values, legend } = await client.fetchQuery(colouringQuery(mapId, 'cluster'));
    const entry = legend.entries.find(({ id }) => id === clusterId);
    if (entry !== undefined) choose(values, entry.value);
  };
}
