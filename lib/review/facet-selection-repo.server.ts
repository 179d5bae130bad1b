import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { getProgress } from '@/lib/datasets/repo.server';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { type FilterName, readFilter } from '@/lib/review/sample-filter-repo.server';
import type { SampleFilter } from '@/lib/samples/sample';

/** From so many samples on, only some are looked at, and the counts are estimates. */
export const COUNTED_LIMIT = 20_000;
/** So many are looked at then, at most: of a choice that a tenth makes, the count is off by less than 10 % of itself, 19 times of 20. */
const DRAWN_LIMIT = 8_000;

/** Samples that match, or every so-many-th of them, drawn by a hash of their ids. */
export type Selection = { totalCount: number; every: number; ids: string[]; isWhole: boolean };

/** What facets count among: what matches the filter, each facet without its own part of it. */
export type Selections = { of: (...own: FilterName[]) => Promise<Selection>; all: Promise<Selection> };

/** Selections of a filter; equal ones are drawn once. */
export async function openSelections(tx: Tx, dataset: AuthorizedDataset, filter: SampleFilter): Promise<Selections> {
  const read = await readFilter(tx, dataset, filter);
  const active = (Object.keys(filter) as FilterName[]).filter((name) => isActive(filter[name]));
  const { sampleCount } = await getProgress(tx, dataset);
  const drawn = new Map<string, Promise<Selection>>();
  const of = (...own: FilterName[]) => {
    const left = own.filter((name) => active.includes(name));
    const key = left.join(' ');
    const isWhole = left.length === active.length;
    const known = drawn.get(key) ?? draw(tx, read.without(...left), isWhole ? sampleCount : null);
    drawn.set(key, known);
    return known;
  };
  return { of, all: of() };
}

function isActive(value: SampleFilter[FilterName]): boolean {
  return value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
}

async function draw(tx: Tx, condition: Prisma.Sql, sampleCount: number | null): Promise<Selection> {
  const isWhole = sampleCount !== null;
  if (sampleCount === null || sampleCount <= COUNTED_LIMIT) {
    const ids = await listIds(tx, Prisma.sql`${condition} LIMIT ${COUNTED_LIMIT + 1}`);
    if (ids.length <= COUNTED_LIMIT) return { totalCount: ids.length, every: 1, ids, isWhole };
  }
  const totalCount = sampleCount ?? (await countMatching(tx, condition));
  const every = 2 ** Math.max(1, Math.ceil(Math.log2(totalCount / DRAWN_LIMIT)));
  // The server's own hash of an id is as good as chance, and the same each time.
  const ids = await listIds(tx, Prisma.sql`${condition} AND uuid_hash(s."id") & ${every - 1}::int = 0`);
  return { totalCount, every, ids, isWhole };
}

async function listIds(tx: Tx, condition: Prisma.Sql): Promise<string[]> {
  const rows = await tx.$queryRaw<{ ids: string[] }[]>`
    SELECT coalesce(array_agg(matched."id"), '{}') AS "ids" FROM (SELECT s."id" FROM "Sample" s WHERE ${condition}) AS matched`;
  return rows[0]?.ids ?? [];
}

async function countMatching(tx: Tx, condition: Prisma.Sql): Promise<number> {
  const rows = await tx.$queryRaw<
    { count: number }[]
  >`SELECT count(*)::int AS "count" FROM "Sample" s WHERE ${condition}`;
  return rows[0]?.count ?? 0;
}
