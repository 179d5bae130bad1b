import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { listClasses } from '@/lib/datasets/classes-repo.server';
import type { Tx } from '@/lib/db/client.server';
import { type Colouring, categoryLimit, type LegendEntry } from '@/lib/maps/map';
import { LABEL_SOURCES } from '@/lib/operations/operation';

/** What a colouring's values stand for, by value from 1 on. */
export type Palette = {
  readonly entries: Omit<LegendEntry, 'count'>[];
  /** The value of what is too rare to be named; null where all is named. */
  readonly othersValue: number | null;
  /** The cluster run that it shows. */
  readonly runId: string | null;
};

const othersName = 'Others';

/** The values of a colouring as they are now. */
export async function readPalette(tx: Tx, dataset: AuthorizedDataset, by: Colouring): Promise<Palette> {
  if (by === 'class') return paletteOf(await readClasses(tx, dataset));
  if (by === 'source') return paletteOf(LABEL_SOURCES.map((source) => ({ id: source, name: source, slot: null })));
  if (by === 'import') return limited(await readImports(tx, dataset));
  if (by === 'cluster' || by === 'coarse') return readClusters(tx, dataset, by);
  return limited(await readCategories(tx, dataset, by.slice('metadata:'.length)));
}

type Named = Pick<LegendEntry, 'id' | 'name' | 'slot'>;

function paletteOf(named: readonly Named[], runId: string | null = null): Palette {
  return { entries: named.map((entry, i) => ({ value: i + 1, ...entry })), othersValue: null, runId };
}

/** The first ones by name, and the rest as one. */
function limited(named: readonly Named[]): Palette {
  const { entries, runId } = paletteOf(named.slice(0, categoryLimit));
  if (named.length <= categoryLimit) return { entries, othersValue: null, runId };
  const othersValue = categoryLimit + 1;
  const others = { value: othersValue, id: null, name: othersName, slot: null };
  return { entries: [...entries, others], othersValue, runId };
}

async function readClasses(tx: Tx, dataset: AuthorizedDataset): Promise<Named[]> {
  return (await listClasses(tx, dataset)).map(({ id, name, slot }) => ({ id, name, slot }));
}

/** The imports that brought the most samples, one more than are named. */
async function readImports(tx: Tx, dataset: AuthorizedDataset): Promise<Named[]> {
  const rows = await tx.import.findMany({
    where: { datasetId: dataset.id, status: 'committed', deletedAt: null },
    orderBy: [{ newCount: 'desc' }, { id: 'asc' }],
    take: categoryLimit + 1,
    select: { id: true, name: true },
  });
  return rows.map(({ id, name }) => ({ id, name, slot: null }));
}

async function readClusters(tx: Tx, dataset: AuthorizedDataset, by: 'cluster' | 'coarse'): Promise<Palette> {
  const run = await tx.clusterRun.findFirst({
    where: { datasetId: dataset.id },
    orderBy: { number: 'desc' },
    select: { id: true },
  });
  if (run === null) return paletteOf([]);
  const where = { runId: run.id };
  if (by === 'coarse') {
    const rows = await tx.coarseCluster.findMany({ where, orderBy: { number: 'asc' }, select: { title: true } });
    return paletteOf(
      rows.map(({ title }) => ({ id: null, name: title, slot: null })),
      run.id,
    );
  }
  const rows = await tx.cluster.findMany({ where, orderBy: { number: 'asc' }, select: { id: true, title: true } });
  return paletteOf(
    rows.map(({ id, title }) => ({ id, name: title, slot: null })),
    run.id,
  );
}

/** The values of a metadata field that the most samples have, one more than are named. */
async function readCategories(tx: Tx, dataset: AuthorizedDataset, field: string): Promise<Named[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT value AS name FROM (
      SELECT min(metadata ->> ${field}) AS value FROM "SampleOrigin"
      WHERE "datasetId" = ${dataset.id}::uuid AND metadata ->> ${field} IS NOT NULL GROUP BY "sampleId") AS own
    GROUP BY value ORDER BY count(*) DESC, value COLLATE "C" LIMIT ${categoryLimit + 1}`;
  return rows.map(({ name }) => ({ id: null, name, slot: null }));
}
