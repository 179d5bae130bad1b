import { describe, expect, test } from 'vitest';
import {
  type ListSelection,
  NOTHING_SELECTED,
  reduceSelection,
  type SelectionAct,
  targetsOf,
} from '@/lib/review/list-selection';

const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

function selectionAfter(...acts: SelectionAct[]): ListSelection {
  return acts.reduce((selection, act) => reduceSelection(selection, act, IDS), NOTHING_SELECTED);
}
const chosen = (selection: ListSelection) => [...selection.selected].toSorted((one, other) => one.localeCompare(other));

describe('the mouse', () => {
  test('a click selects only that sample', () => {
    const selection = selectionAfter({ kind: 'pick', id: 'b', how: 'only' }, { kind: 'pick', id: 'd', how: 'only' });
    expect(chosen(selection)).toEqual(['d']);
    expect(selection.cursor).toBe('d');
  });

  test('⇧click takes the range from the last click, in both directions', () => {
    const down = selectionAfter({ kind: 'pick', id: 'c', how: 'only' }, { kind: 'pick', id: 'e', how: 'range' });
    expect(chosen(down)).toEqual(['c', 'd', 'e']);
    expect(chosen(reduceSelection(down, { kind: 'pick', id: 'a', how: 'range' }, IDS))).toEqual(['a', 'b', 'c']);
  });

  test('the focus that a click brings first does not move where the range begins', () => {
    const picked = selectionAfter(
      { kind: 'pick', id: 'b', how: 'only' },
      { kind: 'rest', id: 'd' },
      { kind: 'pick', id: 'd', how: 'range' },
    );
    expect(chosen(picked)).toEqual(['b', 'c', 'd']);
  });

  test('⌘click adds one and takes it away again', () => {
    const two = selectionAfter({ kind: 'pick', id: 'a', how: 'only' }, { kind: 'pick', id: 'f', how: 'toggle' });
    expect(chosen(two)).toEqual(['a', 'f']);
    expect(chosen(reduceSelection(two, { kind: 'pick', id: 'a', how: 'toggle' }, IDS))).toEqual(['f']);
  });
});

describe('the keyboard', () => {
  test('the first arrow goes to the first sample', () => {
    expect(selectionAfter({ kind: 'move', by: 3, extend: false }).cursor).toBe('a');
  });

  test('moving stops at both ends', () => {
    expect(selectionAfter({ kind: 'go', to: 'first' }, { kind: 'move', by: -1, extend: false }).cursor).toBe('a');
    expect(selectionAfter({ kind: 'go', to: 'last' }, { kind: 'move', by: 3, extend: false }).cursor).toBe('g');
  });

  test('⇧arrows extend from where they began and shrink again', () => {
    const wide = selectionAfter(
      { kind: 'pick', id: 'b', how: 'only' },
      { kind: 'move', by: 1, extend: true },
      { kind: 'move', by: 1, extend: true },
    );
    expect(chosen(wide)).toEqual(['b', 'c', 'd']);
    expect(chosen(reduceSelection(wide, { kind: 'move', by: -1, extend: true }, IDS))).toEqual(['b', 'c']);
  });

  test('moving without ⇧ keeps the selection', () => {
    const selection = selectionAfter({ kind: 'pick', id: 'b', how: 'only' }, { kind: 'move', by: 1, extend: false });
    expect(chosen(selection)).toEqual(['b']);
    expect(selection.cursor).toBe('c');
  });

  test('Esc clears the selection, then the cursor', () => {
    const once = selectionAfter({ kind: 'all' }, { kind: 'go', to: 'last' }, { kind: 'release' });
    expect(chosen(once)).toEqual([]);
    expect(once.cursor).toBe('g');
    expect(reduceSelection(once, { kind: 'release' }, IDS).cursor).toBeNull();
  });
});

test('acts mean the selection in the order of the list, or the sample under the cursor', () => {
  const two = selectionAfter({ kind: 'pick', id: 'f', how: 'only' }, { kind: 'pick', id: 'a', how: 'toggle' });
  expect(targetsOf(two, IDS)).toEqual(['a', 'f']);
  expect(targetsOf(selectionAfter({ kind: 'rest', id: 'c' }), IDS)).toEqual(['c']);
  expect(targetsOf(NOTHING_SELECTED, IDS)).toEqual([]);
});

describe('when samples leave the list', () => {
  const leave = (selection: ListSelection, ids: string[]) =>
    reduceSelection(selection, { kind: 'keep', before: IDS }, ids);

  test('the selection lets go of them', () => {
    expect(chosen(leave(selectionAfter({ kind: 'all' }), ['a', 'b']))).toEqual(['a', 'b']);
  });

  test('the cursor moves on to what took their place, or back at the end', () => {
    const onC = selectionAfter({ kind: 'rest', id: 'c' });
    expect(leave(onC, ['a', 'b', 'e', 'f', 'g']).cursor).toBe('e');
    expect(leave(onC, ['a', 'b']).cursor).toBe('b');
    expect(leave(onC, IDS).cursor).toBe('c');
    expect(leave(onC, []).cursor).toBeNull();
  });
});
