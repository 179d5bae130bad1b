import { describe, expect, it } from 'vitest';
import { formatLogSearch, isFiltered, parseLogSearch, toLogFilter } from '@/components/operations/log-search';
import { sayOutcome, sayRevertButton } from '@/components/operations/revert-words';
import type { RevertPreview } from '@/lib/labels/revert-preview';

const ID = '01a20000-0000-7000-8000-000000000001';

describe('the link of the log', () => {
  it('holds filters and what is open, and reads back the same', () => {
    const search = { person: ID, kind: 'accept' as const, from: '2026-11-16', q: 'foil', operation: ID, revert: true };
    const written = formatLogSearch(search);
    expect(written).toBe(`person=${ID}&kind=accept&q=foil&from=2026-11-16&operation=${ID}&revert=1`);
    expect(parseLogSearch(new URLSearchParams(written))).toEqual(search);
  });

  it('leaves out what cannot be read, one filter at a time', () => {
    const search = parseLogSearch(new URLSearchParams(`person=nobody&kind=dance&from=monday&class=${ID}&revert=1`));
    expect(search).toEqual({ class: ID });
    expect(isFiltered(search)).toBe(true);
    expect(isFiltered({ operation: ID })).toBe(false);
  });

  it('asks from the first moment of a day to the last of another, where the person is', () => {
    const filter = toLogFilter({ from: '2026-11-16', to: '2026-11-16', operation: ID });
    expect(new Date(filter.to ?? '').getTime() - new Date(filter.from ?? '').getTime()).toBe(24 * 3_600_000);
    expect(filter).not.toHaveProperty('operation');
  });
});

describe('a preview in words', () => {
  const preview = (
    counts: Partial<Record<'unlabeled' | 'relabeled' | 'other' | 'kept', number>>,
    says: string[] = [],
  ) =>
    ({
      operation: { kind: 'accept', seq: 12 },
      outcomes: Object.entries(counts).map(([outcome, count]) => ({ outcome, count, samples: [] })),
      says,
    }) as unknown as RevertPreview;

  it('counts what changes on the button, and has none where nothing does', () => {
    expect(sayRevertButton(preview({ unlabeled: 128, relabeled: 9, kept: 4 }))).toBe('Revert 137 labels');
    expect(sayRevertButton(preview({ unlabeled: 1, other: 2 }))).toBe('Revert 1 label and 2 marks');
    expect(sayRevertButton(preview({ kept: 4 }))).toBeNull();
    expect(sayRevertButton(preview({}, ['Cluster 4 comes back in place of its parts']))).toBe('Revert operation 12');
  });

  it('says what becomes of the samples', () => {
    expect(sayOutcome('unlabeled', 128, false)).toBe('128 become unlabeled');
    expect(sayOutcome('relabeled', 1, false)).toBe('1 gets its earlier label back');
    expect(sayOutcome('relabeled', 9, true)).toBe('9 get their label again');
    expect(sayOutcome('kept', 4, false)).toBe('4 keep what was decided later');
  });
});
