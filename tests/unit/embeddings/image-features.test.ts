import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { colorValueCount, describeColors } from '@/lib/embeddings/color-histogram';
import { describeGradients, gradientValueCount } from '@/lib/embeddings/gradient-histogram';
import { imageDimension, joinFeatures, networkValueCount } from '@/lib/embeddings/image-features';
import { imageSidePx, imageValueCount } from '@/lib/embeddings/image-input';
import { createRandom } from '@/lib/math/random';

const side = 32;

function paint(brightnessAt: (x: number, y: number) => number, across = side): Uint8Array {
  return Uint8Array.from({ length: across * across * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return brightnessAt(pixel % across, Math.floor(pixel / across));
  });
}

const lengthOf = (values: Float32Array) => Math.hypot(...values);
/** Noise drawn from a seed, so that a failure names one number. */
const picture = fc.integer().map((seed) => {
  const random = createRandom(seed);
  return Uint8Array.from({ length: side * side * 3 }, () => Math.floor(random() * 256));
});

describe('describeColors', () => {
  test('counts each pixel in its part of the colour cube, as the root of its share', () => {
    // Black twice, white once, (64, 128, 192) once: cells 0, 63 and 1 × 16 + 2 × 4 + 3.
    const values = describeColors(Uint8Array.of(0, 0, 0, 63, 63, 63, 255, 255, 255, 64, 128, 192));
    expect(values[0]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(values[63]).toBe(0.5);
    expect(values[27]).toBe(0.5);
    expect(values.filter((value) => value !== 0)).toHaveLength(3);
  });

  test('has length 1 for every picture, and does not ask where a pixel stands', () => {
    fc.assert(
      fc.property(picture, (rgb) => {
        const values = describeColors(rgb);
        const turned = Uint8Array.from(
          { length: rgb.length },
          (_, i) => rgb[rgb.length - 3 - i + 2 * (i % 3)] as number,
        );
        expect(values).toHaveLength(colorValueCount);
        expect(lengthOf(values)).toBeCloseTo(1, 5);
        expect(describeColors(turned)).toEqual(values);
      }),
      { numRuns: 20 },
    );
  });

  test('gives zeros for a picture without pixels', () => {
    expect(describeColors(new Uint8Array()).every((value) => value === 0)).toBe(true);
  });
});

describe('describeGradients', () => {
  const directions = (values: Float32Array) =>
    Array.from({ length: 9 }, (_, i) => values.filter((_value, at) => at % 9 === i).reduce((a, b) => a + b, 0));

  test('gives zeros for a flat picture', () => {
    expect(
      describeGradients(
        paint(() => 90),
        side,
      ).every((value) => value === 0),
    ).toBe(true);
  });

  test('tells upright edges from level ones by direction', () => {
    const upright = directions(
      describeGradients(
        paint((x) => (x < 15 ? 0 : 255)),
        side,
      ),
    );
    const level = directions(
      describeGradients(
        paint((_, y) => (y < 15 ? 0 : 255)),
        side,
      ),
    );
    // A gradient across has angle 0: half of it falls to the first direction, half to the last.
    expect(upright[0]).toBeGreaterThan(0);
    expect(upright[0]).toBeCloseTo(upright[8] ?? 0, 4);
    expect(upright.slice(1, 8).every((value) => value === 0)).toBe(true);
    expect(level[4]).toBeGreaterThan(0);
    expect(level.filter((_, i) => i !== 4).every((value) => Math.abs(value) < 1e-5)).toBe(true);
  });

  test('does not ask which side of an edge is the brighter one', () => {
    const values = describeGradients(
      paint((x, y) => (x + y < 30 ? 20 : 200)),
      side,
    );
    const inverted = describeGradients(
      paint((x, y) => (x + y < 30 ? 200 : 20)),
      side,
    );
    values.forEach((value, i) => {
      expect(inverted[i]).toBeCloseTo(value, 5);
    });
  });

  test('puts an edge into the cells where it lies, and its strength hardly matters', () => {
    const strong = describeGradients(
      paint((x) => (x < 6 ? 0 : 255)),
      side,
    );
    const weak = describeGradients(
      paint((x) => (x < 6 ? 100 : 160)),
      side,
    );
    const columns = (values: Float32Array) =>
      Array.from({ length: 8 }, (_, c) =>
        values.reduce((sum, value, i) => sum + (Math.floor(i / 9) % 8 === c ? value : 0), 0),
      );
    expect(
      columns(strong)
        .slice(3)
        .every((value) => value === 0),
    ).toBe(true);
    expect(lengthOf(weak)).toBeGreaterThan(0.9 * lengthOf(strong));
  });

  test('is finite, not negative and clipped for every picture', () => {
    fc.assert(
      fc.property(picture, (rgb) => {
        const values = describeGradients(rgb, side);
        expect(values).toHaveLength(gradientValueCount);
        expect(values.every((value) => value >= 0 && value < 0.4001)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

describe('joinFeatures', () => {
  test('puts network, gradients and colours side by side, with lengths 1, 0.3 and 0.3', () => {
    const network = new Float32Array(2 * networkValueCount).fill(7);
    const edge = paint((x) => (x < 70 ? 10 : 240), imageSidePx);
    const joined = joinFeatures(network, [new Uint8Array(imageValueCount), edge]);
    expect(joined).toHaveLength(2 * imageDimension);
    const row = joined.subarray(imageDimension);
    expect(lengthOf(row.subarray(0, networkValueCount))).toBeCloseTo(1, 4);
    expect(lengthOf(row.subarray(networkValueCount, networkValueCount + gradientValueCount))).toBeCloseTo(0.3, 5);
    expect(lengthOf(row.subarray(networkValueCount + gradientValueCount))).toBeCloseTo(0.3, 5);
    // The black picture has no gradients at all.
    expect(lengthOf(joined.subarray(networkValueCount, networkValueCount + gradientValueCount))).toBe(0);
  });

  test('keeps a number that is not finite visible', () => {
    const network = new Float32Array(networkValueCount);
    network[3] = Number.NaN;
    const joined = joinFeatures(network, [new Uint8Array(imageValueCount)]);
    expect(joined.every(Number.isFinite)).toBe(false);
  });
});
