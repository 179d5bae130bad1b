import { describe, expect, test } from 'vitest';
import { decodeMap } from '@/lib/maps/map-format';
import { orderPoints } from '@/lib/maps/map-order';
import { combine, countByValue, listChosen, pickEvenly, sampleIdAt } from '@/lib/maps/map-selection';
import { makeMapBytes } from '@/tests/support/map-points';

const all = () => true;

describe('a selection', () => {
  test('is replaced, added to and taken from; nothing chosen is none', () => {
    const first = combine(null, Uint8Array.of(1, 1, 0, 0), 'replace', all);
    expect(first).toEqual({ marks: Uint8Array.of(1, 1, 0, 0), count: 2 });
    const more = combine(first, Uint8Array.of(0, 1, 1, 0), 'add', all);
    expect(more).toEqual({ marks: Uint8Array.of(1, 1, 1, 0), count: 3 });
    expect(combine(more, Uint8Array.of(1, 0, 0, 1), 'remove', all)?.marks).toEqual(Uint8Array.of(0, 1, 1, 0));
    expect(combine(more, Uint8Array.of(0, 0, 0, 1), 'replace', all)?.marks).toEqual(Uint8Array.of(0, 0, 0, 1));
    expect(combine(first, Uint8Array.of(1, 1, 0, 0), 'remove', all)).toBeNull();
    expect(first?.marks).toEqual(Uint8Array.of(1, 1, 0, 0));
  });

  test('catches no point that is hidden', () => {
    const caught = combine(null, Uint8Array.of(1, 1, 1, 0), 'replace', (point) => point !== 1);
    expect(caught).toEqual({ marks: Uint8Array.of(1, 0, 1, 0), count: 2 });
  });

  test('is counted by colour, listed, and glimpsed at even distances', () => {
    const selection = { marks: Uint8Array.of(1, 0, 1, 1), count: 3 };
    const counts = countByValue(Uint16Array.of(0, 0, 7, 7), selection);
    expect([counts[0], counts[7], counts[1]]).toEqual([1, 2, 0]);
    expect([...listChosen(selection)]).toEqual([0, 2, 3]);
    expect(
      pickEvenly(
        Uint32Array.from({ length: 100 }, (_, i) => i),
        4,
      ),
    ).toEqual([0, 25, 50, 75]);
    expect(pickEvenly(Uint32Array.of(8, 9), 12)).toEqual([8, 9]);
  });

  test('names samples by the ids of the map', () => {
    const ids = ['018f3b1e-0000-7abc-8def-0123456789ab', '018f3b1e-ffff-7abc-8def-00000000000f'];
    const points = decodeMap(makeMapBytes(ids, Float32Array.of(0, 0, 1, 1)));
    expect([sampleIdAt(points.ids, 0), sampleIdAt(points.ids, 1)]).toEqual(ids);
  });
});

test('points are drawn layer by layer, hidden ones not at all', () => {
  const values = Uint16Array.of(0, 2, 1, 0, 2, 1);
  const shown = new Uint8Array(65_536).fill(1);
  expect(orderPoints(values, shown, null)).toEqual({ points: Uint32Array.of(0, 3, 1, 2, 4, 5), layers: [2, 4, 0] });
  shown[2] = 0;
  const selection = { marks: Uint8Array.of(0, 1, 0, 1, 0, 1), count: 3 };
  expect(orderPoints(values, shown, selection)).toEqual({ points: Uint32Array.of(0, 2, 3, 5), layers: [1, 1, 2] });
});
