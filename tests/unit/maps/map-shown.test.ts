import { expect, test } from 'vitest';
import { paintPalette, parseHex } from '@/lib/maps/map-palette';
import {
  ALL_SHOWN,
  formatShown,
  isolate,
  isShown,
  keyOf,
  parseShown,
  shownValues,
  toggleShown,
} from '@/lib/maps/map-shown';

const entry = (value: number, name: string, id: string | null = null, slot: number | null = null) => ({
  ...{ value, name, id, slot },
  count: 1,
});
const entries = [entry(0, 'unlabeled'), entry(1, 'glass', 'g', 13), entry(2, 'paper', null, 1)];

test('a click hides, a second one shows again; isolating shows one alone, then all', () => {
  const hidden = toggleShown(ALL_SHOWN, 'glass');
  expect([isShown(hidden, 'glass'), isShown(hidden, 'paper')]).toEqual([false, true]);
  expect(toggleShown(hidden, 'glass')).toEqual(ALL_SHOWN);
  const alone = isolate(hidden, 'paper');
  expect([isShown(alone, 'glass'), isShown(alone, 'paper')]).toEqual([false, true]);
  expect(isolate(alone, 'paper')).toEqual(ALL_SHOWN);
  expect(isShown(toggleShown(alone, 'glass'), 'glass')).toBe(true);
});

test('what is shown stands in the address, commas and all', () => {
  for (const shown of [
    ALL_SHOWN,
    toggleShown(toggleShown(ALL_SHOWN, 'a, b'), 'none'),
    isolate(ALL_SHOWN, '100 %'),
    toggleShown(isolate(ALL_SHOWN, 'x'), 'x'),
  ]) {
    const { hide = null, only = null } = formatShown(shown);
    expect(parseShown(hide, only)).toEqual(shown);
  }
  expect(parseShown('%', null).keys).toEqual(new Set(['%']));
});

test('entries are hidden by what names them for good, and gone samples always', () => {
  expect(entries.map(keyOf)).toEqual(['none', 'g', 'paper']);
  const values = shownValues(entries, { kind: 'allBut', keys: new Set(['g']) });
  expect([values[0], values[1], values[2], values[9], values[65_535]]).toEqual([1, 0, 1, 1, 0]);
  const only = shownValues(entries, { kind: 'only', keys: new Set(['g']) });
  expect([only[0], only[1], only[2], only[9], only[65_535]]).toEqual([0, 1, 0, 0, 0]);
});

test('the palette holds colour and shape of each value', () => {
  const classes = Array.from({ length: 12 }, (_, i) => [i + 1, 0, 0] as const);
  const colours = { classes, unlabeled: [200, 201, 202], accent: [1, 2, 3], ground: [255, 255, 255] } as const;
  const texels = paintPalette([...entries, entry(300, 'far', null, null)], colours);
  expect(texels.length).toBe(2 * 256 * 4);
  const texel = (value: number) => [...texels.subarray(4 * value, 4 * value + 4)];
  expect(texel(0)).toEqual([200, 201, 202, 0]);
  // Slot 13 is the second colour with the second shape; an entry without a slot counts by its value.
  expect(texel(1)).toEqual([2, 0, 0, 1]);
  expect(texel(2)).toEqual([2, 0, 0, 0]);
  expect(texel(300)).toEqual([(299 % 12) + 1, 0, 0, 0]);
  expect([parseHex('#db5406'), parseHex(' #fff'), parseHex('red')]).toEqual([
    [219, 84, 6],
    [255, 255, 255],
    [128, 128, 128],
  ]);
});
