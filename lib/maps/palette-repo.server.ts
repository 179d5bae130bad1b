import type { AuthorizedDataset } from '@/lib/datasets/access.server';
import { listClasses } from '@/lib/datasets/classes-repo.server';
import type { Tx } from '@/lib/db/client.server';
import { readBands, readCategories } from '@/lib/maps/field-palette-repo.server';
import { type Colouring, categoryLimit, type LegendEntry } from '@/lib/maps/map';
import { LABEL_SOURCES } from '@/lib/operations/operation';
import { listFields } from '@/lib/samples/metadata-repo.server';

/** What a colouring's values stand for, by value from 1 on. */
export type Palette = {
  readonly entries: Omit<LegendEntry, 'count'>[];
  /** The value of what is too rare to be named; null where all is named. */
  readonly othersValue: number | null;
  /** The cluster run that it shows. */
  readonly runId?: string;
  /** The coarse cluster of each cluster, in their order; null in a run without any. */
  readonly coarseOf?: readonly (number | null)[];
  /** The field of metadata that it shows, and where bands of its numbers begin; values are named where there are none. */
  readonly field?: { readonly id: number; readonly bounds: readonly number[] | null };
};

const othersName = 'Others';

/** The values of a colouring as they are now. */
export async function readPalette(tx: Tx, dataset: AuthorizedDataset, by: Colouring): Promise<Palette> {
  if (by === 'class') return paletteOf(await readClasses(tx, dataset));
  if (by === 'source') return paletteOf(LABEL_SOURCES.map((source) => ({ id: source, name: source, slot: null })));
  if (by === 'import') return limited(await readImports(tx, dataset));
  if (by === 'cluster' || by === 'coarse') return readClusters(tx, dataset, by);
  return readField(tx, dataset, by.slice('metadata:'.length));
}

type Named = Pick<LegendEntry, 'id' | 'name' | 'slot'>;

function paletteOf(named: readonly Named[]): Palette {
  return { entries: named.map((entry, i) => ({ value: i + 1, ...entry })), othersValue: null };
}

const named = (name: string): Named => ({ id: null, name, slot: null });

/** The first ones by name, and the rest as one. */
function limited(all: readonly Named[]): Palette {
  const palette = paletteOf(all.slice(0, categoryLimit));
  if (all.length <= categoryLimit) return palette;
  const othersValue = categoryLimit + 1;
  return { entries: [...palette.entries, { value: othersValue, ...named(othersName) }], othersValue };
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
    return { ...paletteOf(rows.map(({ title }) => named(title))), runId: run.id };
  }
  const rows = await tx.cluster.findMany({
    where,
    orderBy: { number: 'asc' },
    select: { id: true, title: true, coarseNumber: true },
  });
  const clusters = paletteOf(rows.map(({ id, title }) => ({ ...named(title), id })));
  return { ...clusters, runId: run.id, coarseOf: rows.map(({ coarseNumber }) => coarseNumber) };
}

/** A field of metadata: numbers and dates in bands, else the most frequent values. */
async function readField(tx: Tx, dataset: AuthorizedDataset, name: string): Promise<Palette> {
  const field = (await listFields(tx, dataset.id)).find((each) => each.name === name);
  if (field === undefined) return paletteOf([]);
  if (field.kind === 'number' || field.kind === 'date') {
    const { bounds, names } = await readBands(tx, field);
    return { ...paletteOf(names.map(named)), field: { id: field.id, bounds } };
  }
  const categories = await readCategories(tx, field);
  return { ...limited(categories.map(named)), field: { id: field.id, bounds: null } };
}
