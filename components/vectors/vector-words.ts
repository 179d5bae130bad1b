import { formatCount, formatCounted } from '@/components/ui/format';
import type { MatchKey, VectorInspection, VectorOutcome } from '@/lib/embeddings/own-vectors';

const KEY_NAMES: Record<MatchKey, { image: string; text: string }> = {
  'sample-id': { image: 'UUID of the sample', text: 'UUID of the sample' },
  'external-id': { image: 'Id from the import', text: 'Id from the import' },
  name: { image: 'File name with its path', text: 'Row of the import ("row 12")' },
  'base-name': { image: 'File name alone', text: 'Last part of the name' },
};

/** The keys to match by, each with how many rows match. */
export function sayMatches(
  inspection: VectorInspection,
  modality: 'image' | 'text',
): { value: MatchKey; says: string }[] {
  return inspection.matches.map(({ by, rowCount }) => ({
    value: by,
    says: `${KEY_NAMES[by][modality]} · ${formatCounted(rowCount, 'row')}`,
  }));
}

/** What the file holds, in a line: "1,000 rows of 512 numbers · float32 · column embedding". */
export function saySource({ source, rowCount }: VectorInspection): string {
  const parts = [
    `${formatCounted(rowCount, 'row')} of ${formatCount(source.dimension)} numbers`,
    source.numbers,
    source.vectorColumns,
  ];
  return parts.join(' · ');
}

const LEFT_OUT: readonly { outcome: VectorOutcome; says: string }[] = [
  { outcome: 'unmatched', says: 'Rows without a sample' },
  { outcome: 'ambiguous', says: 'Rows that match several samples' },
  { outcome: 'same', says: 'Rows that repeat a vector' },
  { outcome: 'different', says: 'Rows with another vector for a sample' },
  { outcome: 'no-id', says: 'Rows without an id' },
  { outcome: 'not-finite', says: 'Rows with numbers that are not finite' },
  { outcome: 'wrong-length', says: 'Rows of a wrong length' },
  { outcome: 'zero', says: 'Rows of zeros only' },
  { outcome: 'unreadable', says: 'Rows that cannot be read' },
];

/** The rows that are left out, by reason; reasons that do not occur are passed over. */
export function listLeftOut({ outcomes }: VectorInspection): { says: string; count: number }[] {
  return LEFT_OUT.map(({ outcome, says }) => ({ says, count: outcomes[outcome] })).filter(({ count }) => count > 0);
}
