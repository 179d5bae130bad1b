import type { ClientBase } from 'pg';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { z } from 'zod';
import type { Colouring } from '@/lib/maps/map';
import type { Palette } from '@/lib/maps/palette-repo.server';

type ColourRequest = {
  datasetId: string;
  lastId: string;
  by: Colouring;
  palette: Palette;
  /** A sample comes once for each of its values, in their order; else once, with the first. */
  isRepeated: boolean;
};

/**
 * The value of each live sample up to `lastId` as the bytes of a binary COPY of (id, smallint), ids ascending; 0 where it
 * has none. They must be read to their end, or the connection closed.
 */
export function copyColours(client: ClientBase, request: ColourRequest): AsyncIterable<Buffer> {
  return copyOfLive(client, request, denseValuesOf(request));
}

/** The same with 0 for every live sample: which of them are there. */
export function copyLive(client: ClientBase, samples: Pick<ColourRequest, 'datasetId' | 'lastId'>) {
  return copyOfLive(client, samples, nothing);
}

function copyOfLive(
  client: ClientBase,
  { datasetId, lastId }: Pick<ColourRequest, 'datasetId' | 'lastId'>,
  { value, join }: Values,
): AsyncIterable<Buffer> {
  return client.query(
    copyTo(
      `COPY (SELECT sample.id, coalesce(${value}, 0)::int2 FROM "Sample" AS sample ${join}
        WHERE sample."datasetId" = ${quoteId(datasetId)} AND sample."deletedAt" IS NULL
          AND sample.id <= ${quoteId(lastId)}
        ORDER BY sample.id) TO STDOUT (FORMAT binary)`,
    ),
  );
}

/** Whether the values stand in rows of their own, fewer than samples, so that those without one need not be read. */
export function isSparse(by: Colouring): boolean {
  return by !== 'cluster' && by !== 'coarse' && by !== 'import';
}

/** As copyColours, of a sparse colouring, but only samples that have a value come, deleted ones among them. */
export function copySparseColours(client: ClientBase, request: ColourRequest): AsyncIterable<Buffer> {
  const own = sparseValuesOf(request);
  const order = request.isRepeated ? 'own."sampleId", own.value' : 'own."sampleId"';
  const rows =
    own === null
      ? 'SELECT NULL::uuid, 0::int2 WHERE false'
      : `
    SELECT own."sampleId", own.value::int2 FROM (${own}) AS own
    WHERE own.value IS NOT NULL AND own."sampleId" <= ${quoteId(request.lastId)} ORDER BY ${order}`;
  return client.query(copyTo(`COPY (${rows}) TO STDOUT (FORMAT binary)`));
}

/** COPY takes no parameters: ids and texts are written into it, and nothing else can be. */
function quoteId(id: string): string {
  return `'${z.guid().parse(id)}'::uuid`;
}

function quoteText(text: string): string {
  return `${pg.escapeLiteral(text)}::text`;
}

type Values = { value: string; join: string };

const nothing: Values = { value: '0', join: '' };

function denseValuesOf({ by, palette }: ColourRequest): Values {
  if (palette.entries.length === 0) return nothing;
  return by === 'cluster' || by === 'coarse' ? valuesOfClusters(by, palette.runId) : valuesOfImports(palette);
}

/** A query of ("sampleId", value); null where nothing has a value. */
function sparseValuesOf({ datasetId, by, palette, isRepeated }: ColourRequest): string | null {
  if (palette.entries.length === 0) return null;
  const dataset = quoteId(datasetId);
  if (by === 'class') return valuesOfLabels(dataset, '"labelClassId"', listIds(palette), isRepeated);
  if (by === 'source') return valuesOfLabels(dataset, '"labelSource"::text', listNames(palette), isRepeated);
  return valuesOfField(palette);
}

function valuesOfClusters(by: 'cluster' | 'coarse', runId: string | undefined): Values {
  if (runId === undefined) return nothing;
  return {
    value: by === 'cluster' ? 'cluster.number' : 'cluster."coarseNumber"',
    join: `LEFT JOIN "ClusterMember" AS member ON member."runId" = ${quoteId(runId)} AND member."sampleId" = sample.id
      LEFT JOIN "Cluster" AS cluster ON cluster.id = member."clusterId"`,
  };
}

/** Of several classes, the first of the legend, or each where they are asked for one by one. */
function valuesOfLabels(dataset: string, column: string, list: string, isRepeated: boolean): string {
  const [own, grouped] = isRepeated
    ? ['DISTINCT label."sampleId", entry.value', '']
    : ['label."sampleId", min(entry.value) AS value', 'GROUP BY label."sampleId"'];
  return `SELECT ${own} FROM "Label" AS label
    JOIN (VALUES ${list}) AS entry (key, value) ON entry.key = label.${column}
    WHERE label."datasetId" = ${dataset} ${grouped}`;
}

/** Of several imports, the one that brought the sample first. */
function valuesOfImports(palette: Palette): Values {
  return {
    value: `coalesce(entry.value, ${palette.othersValue ?? 0})`,
    join: `LEFT JOIN (VALUES ${listIds(palette)}) AS entry (key, value) ON entry.key = sample."importId"`,
  };
}

/** Of several values of a sample, the one that comes first in the legend. */
function valuesOfField({ field, entries, othersValue }: Palette): string | null {
  if (field === undefined) return null;
  const own = (value: string, join: string) =>
    `SELECT given."sampleId", min(${value}) AS value FROM "MetadataValue" AS given ${join}
    WHERE given."fieldId" = ${Math.trunc(field.id)} GROUP BY given."sampleId"`;
  if (field.bounds !== null) {
    const bounds = field.bounds.map((bound) => z.number().parse(bound)).join(', ');
    return own(`width_bucket(given.number, ARRAY[${bounds}]::float8[])`, '');
  }
  const list = listNames({ entries, othersValue });
  return own(
    `coalesce(entry.value, ${othersValue ?? 0})`,
    `LEFT JOIN (VALUES ${list}) AS entry (key, value) ON entry.key = given.text`,
  );
}

function listIds({ entries }: Palette): string {
  const named = entries.filter(({ id }) => id !== null);
  return named.map(({ id, value }) => `(${quoteId(id ?? '')}, ${value})`).join(', ');
}

/** The entry of the others has a name too, which no text of a sample may be taken for. */
function listNames({ entries, othersValue }: Pick<Palette, 'entries' | 'othersValue'>): string {
  const named = entries.filter(({ value }) => value !== othersValue);
  return named.map(({ name, value }) => `(${quoteText(name)}, ${value})`).join(', ');
}
