import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ColourReader, countColours } from '@/lib/maps/colour-codec';
import { fitPlaces } from '@/lib/maps/fit-places';
import { goneColour } from '@/lib/maps/map';
import { decodeMap, encodeMapHeader, mapSizeBytes } from '@/lib/maps/map-format';
import { placeTitles } from '@/lib/maps/place-titles';
import { encodeCopy, idsOf } from './copy';

describe('the file of a map', () => {
  const bytes = new Uint8Array(mapSizeBytes(2));
  bytes.set(encodeMapHeader(2));
  bytes.set(
    Array.from({ length: 32 }, (_, i) => i),
    16,
  );
  new Float32Array(bytes.buffer, 48).set([-1, 0.5, 1, -0.5]);

  test('is read as it was written', () => {
    const { count, ids, places } = decodeMap(bytes.buffer);
    expect(count).toBe(2);
    expect([...ids.subarray(16, 20)]).toEqual([16, 17, 18, 19]);
    expect([...places]).toEqual([-1, 0.5, 1, -0.5]);
    expect(mapSizeBytes(1_000_000)).toBe(24_000_016);
  });

  test('is refused when it was cut off or is something else', () => {
    expect(() => decodeMap(bytes.buffer.slice(0, 60))).toThrow('A map of 2 points has 64 bytes, not 60.');
    expect(() => decodeMap(new Uint8Array(64).buffer)).toThrow('SHM1');
    expect(() => decodeMap(new ArrayBuffer(3))).toThrow('SHM1');
  });
});

describe('places in the square', () => {
  test('by hand: the wider axis reaches from −1 to 1, the other keeps its proportion', () => {
    expect([...fitPlaces(Float32Array.of(0, 0, 4, 1, 2, 2))]).toEqual([-1, -0.5, 1, 0, 0, 0.5]);
    expect([...fitPlaces(Float32Array.of(7, 3))]).toEqual([0, 0]);
    expect([...fitPlaces(new Float32Array(0))]).toEqual([]);
  });

  test('never leave it', () => {
    const some = fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(some, (values) => {
        const fitted = fitPlaces(Float32Array.from(values.slice(0, 2 * Math.floor(values.length / 2))));
        expect(fitted.every((value) => value >= -1 && value <= 1)).toBe(true);
      }),
    );
  });
});

describe('colours read from a copy', () => {
  test('go to the points of their samples, in chunks of any size; points without a sample are gone', () => {
    const sets = fc.record({
      points: fc.uniqueArray(fc.nat(60)),
      rows: fc.uniqueArray(fc.record({ id: fc.nat(60), value: fc.nat(2000) }), { selector: ({ id }) => id }),
      chunkSize: fc.integer({ min: 1, max: 90 }),
    });
    fc.assert(
      fc.property(sets, ({ points, rows, chunkSize }) => {
        points.sort((a, b) => a - b);
        rows.sort((a, b) => a.id - b.id);
        const reader = new ColourReader(idsOf(points));
        const bytes = encodeCopy(rows);
        for (let at = 0; at < bytes.length; at += chunkSize) reader.push(bytes.subarray(at, at + chunkSize));
        const expected = points.map((id) => rows.find((row) => row.id === id)?.value ?? goneColour);
        expect([...reader.end()]).toEqual(expected);
      }),
    );
  });

  test('on known ones: rows colour what is there, the rest stays, further rows count where the first did', () => {
    const known = Uint16Array.of(0, goneColour, 0, 0);
    const reader = new ColourReader(idsOf([1, 2, 3, 5]), true, known);
    const rows = [
      { id: 2, value: 7 },
      { id: 2, value: 8 },
      { id: 3, value: 4 },
      { id: 3, value: 6 },
      { id: 4, value: 9 },
    ];
    reader.push(encodeCopy(rows));
    expect([...reader.end()]).toEqual([0, goneColour, 4, 0]);
    expect(reader.further).toEqual({ points: Uint32Array.of(2), values: Uint16Array.of(6) });
    expect([...known]).toEqual([0, goneColour, 0, 0]);
  });

  test('are refused when the copy was cut off', () => {
    const reader = new ColourReader(idsOf([1]));
    reader.push(encodeCopy([{ id: 1, value: 3 }]).subarray(0, 40));
    expect(() => reader.end()).toThrow('cut off');
  });

  test('are counted without those that are gone', () => {
    const counts = countColours(Uint16Array.of(0, 2, 2, goneColour, 2));
    expect([...counts]).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });
});

describe('places of titles', () => {
  test('by hand: the point nearest to the middle of each group', () => {
    const places = Float32Array.of(0, 0, 1, 1, 0.4, 0.4, -1, -1, 0.5, -0.5);
    const [none, first, second, third] = placeTitles(places, Uint16Array.of(1, 1, 1, 3, 0), 3);
    expect([none, second]).toEqual([null, null]);
    expect(first).toEqual({ x: Math.fround(0.4), y: Math.fround(0.4), count: 3 });
    expect(third).toEqual({ x: -1, y: -1, count: 1 });
  });

  test('stand in the larger part of a group that lies in two', () => {
    const places = Float32Array.from({ length: 200 }, (_, i) => (i < 140 ? -0.8 + (i % 7) / 100 : 0.9));
    const [, place] = placeTitles(places, new Uint16Array(100).fill(1), 1);
    expect(place?.x).toBeLessThan(-0.7);
  });

  test('pass over points that are gone or of no group', () => {
    expect(placeTitles(Float32Array.of(1, 1, 0, 0), Uint16Array.of(goneColour, 0), 2)).toEqual([null, null, null]);
  });
});
