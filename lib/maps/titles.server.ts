import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Database } from '@/lib/db/client.server';
import { readColours } from '@/lib/maps/colours.server';
import type { MapTitle, MapTitles } from '@/lib/maps/map';
import { readMapPlaces } from '@/lib/maps/map-file.server';
import { placeTitles } from '@/lib/maps/place-titles';
import type { KeptMap } from '@/lib/maps/repo.server';

type TitlesOf = { dataset: AuthorizedDataset; map: KeptMap };

/**
 * The titles of the current run's clusters and coarse clusters at their places on a map, the largest first. Throws
 * Unavailable when the map's file is gone.
 */
export async function readTitles(database: Pick<Database, 'db' | 'pool'>, titlesOf: TitlesOf): Promise<MapTitles> {
  const places = await readMapPlaces(titlesOf.map);
  const titles: MapTitle[] = [];
  for (const level of ['coarse', 'cluster'] as const) {
    const { palette, colours } = await readColours(database, { ...titlesOf, by: level });
    const placed = placeTitles(places, colours, palette.entries.length);
    for (const { id, name: title, value } of palette.entries) {
      const place = placed[value];
      if (place != null) titles.push({ id, title, level, ...place });
    }
  }
  return { titles: titles.sort((a, b) => b.count - a.count) };
}
