import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planStep } from '@/components/classes/class-moves';
import { type ClassRow, diffClasses, planChange, planCreate, planRemove } from '@/lib/datasets/class-edits';
import { planRevert } from '@/lib/datasets/class-revert';
import { orderTree, rollUpCounts } from '@/lib/datasets/class-tree';
import { classesByKey, type LabelClass } from '@/lib/datasets/label-class';

/** Classes a, a1 (below a), b, b1 (below b), c. */
function makeRows(): ClassRow[] {
  let rows: ClassRow[] = [];
  for (const [id, parentId] of [
    ['a', null],
    ['a1', 'a'],
    ['b', null],
    ['b1', 'b'],
    ['c', null],
  ] as const) {
    rows = planCreate(rows, { id, name: id, parentId });
  }
  return rows;
}

const order = (rows: readonly ClassRow[]) => orderTree(rows).map((row) => row.id);
const asClasses = (rows: readonly ClassRow[]) =>
  orderTree(rows).map((row) => ({ ...row, labelCount: 1 })) as LabelClass[];

describe('the tree of classes', () => {
  it('follows a moved class with those below it', () => {
    expect(order(makeRows())).toEqual(['a', 'a1', 'b', 'b1', 'c']);
    expect(order(planChange(makeRows(), 'a', { position: 2 }))).toEqual(['b', 'b1', 'a', 'a1', 'c']);
    expect(order(planChange(makeRows(), 'c', { parentId: 'a' }))).toEqual(['a', 'a1', 'c', 'b', 'b1']);
    expect(() => planChange(makeRows(), 'a', { parentId: 'a1' })).toThrow('below itself');
  });

  it('moves by one step up, down, in and out', () => {
    const step = (id: string, by: 'up' | 'down' | 'in' | 'out') => {
      const changes = planStep(asClasses(makeRows()), id, by);
      return changes === null ? null : order(planChange(makeRows(), id, changes));
    };
    expect(step('b', 'up')).toEqual(['b', 'b1', 'a', 'a1', 'c']);
    expect(step('a', 'down')).toEqual(['b', 'b1', 'a', 'a1', 'c']);
    expect(step('c', 'in')).toEqual(['a', 'a1', 'b', 'b1', 'c']);
    expect(step('a1', 'out')).toEqual(['a', 'a1', 'b', 'b1', 'c']);
    expect(step('a', 'up')).toBeNull();
    expect(step('a', 'out')).toBeNull();
  });

  it('adds up labels of each class with all below it', () => {
    expect([...rollUpCounts(asClasses(makeRows()))]).toEqual([
      ['a', 2],
      ['a1', 1],
      ['b', 2],
      ['b1', 1],
      ['c', 1],
    ]);
  });

  it('gives a merged class’s own to the other, a deleted one’s to its parent', () => {
    const parentOf = (rows: ClassRow[], id: string) => rows.find((row) => row.id === id)?.parentId;
    expect(parentOf(planRemove(makeRows(), 'a', 'b'), 'a1')).toBe('b');
    expect(parentOf(planRemove(makeRows(), 'a', null), 'a1')).toBeNull();
    expect(parentOf(planRemove(makeRows(), 'a', 'a1'), 'a1')).toBeNull();
  });
});

describe('an edit and its revert', () => {
  it('leave the classes as they were, whatever the edit', () => {
    const id = fc.constantFrom('a', 'a1', 'b', 'b1', 'c');
    const nameAndMore = { name: fc.constantFrom('x', 'y'), mark: fc.nat(47), key: fc.constantFrom('1', '2', null) };
    const edit = fc.oneof(
      fc
        .record({ id, into: fc.option(id) })
        .map((e) => ({ id: e.id, run: (rows: ClassRow[]) => planRemove(rows, e.id, e.into) })),
      fc
        .oneof(
          fc.record({ id, position: fc.nat(5) }),
          fc.record({ id, parentId: fc.option(id) }),
          fc.record({ id, ...nameAndMore }),
        )
        .map((e) => ({ id: e.id, run: (rows: ClassRow[]) => planChange(rows, e.id, e) })),
    );
    const attempt = (rows: ClassRow[], { run }: { run: (rows: ClassRow[]) => ClassRow[] }) => {
      try {
        return run(rows);
      } catch {
        return rows;
      }
    };
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 4 }), edit, (earlier, last) => {
        const before = earlier.reduce(attempt, makeRows());
        const after = attempt(before, last);
        const { rows, kept } = planRevert(after, diffClasses(before, after, [last.id]));
        expect(kept).toEqual([]);
        expect(order(rows)).toEqual(order(before));
        expect(rows.map(({ position: _, ...row }) => row)).toEqual(before.map(({ position: _, ...row }) => row));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives a key back to the class that had it, and children their order', () => {
    const keyed = planChange(makeRows(), 'a', { key: '1' });
    const taken = planChange(keyed, 'b1', { key: '1' });
    expect(planRevert(taken, diffClasses(keyed, taken, [])).rows.find((row) => row.id === 'a')?.key).toBe('1');

    const nested = planChange(makeRows(), 'a', { parentId: 'b' });
    const removed = planRemove(nested, 'b', 'c');
    expect(order(removed)).toEqual(['c', 'b1', 'a', 'a1']);
    expect(order(planRevert(removed, diffClasses(nested, removed, ['b'])).rows)).toEqual(['b', 'b1', 'a', 'a1', 'c']);
  });

  it('keep what was edited again since', () => {
    const before = makeRows();
    const renamed = planChange(before, 'a', { name: 'x', description: 'one' });
    const changes = diffClasses(before, renamed, []);
    const later = planChange(renamed, 'a', { name: 'z' });
    const { rows, kept } = planRevert(later, changes);
    expect(kept).toEqual([{ labelClassId: 'a', field: 'name' }]);
    expect(rows.find((row) => row.id === 'a')).toMatchObject({ name: 'z', description: '' });
  });
});

it('classes have the keys that they were given, the rest by order', () => {
  const classes = ['w', 'x', 'y'].map((name) => ({ name, key: name === 'y' ? '1' : null }));
  expect(
    classesByKey(classes)
      .map((one) => one?.name ?? null)
      .slice(0, 4),
  ).toEqual(['y', 'w', 'x', null]);
});
