import { formatCount, formatCounted } from '@/components/ui/format';
import type { Colouring, LegendEntry } from '@/lib/maps/map';

/** The colourings that every dataset has. */
export const COLOURINGS = [
  { value: 'class', says: 'Class' },
  { value: 'cluster', says: 'Cluster' },
  { value: 'coarse', says: 'Coarse cluster' },
  { value: 'source', says: 'Source of the label' },
  { value: 'import', says: 'Import' },
] as const satisfies readonly { value: Colouring; says: string }[];

const SOURCE_NAMES: Record<string, string> = {
  person: 'labeled by a person',
  import: 'imported label',
  rule: 'labeled by a rule',
  classifier: 'labeled by a classifier',
};

function nameWithout(by: Colouring): string {
  if (by === 'class' || by === 'source') return 'unlabeled';
  if (by === 'cluster' || by === 'coarse') return 'in no cluster';
  return by === 'import' ? 'from another import' : 'without it';
}

/** The name of an entry of the legend, as people read it. */
export function nameEntry(by: Colouring, entry: LegendEntry): string {
  if (entry.value === 0) return nameWithout(by);
  return by === 'source' ? (SOURCE_NAMES[entry.name] ?? entry.name) : entry.name;
}

/** What a screen reader says of the map. */
export function describeMap(counts: { samples: number; labeled: number; chosen: number }): string {
  const chosen = counts.chosen > 0 ? `, ${formatCount(counts.chosen)} chosen` : '';
  const facts = `${formatCounted(counts.samples, 'sample')}, ${formatCount(counts.labeled)} labeled${chosen}`;
  return `Map of ${facts}. The list of clusters beside it holds the same groups.`;
}
