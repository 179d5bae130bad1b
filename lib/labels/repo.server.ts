import type { Tx } from '@/lib/db/client.server';
import { idList, numberList } from '@/lib/db/list-value.server';
import type { ChangedSample } from '@/lib/labels/decision';
import type { SampleState } from '@/lib/operations/operation';
import type { Effect } from '@/lib/operations/sample-state';

type LabelEntry = SampleState['labels'][number];
type ExclusionEntry = SampleState['exclusions'][number];

/** What samples carry now, and how many of them the dataset holds undeleted. */
export type Holding = {
  liveCount: number;
  /** Of those that carry any labels or exclusions. */
  states: Map<string, SampleState>;
};

/** The present labels and exclusions of samples, and how many of them are live; each id counts once. */
export async function readHolding(
  tx: Tx,
  { datasetId, sampleIds }: { datasetId: string; sampleIds: readonly string[] },
): Promise<Holding> {
  // The ids travel once. The planner does not know how many they are, and looks each up by its key, which is right.
  const rows = await tx.$queryRaw<(StateRow | CountRow)[]>`
    WITH given AS MATERIALIZED (SELECT ${idList(sampleIds)} AS "ids")
    SELECT "sampleId", "labelClassId", "labelSource"::text AS "labelSource", "operationId", "personId", "decidedAt",
      NULL::int AS "liveCount"
    FROM "Label" WHERE "sampleId" = ANY((SELECT "ids" FROM given)::uuid[])
    UNION ALL
    SELECT "sampleId", "labelClassId", NULL, "operationId", "personId", "decidedAt", NULL
    FROM "Exclusion" WHERE "sampleId" = ANY((SELECT "ids" FROM given)::uuid[])
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, NULL, NULL, count(*)::int
    FROM "Sample"
    WHERE "id" = ANY((SELECT "ids" FROM given)::uuid[]) AND "datasetId" = ${datasetId}::uuid AND "deletedAt" IS NULL`;
  let liveCount = 0;
  const states = new Map<string, SampleState>();
  const stateOf = (sampleId: string): SampleState => {
    const state = states.get(sampleId) ?? { labels: [], exclusions: [] };
    states.set(sampleId, state);
    return state;
  };
  for (const row of rows) {
    if (row.sampleId === null) {
      liveCount = row.liveCount;
      continue;
    }
    const { sampleId, labelSource, labelClassId, operationId, personId, decidedAt } = row;
    const entry = { labelClassId, operationId, personId, decidedAt: decidedAt.toISOString() };
    if (labelSource === null) stateOf(sampleId).exclusions.push(entry);
    else stateOf(sampleId).labels.push({ ...entry, labelSource });
  }
  return { liveCount, states };
}

type CountRow = { sampleId: null; liveCount: number };

/** A label, or, without a source, an exclusion. */
type StateRow = Omit<ExclusionEntry, 'decidedAt'> & {
  sampleId: string;
  labelSource: LabelEntry['labelSource'] | null;
  decidedAt: Date;
};

/** Brings Label and Exclusion from the state before to the state after each effect of an operation that is written. */
export async function writeStates(
  tx: Tx,
  { id: operationId, datasetId }: { id: string; datasetId: string },
  effects: readonly Effect[],
): Promise<void> {
  const goneLabels: { sampleId: string; entry: LabelEntry }[] = [];
  const newLabels: typeof goneLabels = [];
  const goneExclusions: { sampleId: string; entry: ExclusionEntry }[] = [];
  const newExclusions: typeof goneExclusions = [];
  for (const { sampleId, before, after } of effects) {
    for (const entry of before.labels) if (!hasEntry(after.labels, entry)) goneLabels.push({ sampleId, entry });
    for (const entry of after.labels) if (!hasEntry(before.labels, entry)) newLabels.push({ sampleId, entry });
    for (const entry of before.exclusions) {
      if (!hasEntry(after.exclusions, entry)) goneExclusions.push({ sampleId, entry });
    }
    for (const entry of after.exclusions) {
      if (!hasEntry(before.exclusions, entry)) newExclusions.push({ sampleId, entry });
    }
  }
  if (goneLabels.length > 0) await deleteLabels(tx, goneLabels);
  const [first] = newLabels;
  const isOneForAll = newLabels.length === effects.length && newLabels.every(({ entry }) => entry === first?.entry);
  if (first !== undefined && isOneForAll) await insertForAll(tx, { operationId, datasetId, entry: first.entry });
  else if (newLabels.length > 0) await insertLabels(tx, datasetId, newLabels);
  if (goneExclusions.length > 0) await deleteExclusions(tx, goneExclusions);
  if (newExclusions.length > 0) await insertExclusions(tx, datasetId, newExclusions);
}

