'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { livePage } from '@/components/live/live-page';
import { Pace } from '@/components/live/pace';
import { colouringsKey, mapQuery, titlesQuery } from '@/components/map/map-queries';
import { datasetQuery } from '@/components/shell/queries';

/**
 * Points take their new colours while people label: after an act the colours are read again, the seldomer the longer that
 * takes. Titles follow new clusters.
 */
export function useMapChanges(datasetId: string, mapId: string): void {
  const client = useQueryClient();
  useEffect(() => {
    const colours = new Pace(() => client.invalidateQueries({ queryKey: colouringsKey(mapId) }));
    const end = livePage(datasetId).follow((event) => {
      if (event.type === 'presence') return;
      if (event.type === 'hello') {
        const known = client.getQueryData(datasetQuery(datasetId).queryKey)?.revision;
        if (known !== undefined && event.revision > known) colours.ask();
        return;
      }
      colours.ask();
      if (event.change.of !== 'job') return;
      void client.invalidateQueries({ queryKey: mapQuery(datasetId).queryKey });
      void client.invalidateQueries({ queryKey: titlesQuery(mapId).queryKey });
    });
    return () => {
      end();
      colours.end();
    };
  }, [client, datasetId, mapId]);
}
