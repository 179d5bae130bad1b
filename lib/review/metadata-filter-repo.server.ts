import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import type { Tx } from '@/lib/db/client.server';
import { Prisma } from '@/lib/db/generated/client';
import { parseRangeFilter, parseValueFilter, readEnd } from '@/lib/samples/metadata';
import { listFields } from '@/lib/samples/metadata-repo.server';
import type { SampleFilter } from '@/lib/samples/sample';

/** The condition on "Sample" s that filters by metadata stand for; null where there are none. A field that is not there matches nothing. */
export async function matchMetadata(
  tx: Tx,
  dataset: AuthorizedDataset,
  { value, range }: Pick<SampleFilter, 'value' | 'range'>,
): Promise<Prisma.Sql | null> {
  const conditions = [
    ...(value === undefined ? [] : matchValues(value)),
    ...(range === undefined ? [] : matchRanges(range)),
  ];
  if (conditions.length === 0) return null;
  const fieldIds = new Map((await listFields(tx, dataset.id)).map(({ name, id }) => [name, id]));
  const read = conditions.map(({ name, holds }) => {
    const fieldId = fieldIds.get(name);
    if (fieldId === undefined) return Prisma.sql`FALSE`;
    return Prisma.sql`s."id" IN (SELECT v."sampleId" FROM "MetadataValue" v WHERE v."fieldId" = ${fieldId}::int AND ${holds})`;
  });
  return Prisma.join(read, ' AND ');
}

type FieldCondition = { name: string; holds: Prisma.Sql };

/** Several values of one field are alternatives. */
function matchValues(given: readonly string[]): FieldCondition[] {
  const byName = new Map<string, string[]>();
  for (const text of given) {
    const filter = parseValueFilter(text);
    if (filter !== null) byName.set(filter.name, [...(byName.get(filter.name) ?? []), filter.value]);
  }
  return [...byName].map(([name, values]) => ({
    name,
    holds: Prisma.sql`v."number" IS NULL AND v."text" = ANY(${values}::text[])`,
  }));
}

function matchRanges(given: readonly string[]): FieldCondition[] {
  return given.flatMap((text) => {
    const filter = parseRangeFilter(text);
    if (filter === null) return [];
    const least = readEnd(filter.from ?? '', false);
    const most = readEnd(filter.to ?? '', true);
    const ends = [
      ...(least === null ? [] : [Prisma.sql`v."number" >= ${least}::float8`]),
      ...(most === null ? [] : [Prisma.sql`v."number" <= ${most}::float8`]),
    ];
    return ends.length === 0 ? [] : [{ name: filter.name, holds: Prisma.join(ends, ' AND ') }];
  });
}
