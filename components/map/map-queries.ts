import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { isOpen } from '@/components/datasets/job-queries';
import { api, readError } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import type { Colouring, MapAnswer, MapLegend, MapTitles } from '@/lib/maps/map';
import { decodeMap, type MapPoints } from '@/lib/maps/map-format';
import { type FurtherValues, splitColours } from '@/lib/maps/map-further';

const POLL_MS = 1_000;
const IDLE_POLL_MS = 15_000;

/** The dataset's map, and the job that lays it out; asked for every second while one is on its way. */
export const mapQuery = (datasetId: string) =>
  queryOptions({
    queryKey: [...datasetKey(datasetId), 'map'],
    queryFn: ({ signal }) => api.get<MapAnswer>(`/api/datasets/${datasetId}/map`, signal),
    refetchInterval: ({ state }) => (state.data?.job && isOpen(state.data.job) ? POLL_MS : IDLE_POLL_MS),
  });

async function fetchBytes(path: string, signal: AbortSignal, cache: RequestCache): Promise<Response> {
  const response = await fetch(path, { signal, cache });
  if (!response.ok) throw await readError(response);
  return response;
}

/** The points of a map never change. */
export const pointsQuery = (mapId: string) =>
  queryOptions({
    queryKey: ['map', mapId, 'points'],
    queryFn: async ({ signal }): Promise<MapPoints> =>
      decodeMap(await (await fetchBytes(`/api/maps/${mapId}/points`, signal, 'default')).arrayBuffer()),
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });

/** The colour value of each point, the further ones of those that have several, and what they stand for, of one moment. */
export type MapColouring = {
  by: Colouring;
  values: Uint16Array<ArrayBuffer>;
  further: FurtherValues;
  legend: MapLegend;
};

/** Everything read of a map's colours, to refresh it after an act. */
export const colouringsKey = (mapId: string) => ['map', mapId, 'colouring'] as const;

/** How a map is coloured now; while another colouring is read, the one before stays. */
export const colouringQuery = (mapId: string, by: Colouring) =>
  queryOptions({
    queryKey: [...colouringsKey(mapId), by],
    queryFn: async ({ signal }): Promise<MapColouring> => {
      const query = `by=${encodeURIComponent(by)}`;
      const [colours, legend] = await Promise.all([
        fetchBytes(`/api/maps/${mapId}/colours?${query}`, signal, 'no-store'),
        api.get<MapLegend>(`/api/maps/${mapId}/legend?${query}`, signal),
      ]);
      const numbers = new Uint16Array(await colours.arrayBuffer());
      const pointCount = Number(colours.headers.get('X-Point-Count') ?? numbers.length);
      return { by, ...splitColours(numbers, pointCount), legend };
    },
    staleTime: 0,
    structuralSharing: false,
    placeholderData: keepPreviousData,
  });

/** The titles of clusters with their places. */
export const titlesQuery = (mapId: string) =>
  queryOptions({
    queryKey: ['map', mapId, 'titles'],
    queryFn: ({ signal }) => api.get<MapTitles>(`/api/maps/${mapId}/titles`, signal),
  });