type Entry = { labelClassId: string; operationId: string };
type Row<T extends Entry> = { sampleId: string; entry: T };

function hasEntry(entries: readonly Entry[], entry: Entry): boolean {
  return entries.some((other) => other.labelClassId === entry.labelClassId && other.operationId === entry.operationId);
}

const sampleIdsOf = (rows: readonly Row<Entry>[]) => rows.map((row) => row.sampleId);
const pick = <T extends Entry, K extends keyof T>(entries: readonly T[], key: K) => entries.map((entry) => entry[key]);
const classIdsOf = (rows: readonly Row<Entry>[]) => rows.map((row) => row.entry.labelClassId);

async function deleteLabels(tx: Tx, rows: readonly Row<LabelEntry>[]): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM "Label" l
    USING unnest(${idList(sampleIdsOf(rows))}, ${idList(classIdsOf(rows))}) AS gone("sampleId", "labelClassId")
    WHERE l."sampleId" = gone."sampleId" AND l."labelClassId" = gone."labelClassId"`;
}

async function deleteExclusions(tx: Tx, rows: readonly Row<ExclusionEntry>[]): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM "Exclusion" x
    USING unnest(${idList(sampleIdsOf(rows))}, ${idList(classIdsOf(rows))}) AS gone("sampleId", "labelClassId")
    WHERE x."sampleId" = gone."sampleId" AND x."labelClassId" = gone."labelClassId"`;
}

/** Thousands of samples share a handful of entries: each entry travels once, and every sample says which is its own. */
function shareEntries<T extends Entry>(rows: readonly Row<T>[]): { entries: T[]; indexes: number[] } {
  const places = new Map<string, number>();
  const entries: T[] = [];
  const indexes = rows.map(({ entry }) => {
    const key = `${entry.labelClassId} ${entry.operationId}`;
    const place = places.get(key) ?? entries.push(entry);
    places.set(key, place);
    return place;
  });
  return { entries, indexes };
}

async function insertLabels(tx: Tx, datasetId: string, rows: readonly Row<LabelEntry>[]): Promise<void> {
  const { entries, indexes } = shareEntries(rows);
  await tx.$executeRaw`
    INSERT INTO "Label" ("sampleId", "labelClassId", "datasetId", "labelSource", "operationId", "personId", "decidedAt")
    SELECT given."sampleId", entry."labelClassId", ${datasetId}::uuid, entry."labelSource"::"LabelSource",
      entry."operationId", entry."personId", entry."decidedAt"
    FROM unnest(${idList(sampleIdsOf(rows))}, ${numberList(indexes)}) AS given("sampleId", "index")
    JOIN unnest(${pick(entries, 'labelClassId')}::uuid[], ${pick(entries, 'labelSource')}::text[],
      ${pick(entries, 'operationId')}::uuid[], ${pick(entries, 'personId')}::uuid[],
      ${pick(entries, 'decidedAt')}::timestamptz[]) WITH ORDINALITY
      AS entry("labelClassId", "labelSource", "operationId", "personId", "decidedAt", "index") USING ("index")`;
}

