import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Database } from '@/lib/db/client.server';
import { readColours } from '@/lib/maps/colours.server';
import type { MapTitle, MapTitles } from '@/lib/maps/map';
import { readMapPlaces } from '@/lib/maps/map-file.server';
import { type Palette, readPalette } from '@/lib/maps/palette-repo.server';
import { placeTitles, type TitlePlace } from '@/lib/maps/place-titles';
import type { KeptMap } from '@/lib/maps/repo.server';

type TitlesOf = { dataset: AuthorizedDataset; map: KeptMap };

/**
 * The titles of the current run's clusters and coarse clusters at their places on a map, the largest first. Throws
 * Unavailable when the map's file is gone.
 */
export async function readTitles(database: Pick<Database, 'db' | 'pool'>, titlesOf: TitlesOf): Promise<MapTitles> {
  const places = await readMapPlaces(titlesOf.map);
  const { palette, colours } = await readColours(database, { ...titlesOf, by: 'cluster' });
  const ofClusters = titlesAt('cluster', palette, placeTitles(places, colours, palette.entries.length));
  const coarse = await readPalette(database.db, titlesOf.dataset, 'coarse');
  const coarseColours = colours.map((colour) => palette.coarseOf?.[colour - 1] ?? 0);
  const ofCoarse = titlesAt('coarse', coarse, placeTitles(places, coarseColours, coarse.entries.length));
  return { titles: [...ofCoarse, ...ofClusters].sort((one, other) => other.count - one.count) };
}

function titlesAt(level: MapTitle['level'], { entries }: Palette, places: readonly (TitlePlace | null)[]): MapTitle[] {
  return entries.flatMap(({ id, name, value }) => {
    const place = places[value];
    return place == null ? [] : [{ id, title: name, level, ...place }];
  });
}
