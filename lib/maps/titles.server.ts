import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Database } from '@/lib/db/client.server';
import { readColours } from '@/lib/maps/colours.server';
import type { MapTitle, MapTitles } from '@/lib/maps/map';
import { readMapPlaces } from '@/lib/maps/map-file.server';
import { type Palette, readPalette } from '@/lib/maps/palette-repo.server';
import { placeTitles, type TitlePlace } from '@/lib/maps/place-titles';
import type { KeptMap } from '@/lib/maps/repo.server';

// Titles of as many maps as may be open at once; the same colours have the same titles.
const keptCount = 8;
const kept = new Map<Uint16Array, MapTitles>();

type TitlesOf = { dataset: AuthorizedDataset; map: KeptMap };

/**
 * The titles of the current run's clusters and coarse clusters at their places on a map, the largest first. Throws
 * Unavailable when the map's file is gone.
 */
export async function readTitles(database: Pick<Database, 'db' | 'pool'>, titlesOf: TitlesOf): Promise<MapTitles> {
  const { palette, colours } = await readColours(database, { ...titlesOf, by: 'cluster' });
  const known = kept.get(colours);
  if (known !== undefined) return known;
  const places = await readMapPlaces(titlesOf.map);
  const ofClusters = titlesAt('cluster', palette, placeTitles(places, colours, palette.entries.length));
  const coarse = await readPalette(database.db, titlesOf.dataset, 'coarse');
  const coarseColours = colours.map((colour) => palette.coarseOf?.[colour - 1] ?? 0);
  const ofCoarse = titlesAt('coarse', coarse, placeTitles(places, coarseColours, coarse.entries.length));
  const titles = { titles: [...ofCoarse, ...ofClusters].sort((one, other) => other.count - one.count) };
  kept.set(colours, titles);
  for (const oldest of kept.keys()) if (kept.size > keptCount) kept.delete(oldest);
  return titles;
}

function titlesAt(level: MapTitle['level'], { entries }: Palette, places: readonly (TitlePlace | null)[]): MapTitle[] {
  return entries.flatMap(({ id, name, value }) => {
    const place = places[value];
    return place == null ? [] : [{ id, title: name, level, ...place }];
  });
}