/** One label for every sample that the operation touched: their ids are there already, and need not travel again. */
async function insertForAll(
  tx: Tx,
  { operationId, datasetId, entry }: { operationId: string; datasetId: string; entry: LabelEntry },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "Label" ("sampleId", "labelClassId", "datasetId", "labelSource", "operationId", "personId", "decidedAt")
    SELECT e."sampleId", ${entry.labelClassId}::uuid, ${datasetId}::uuid, ${entry.labelSource}::"LabelSource",
      ${entry.operationId}::uuid, ${entry.personId}::uuid, ${entry.decidedAt}::timestamptz
    FROM "OperationEffect" e WHERE e."operationId" = ${operationId}::uuid ORDER BY e."sampleId"`;
}

async function insertExclusions(tx: Tx, datasetId: string, rows: readonly Row<ExclusionEntry>[]): Promise<void> {
  const { entries, indexes } = shareEntries(rows);
  await tx.$executeRaw`
    INSERT INTO "Exclusion" ("sampleId", "labelClassId", "datasetId", "operationId", "personId", "decidedAt")
    SELECT given."sampleId", entry."labelClassId", ${datasetId}::uuid, entry."operationId", entry."personId",
      entry."decidedAt"
    FROM unnest(${idList(sampleIdsOf(rows))}, ${numberList(indexes)}) AS given("sampleId", "index")
    JOIN unnest(${pick(entries, 'labelClassId')}::uuid[], ${pick(entries, 'operationId')}::uuid[],
      ${pick(entries, 'personId')}::uuid[], ${pick(entries, 'decidedAt')}::timestamptz[]) WITH ORDINALITY
      AS entry("labelClassId", "operationId", "personId", "decidedAt", "index") USING ("index")`;
}

/**
 * Those among the samples that an operation after `revision` touched, with what they carry now and who did it, and
 * those that were deleted.
 */
export async function listChangedSamples(
  tx: Tx,
  request: { datasetId: string; sampleIds: readonly string[]; revision: number },
): Promise<ChangedSample[]> {
  type ChangedRow = Omit<ChangedSample, 'revision' | 'at'> & { revision: bigint; at: Date };
  const ids = idList(request.sampleIds);
  const rows = await tx.$queryRaw<ChangedRow[]>`
    WITH later AS (
      SELECT DISTINCT ON (e."sampleId") e."sampleId", o."seq", o."personId", o."createdAt"
      FROM "Operation" o JOIN "OperationEffect" e ON e."operationId" = o."id"
      WHERE o."datasetId" = ${request.datasetId}::uuid AND o."seq" > ${request.revision} AND e."sampleId" = ANY(${ids})
      ORDER BY e."sampleId", o."seq" DESC)
    SELECT s."id" AS "sampleId", l."labelClassId", c."name" AS "labelClassName",
      coalesce(later."seq", 0) AS "revision", s."deletedAt" IS NOT NULL AS "isDeleted",
      CASE WHEN s."deletedAt" IS NULL THEN p."name" ELSE coalesce(d."name", 'Somebody') END AS "personName",
      coalesce(s."deletedAt", later."createdAt") AS "at"
    FROM "Sample" s
    LEFT JOIN later ON later."sampleId" = s."id"
    LEFT JOIN "Person" p ON p."id" = later."personId"
    LEFT JOIN "Person" d ON d."id" = s."deletedById"
    LEFT JOIN LATERAL (
      SELECT "labelClassId" FROM "Label" WHERE "sampleId" = s."id" ORDER BY "labelClassId" LIMIT 1) l ON true
    LEFT JOIN "LabelClass" c ON c."id" = l."labelClassId"
    WHERE s."id" = ANY(${ids}) AND s."datasetId" = ${request.datasetId}::uuid
      AND (later."seq" IS NOT NULL OR s."deletedAt" IS NOT NULL)
    ORDER BY s."id"`;
  return rows.map((row) => ({ ...row, revision: Number(row.revision), at: row.at.toISOString() }));
}

/** Makes Label and Exclusion of a dataset anew from its operations: the state after a sample's last effect is its state. */
export async function replaceFromOperations(tx: Tx, datasetId: string): Promise<void> {
  await tx.label.deleteMany({ where: { datasetId } });
  await tx.exclusion.deleteMany({ where: { datasetId } });
  await tx.$executeRaw`
    WITH last AS (
      SELECT DISTINCT ON (e."sampleId") e."sampleId", e."after"
      FROM "Operation" o JOIN "OperationEffect" e ON e."operationId" = o."id"
      WHERE o."datasetId" = ${datasetId}::uuid ORDER BY e."sampleId", o."seq" DESC),
    labels AS (
      INSERT INTO "Label" ("sampleId", "labelClassId", "datasetId", "labelSource", "operationId", "personId", "decidedAt")
      SELECT last."sampleId", l."labelClassId", ${datasetId}::uuid, l."labelSource", l."operationId", l."personId", l."decidedAt"
      FROM last, jsonb_to_recordset(last."after" -> 'labels')
        AS l("labelClassId" uuid, "labelSource" "LabelSource", "operationId" uuid, "personId" uuid, "decidedAt" timestamptz))
    INSERT INTO "Exclusion" ("sampleId", "labelClassId", "datasetId", "operationId", "personId", "decidedAt")
    SELECT last."sampleId", x."labelClassId", ${datasetId}::uuid, x."operationId", x."personId", x."decidedAt"
    FROM last, jsonb_to_recordset(last."after" -> 'exclusions')
      AS x("labelClassId" uuid, "operationId" uuid, "personId" uuid, "decidedAt" timestamptz)`;
}
