'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { MapDesk, MapLoading } from '@/components/map/map-desk';
import { mapQuery } from '@/components/map/map-queries';
import { hasWebGl } from '@/components/map/map-renderer.browser';
import { MapNote, NoDrawing, NoMap } from '@/components/map/map-states';
import { datasetQuery } from '@/components/shell/queries';
import { ErrorState } from '@/components/ui/error-state';
import { Page } from '@/components/ui/page';

/** The map of a dataset, or what stands in its place: none yet, on its way, nothing to draw with. */
export function MapScreen({ datasetId }: { datasetId: string }) {
  const { data: dataset } = useQuery(datasetQuery(datasetId));
  const { data: answer, error, refetch } = useQuery(mapQuery(datasetId));
  const [canDraw, setCanDraw] = useState<boolean | null>(null);
  useEffect(() => setCanDraw(hasWebGl()), []);
  if (answer === undefined && error !== null) {
    return (
      <Page>
        <ErrorState
          error={error}
          safe="The samples and their labels are as they were."
          onRetry={() => void refetch()}
        />
      </Page>
    );
  }
  if (dataset === undefined || answer === undefined || canDraw === null) return <MapLoading />;
  if (!canDraw) return <NoDrawing dataset={dataset} />;
  if (answer.map === null) return <NoMap {...{ dataset, answer }} />;
  return (
    <MapDesk key={answer.map.id} map={answer.map} {...{ dataset }} note={<MapNote {...{ datasetId, answer }} />} />
  );
}
