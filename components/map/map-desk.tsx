'use client';

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { type ReactNode, useMemo, useState } from 'react';
import { DrawnMap } from '@/components/map/drawn-map';
import { colouringQuery, pointsQuery } from '@/components/map/map-queries';
import { readMapAddress } from '@/components/map/use-map-address';
import { useMapChanges } from '@/components/map/use-map-changes';
import { facetsQuery } from '@/components/samples/queries';
import { ErrorState } from '@/components/ui/error-state';
import { Page } from '@/components/ui/page';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { Colouring, MapSummary } from '@/lib/maps/map';

type DeskProps = { dataset: DatasetSummary; map: MapSummary; note: ReactNode };

/** The names of metadata that points can be coloured by. */
function useFieldNames(datasetId: string): string[] {
  const { data } = useQuery(facetsQuery(datasetId, {}));
  return useMemo(() => data?.metadata.map(({ name }) => name) ?? [], [data]);
}

/** Reads a map, and how the address wants it coloured; then it can be drawn. */
export function MapDesk({ dataset, map, note }: DeskProps) {
  const search = useSearchParams().toString();
  const [address] = useState(() => readMapAddress(new URLSearchParams(search)));
  const [by, setBy] = useState<Colouring>(address.by);
  const fields = useFieldNames(dataset.id);
  useMapChanges(dataset.id, map.id);
  const points = useQuery(pointsQuery(map.id));
  const coloured = useQuery(colouringQuery(map.id, by));
  const classes = useQuery(colouringQuery(map.id, 'class'));
  const error = points.error ?? classes.error ?? (coloured.data === undefined ? coloured.error : null);
  if (error !== null && (points.data === undefined || coloured.data === undefined)) {
    const retry = () => [points, coloured, classes].forEach(({ refetch }) => void refetch());
    return (
      <Page>
        <ErrorState error={error} safe="The samples and their labels are as they were." onRetry={retry} />
      </Page>
    );
  }
  if (points.data === undefined || coloured.data === undefined || classes.data === undefined) return <MapLoading />;
  return (
    <DrawnMap
      {...{ dataset, map, address, fields, note }}
      points={points.data}
      coloured={coloured.data}
      classes={classes.data}
      onColour={setBy}
    />
  );
}

/** The frame while the points are on their way. */
export function MapLoading() {
  return (
    <main className="grid min-h-0 grid-cols-[minmax(0,1fr)_296px] narrow:grid-cols-1">
      <p className="bg-surface p-4 text-ink-3" role="status">
        The map is loading
      </p>
      <div className="border-l border-line bg-canvas narrow:hidden" />
    </main>
  );
}
