import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLabels, type LabeledSample } from '@/lib/versions/diff';

const side = (labels: Record<string, string | null>): LabeledSample[] =>
  Object.entries(labels)
    .map(([sampleId, id]) => ({ sampleId, labelClassIds: id === null ? [] : [id] }))
    .sort((a, b) => (a.sampleId < b.sampleId ? -1 : 1));

describe('diffLabels', () => {
  it('counts what was added, changed and cleared, and lists changes by pair, most first', async () => {
    const from = side({ a: 'glass', b: 'glass', c: 'paper', d: null, e: 'paper', f: 'glass' });
    const to = side({ a: 'glass', b: 'paper', c: null, d: 'glass', f: 'paper', g: 'paper', h: null });
    const diff = await diffLabels(from, to);
    expect(diff).toEqual({
      addedCount: 2,
      changedCount: 2,
      clearedCount: 2,
      gainedLabelCount: 4,
      lostLabelCount: 4,
      changes: [{ fromClassId: 'glass', toClassId: 'paper', count: 2, sampleIds: ['b', 'f'] }],
      before: new Map([
        ['glass', 3],
        ['paper', 2],
      ]),
      after: new Map([
        ['glass', 2],
        ['paper', 3],
      ]),
    });
  });

  it('shows at most six samples of a change, and nothing for equal sides', async () => {
    const many = (label: string) => side(Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`s${i}`, label])));
    const diff = await diffLabels(many('glass'), many('paper'));
    expect(diff.changes[0]).toMatchObject({ count: 9, sampleIds: ['s0', 's1', 's2', 's3', 's4', 's5'] });
    expect(await diffLabels(many('glass'), many('glass'))).toMatchObject({
      addedCount: 0,
      changedCount: 0,
      changes: [],
    });
    expect(await diffLabels([], [])).toMatchObject({ addedCount: 0 });
  });

  it('pairs what several classes of a sample lost with what they got', async () => {
    const from = [{ sampleId: 'a', labelClassIds: ['glass', 'paper'] }];
    const to = [{ sampleId: 'a', labelClassIds: ['paper', 'cloth', 'metal'] }];
    expect(await diffLabels(from, to)).toMatchObject({
      changedCount: 1,
      gainedLabelCount: 2,
      lostLabelCount: 1,
      changes: [
        { fromClassId: 'glass', toClassId: 'cloth', count: 1 },
        { fromClassId: null, toClassId: 'metal', count: 1 },
      ],
      after: new Map([
        ['paper', 1],
        ['cloth', 1],
        ['metal', 1],
      ]),
    });
  });

  it('agrees with comparing two maps', async () => {
    const labels = fc.dictionary(fc.constantFrom(...'abcdefgh'), fc.constantFrom('glass', 'paper', null));
    await fc.assert(
      fc.asyncProperty(labels, labels, async (from, to) => {
        const diff = await diffLabels(side(from), side(to));
        const ids = [...new Set([...Object.keys(from), ...Object.keys(to)])];
        const count = (test: (before: string | null, after: string | null) => boolean) =>
          ids.filter((id) => test(from[id] ?? null, to[id] ?? null)).length;
        expect(diff.addedCount).toBe(count((before, after) => before === null && after !== null));
        expect(diff.clearedCount).toBe(count((before, after) => before !== null && after === null));
        const isChange = (before: string | null, after: string | null) =>
          before !== null && after !== null && before !== after;
        expect(diff.changedCount).toBe(count(isChange));
        expect(diff.changes.reduce((sum, change) => sum + change.count, 0)).toBe(diff.changedCount);
      }),
    );
  });
});
