import type { ClientBase } from 'pg';
import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { readStand } from '@/lib/datasets/repo.server';
import type { Database } from '@/lib/db/client.server';
import { inTransaction } from '@/lib/db/transaction.server';
import { ColourReader, countColours } from '@/lib/maps/colour-codec';
import { copyColours, copyLive, copySparseColours, isSparse } from '@/lib/maps/colours-repo.server';
import type { Colouring, MapLegend } from '@/lib/maps/map';
import { readMapIds } from '@/lib/maps/map-file.server';
import type { FurtherValues } from '@/lib/maps/map-further';
import { type Palette, readPalette } from '@/lib/maps/palette-repo.server';
import type { KeptMap } from '@/lib/maps/repo.server';

/** The first value of each point of a map, the further ones, and what the values stand for. */
export type Coloured = { palette: Palette; colours: Uint16Array; further: FurtherValues; revision: number };

type Source = Pick<Database, 'db' | 'pool'>;
type ColoursOf = { dataset: AuthorizedDataset; map: KeptMap; by: Colouring };

// Colours and legend are asked for together: whoever comes while they are read, or a moment later, gets the same. What
// only deletions change is kept until others are asked for.
const recentMs = 2_000;
const keptCount = 6;
const recent = new Map<string, Promise<Coloured>>();
const kept = new Map<string, Promise<Coloured>>();
const live = new Map<string, Promise<Uint16Array>>();

/**
 * The colours of a map as of now, in the order of its file. The dataset's revision comes first: what is decided meanwhile
 * may or may not show, and comes with the next revision. Throws Unavailable when the map's file is gone.
 */
export async function readColours(database: Source, { dataset, map, by }: ColoursOf): Promise<Coloured> {
  const { revision, contentStamp: stamp } = await readStand(database.db, dataset.id);
  const palette = await readPalette(database.db, dataset, by);
  const read = () => colour(database, { dataset, map, by, palette, revision, stamp });
  if (by === 'cluster' || by === 'coarse' || by === 'import') {
    const found = await keep(kept, JSON.stringify([map.id, by, stamp, palette]), read);
    return { ...found, revision };
  }
  const name = JSON.stringify([map.id, by, revision, stamp, dataset.isMultiLabel, palette]);
  const reading = recent.get(name) ?? read();
  if (!recent.has(name)) {
    recent.set(name, reading);
    const forget = () => void setTimeout(() => recent.delete(name), recentMs).unref();
    reading.then(forget, forget);
  }
  return reading;
}

/** What was read under this name, or is read now; the ones that were asked for longest ago give way. */
function keep<Read>(readings: Map<string, Promise<Read>>, name: string, read: () => Promise<Read>): Promise<Read> {
  const reading = readings.get(name) ?? read();
  readings.delete(name);
  readings.set(name, reading);
  for (const oldest of readings.keys()) if (readings.size > keptCount) readings.delete(oldest);
  reading.catch(() => readings.delete(name));
  return reading;
}

type Colouration = ColoursOf & { palette: Palette; revision: number; stamp: number };

async function colour(database: Source, request: Colouration): Promise<Coloured> {
  const { dataset, map, by, palette, revision, stamp } = request;
  const isRepeated = dataset.isMultiLabel && (by === 'class' || by === 'source');
  const rows = { datasetId: dataset.id, lastId: map.lastId, by, palette, isRepeated };
  const ids = await readMapIds(map);
  // Which points are there changes seldom and is kept; their labels are then all that is read of a million samples.
  const known = isSparse(by)
    ? await keep(live, JSON.stringify([map.id, stamp]), () => readLive(database, { dataset, map }))
    : null;
  const copy = known === null ? copyColours : copySparseColours;
  const reader = new ColourReader(ids, isRepeated, known);
  await readAll(database, (client) => copy(client, rows), reader);
  return { palette, colours: reader.end(), further: reader.further, revision };
}

async function readLive(database: Source, { dataset, map }: Omit<ColoursOf, 'by'>): Promise<Uint16Array> {
  const reader = new ColourReader(await readMapIds(map));
  await readAll(database, (client) => copyLive(client, { datasetId: dataset.id, lastId: map.lastId }), reader);
  return reader.end();
}

async function readAll(
  database: Source,
  copy: (client: ClientBase) => AsyncIterable<Buffer>,
  reader: ColourReader,
): Promise<void> {
  await inTransaction(
    database,
    async (client) => {
      for await (const chunk of copy(client)) reader.push(chunk);
    },
    'snapshot',
  );
}

/**
 * What the colours of a map stand for, with the number of points of each value: a point of several counts under each.
 * Values without a point are left out, classes are not.
 */
export async function readLegend(database: Source, request: ColoursOf): Promise<MapLegend> {
  const { palette, colours, further, revision } = await readColours(database, request);
  const counts = countColours(colours, further);
  const none = { value: 0, id: null, name: 'None', slot: null };
  const entries = [none, ...palette.entries].map((entry) => ({ ...entry, count: counts.get(entry.value) ?? 0 }));
  // A class without a label is offered all the same: the next label may be of it.
  const isShown = ({ value, count }: { value: number; count: number }) =>
    count > 0 || (request.by === 'class' && value > 0);
  return { entries: entries.filter(isShown), revision };
}
