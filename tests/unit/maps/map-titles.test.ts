import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeTitles, titlesAt } from '@/lib/maps/map-titles';
import { WHOLE_MAP } from '@/lib/maps/map-view';

const size = { width: 912, height: 712 };
const title = (name: string, x: number, y: number, count: number, level: 'cluster' | 'coarse' = 'cluster') => ({
  ...{ id: name, title: name, level, x, y, count },
  widthPx: 80,
});

test('coarse titles are written from afar, those of clusters from near', () => {
  const titles = [title('a', 0, 0, 1), title('b', 0, 0, 1, 'coarse'), title('c', 0, 0, 1, 'coarse')];
  expect(titlesAt(titles, 1).map(({ id }) => id)).toEqual(['b', 'c']);
  expect(titlesAt(titles, 3).map(({ id }) => id)).toEqual(['a']);
  expect(titlesAt(titles.slice(0, 1), 1).map(({ id }) => id)).toEqual(['a']);
});

test('the larger of two in one place is written, at its place', () => {
  const placed = placeTitles(
    [title('small', 0.01, 0, 5), title('large', 0, 0, 50), title('away', 0.5, 0.5, 1)],
    WHOLE_MAP,
    size,
  );
  expect(placed.map(({ title: { id }, x, y }) => [id, x, y])).toEqual([
    ['large', 456, 356],
    ['away', 606, 206],
  ]);
});

test('none lies over another or beyond the edge', () => {
  const place = fc.double({ min: -1.5, max: 1.5, noNaN: true });
  const any = fc.tuple(place, place, fc.integer({ min: 1, max: 99 }), fc.integer({ min: 10, max: 200 }));
  fc.assert(
    fc.property(fc.array(any, { maxLength: 80 }), (drawn) => {
      const titles = drawn.map(([x, y, count, widthPx], i) => ({ ...title(`t${i}`, x, y, count), widthPx }));
      const placed = placeTitles(titles, WHOLE_MAP, size);
      for (const [i, one] of placed.entries()) {
        expect(one.x - one.title.widthPx / 2).toBeGreaterThanOrEqual(0);
        expect(one.x + one.title.widthPx / 2).toBeLessThanOrEqual(size.width);
        for (const other of placed.slice(i + 1)) {
          const across = (one.title.widthPx + other.title.widthPx) / 2;
          expect(Math.abs(one.x - other.x) >= across || Math.abs(one.y - other.y) >= 18).toBe(true);
        }
      }
    }),
  );
});
