import { expect, test } from 'vitest';
import { findEntries, orderLegend } from '@/components/map/legend-order';
import { ColourReader, countColours } from '@/lib/maps/colour-codec';
import { goneColour } from '@/lib/maps/map';
import { countPoints, encodeFurther, findAlsoShown, NONE_FURTHER, splitColours } from '@/lib/maps/map-further';
import { orderPoints } from '@/lib/maps/map-order';
import { countByValue } from '@/lib/maps/map-selection';
import { shownValues } from '@/lib/maps/map-shown';
import { encodeCopy, idsOf } from './copy';

// Points 0 to 3: unlabeled, of class 1, of 1 and 2, gone; point 70,000 is of 2, 3 and 5.
const further = { points: Uint32Array.of(2, 70_000, 70_000), values: Uint16Array.of(2, 3, 5) };
const first = Uint16Array.from({ length: 70_001 }, (_, point) => [0, 1, 1, goneColour][point] ?? 0);
first[70_000] = 2;

test('further values travel behind the first ones', () => {
  const sent = Uint16Array.of(...[4, 0, 7], ...encodeFurther(further));
  expect(splitColours(sent, 3)).toEqual({ values: Uint16Array.of(4, 0, 7), further });
  expect(splitColours(Uint16Array.of(4, 0), 2)).toEqual({ values: Uint16Array.of(4, 0), further: NONE_FURTHER });
});

test('a sample that comes several times has its first value, and the others as further ones', () => {
  const rows = [
    { id: 1, value: 4 },
    { id: 2, value: 1 },
    { id: 2, value: 3 },
    { id: 2, value: 9 },
    { id: 5, value: 2 },
    { id: 5, value: 7 },
    { id: 8, value: 1 },
    { id: 8, value: 2 },
  ];
  const reader = new ColourReader(idsOf([1, 2, 8]), true);
  reader.push(encodeCopy(rows));
  const colours = reader.end();
  expect([...colours]).toEqual([4, 1, 1]);
  expect(reader.further).toEqual({ points: Uint32Array.of(1, 1, 2), values: Uint16Array.of(3, 9, 2) });
  expect([...countColours(colours, reader.further)].sort()).toEqual([
    [1, 2],
    [2, 1],
    [3, 1],
    [4, 1],
    [9, 1],
  ]);
});

test('isolating a class shows every point that carries it; hiding one leaves those that carry another', () => {
  const entries = [1, 2, 3, 5].map((value) => ({ value, id: `c${value}`, name: '', slot: 0, count: 1 }));
  const drawnWith = (kind: 'only' | 'allBut', ...keys: string[]) => {
    const shown = shownValues(entries, { kind, keys: new Set(keys) });
    const order = orderPoints(first, shown, null, findAlsoShown(first, further, shown));
    return [...order.points].filter((point) => first[point] !== 0);
  };
  expect(drawnWith('only', 'c2')).toEqual([2, 70_000]);
  expect(drawnWith('only', 'c3')).toEqual([70_000]);
  expect(drawnWith('only', 'c1')).toEqual([1, 2]);
  expect(drawnWith('allBut', 'c1')).toEqual([2, 70_000]);
  expect(drawnWith('allBut', 'c2', 'c3', 'c5')).toEqual([1, 2]);
});

test('what is chosen counts under each of its values', () => {
  const marks = new Uint8Array(70_001);
  for (const point of [0, 2, 70_000]) marks[point] = 1;
  const counts = countByValue(first, { marks, count: 3 }, further);
  expect([0, 1, 2, 3, 4, 5].map((value) => counts[value])).toEqual([1, 1, 2, 1, 0, 1]);
});

test('points that are gone are no samples', () => {
  expect(countPoints(Uint16Array.of(0, 3, goneColour, 1, 0))).toEqual({ samples: 4, valued: 2 });
});

test('the legend lists most points first, folds classes without any, and finds all by name', () => {
  const entry = (value: number, name: string, count: number) => ({ ...{ value, name, count }, id: null, slot: null });
  const entries = [entry(0, 'None', 2), entry(1, 'Paper', 1), entry(2, 'glass', 0), entry(3, 'paper cup', 9)];
  const list = orderLegend('class', entries);
  expect(list.filled.map(({ name }) => name)).toEqual(['None', 'paper cup', 'Paper']);
  expect(list.empty.map(({ name }) => name)).toEqual(['glass']);
  expect(findEntries(list, ' PAPER').map(({ name }) => name)).toEqual(['paper cup', 'Paper']);
  expect(findEntries(list, 'glass').map(({ name }) => name)).toEqual(['glass']);
  expect(orderLegend('metadata:size', entries).filled.map(({ name }) => name)).toEqual(['None', 'Paper', 'paper cup']);
});
