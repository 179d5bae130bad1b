import type { Tx } from '@/lib/db/client.server';
import { categoryLimit } from '@/lib/maps/map';
import type { MetadataField } from '@/lib/samples/metadata-repo.server';

/** How many bands numbers and dates are divided into at most, each with about as many samples as the others. */
const bandCount = 8;

/** The most frequent values of a field, one more than are named. */
export async function readCategories(tx: Tx, field: MetadataField): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT text AS name FROM "MetadataValue" WHERE "fieldId" = ${field.id}::int
    GROUP BY text ORDER BY count(*) DESC, text COLLATE "C" LIMIT ${categoryLimit + 1}`;
  return rows.map(({ name }) => name);
}

/** Bands of a field of numbers or dates: `bounds[i]` is where band i + 1 begins; the last number is the greatest value. */
export type Bands = { bounds: number[]; names: string[] };

/** Bands that begin at quantiles; values that are alike are never parted, so there may be fewer. */
export async function readBands(tx: Tx, field: MetadataField): Promise<Bands> {
  const shares = Array.from({ length: bandCount + 1 }, (_, i) => i / bandCount);
  const [row] = await tx.$queryRaw<{ quantiles: number[] | null }[]>`
    SELECT percentile_disc(${shares}::float8[]) WITHIN GROUP (ORDER BY number) AS quantiles
    FROM "MetadataValue" WHERE "fieldId" = ${field.id}::int AND number IS NOT NULL`;
  const bounds = [...new Set(row?.quantiles ?? [])];
  const format = field.kind === 'date' ? formatDate : String;
  const starts = bounds.length > 1 ? bounds.slice(0, -1) : bounds;
  const names = starts.map((start, i) => {
    const next = bounds[i + 1];
    return next === undefined ? format(start) : `${format(start)} to ${format(next)}`;
  });
  return { bounds: starts, names };
}

/** Seconds since 1970 as a day in UTC. */
function formatDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
