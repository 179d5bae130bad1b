import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatView,
  panBy,
  parseView,
  pixelsPerUnit,
  pointSizePx,
  toMap,
  toScreen,
  viewOf,
  WHOLE_MAP,
  zoomAt,
} from '@/lib/maps/map-view';

const size = { width: 912, height: 712 };
const views = fc.record({
  x: fc.double({ min: -1, max: 1, noNaN: true }),
  y: fc.double({ min: -1, max: 1, noNaN: true }),
  zoom: fc.double({ min: 0.5, max: 500, noNaN: true }),
});
const pixels = fc.record({ x: fc.integer({ min: 0, max: 912 }), y: fc.integer({ min: 0, max: 712 }) });

describe('the view of a map', () => {
  test('fits the whole map into the shorter side, upright', () => {
    expect(pixelsPerUnit(size, 1)).toBe(300);
    expect(toScreen(WHOLE_MAP, size, { x: 0, y: 0 })).toEqual({ x: 456, y: 356 });
    expect(toScreen(WHOLE_MAP, size, { x: -1, y: 1 })).toEqual({ x: 156, y: 56 });
    expect(toScreen({ x: 0.5, y: 0, zoom: 2 }, size, { x: 0.5, y: -0.1 })).toEqual({ x: 456, y: 416 });
  });

  test('reads back where it put a place', () => {
    fc.assert(
      fc.property(views, pixels, (view, pixel) => {
        const back = toScreen(view, size, toMap(view, size, pixel));
        expect(back.x).toBeCloseTo(pixel.x, 6);
        expect(back.y).toBeCloseTo(pixel.y, 6);
      }),
    );
  });

  test('keeps what is under the pointer there while zooming', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.6, max: 4, noNaN: true }), pixels, (factor, pixel) => {
        const before = toMap(WHOLE_MAP, size, pixel);
        const after = zoomAt(WHOLE_MAP, size, factor, pixel);
        fc.pre(Math.abs(after.x) < 1.1 && Math.abs(after.y) < 1.1);
        const seen = toScreen(after, size, before);
        expect(seen.x).toBeCloseTo(pixel.x, 6);
        expect(seen.y).toBeCloseTo(pixel.y, 6);
      }),
    );
  });

  test('moves with the pointer, and no further than the map', () => {
    expect(panBy(WHOLE_MAP, size, 30, -60)).toEqual({ x: -0.1, y: -0.2, zoom: 1 });
    expect(panBy(WHOLE_MAP, size, -9_000, 0).x).toBe(1.1);
    expect(zoomAt(WHOLE_MAP, size, 1e9, { x: 456, y: 356 }).zoom).toBe(2_000);
  });

  test('shows the marked points, or all where none is marked', () => {
    const places = Float32Array.of(0.1, 0.1, 0.3, 0.2, -1, -1);
    const view = viewOf(places, Uint8Array.of(1, 1, 0), size);
    expect(view.x).toBeCloseTo(0.2);
    expect(view.y).toBeCloseTo(0.15);
    expect(view.zoom).toBeCloseTo((0.7 * 912) / (0.2 * 300), 3);
    expect(viewOf(places, new Uint8Array(3), size)).toEqual(WHOLE_MAP);
  });

  test('draws many points small, and larger from near', () => {
    expect(pointSizePx(size, 1, 1_000)).toBe(4.6);
    expect(pointSizePx(size, 1, 1_000_000)).toBe(1.4);
    expect(pointSizePx(size, 8, 13_000)).toBeGreaterThan(pointSizePx(size, 1, 13_000));
    expect(pointSizePx(size, 2_000, 100)).toBe(14);
  });

  test('stands in an address to the pixel, and nothing else is taken for it', () => {
    fc.assert(
      fc.property(views, (view) => {
        const read = parseView(formatView(view));
        expect(read).not.toBeNull();
        const moved = toScreen(read ?? WHOLE_MAP, size, view);
        expect(Math.hypot(moved.x - 456, moved.y - 356)).toBeLessThan(1);
        expect((read?.zoom ?? 0) / view.zoom).toBeCloseTo(1, 2);
      }),
    );
    expect(parseView('0.5,-0.25,8')).toEqual({ x: 0.5, y: -0.25, zoom: 8 });
    for (const text of [null, '', '1,2', '1,2,3,4', 'a,b,c', '0,0,0', '0,,1', 'Infinity,0,1']) {
      expect(parseView(text)).toBeNull();
    }
  });
});
