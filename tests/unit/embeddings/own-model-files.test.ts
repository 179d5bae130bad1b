import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillOwnTensor, type ownPreprocessing } from '@/lib/embeddings/own-model';
import { readOwnModel } from '@/lib/embeddings/own-model-files';

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const weight = (changes = {}) => ({ name: 'w', shape: [2, 3], dtype: 'float32', ...changes });
const json = (weights: unknown[], paths: unknown[] = ['a.bin']) => ({
  modelTopology: { node: [] },
  weightsManifest: [{ paths, weights }],
});
const files = (...entries: [string, Uint8Array][]) => new Map(entries);

describe('files of a model', () => {
  test('are put together from shards in any folder, in the order of the manifest', () => {
    const [first, second] = [new Uint8Array(10).fill(1), new Uint8Array(14).fill(2)];
    const model = readOwnModel(
      files(['x/b.bin', second], ['x/model.json', bytes(json([weight()], ['a.bin', 'b.bin']))], ['x/a.bin', first]),
    );
    expect(model.format).toBe('graph');
    expect([...model.weightBytes]).toEqual([...first, ...second]);
    const layers = { modelTopology: { model_config: {} }, weightsManifest: [] };
    expect(readOwnModel(files(['model.json', bytes(layers)])).format).toBe('layers');
  });

  test('quantized weights count by what lies on disk', () => {
    const quantized = weight({ quantization: { dtype: 'uint8', scale: 1, min: 0 } });
    expect(readOwnModel(files(['m.json', bytes(json([quantized]))], ['a.bin', new Uint8Array(6)])).weights).toEqual([
      quantized,
    ]);
  });

  test.each<[string, Map<string, Uint8Array>, string]>([
    ['nothing', files(), 'no model.json'],
    ['no JSON', files(['model.json', bytes('{"a":')]), 'not a JSON object'],
    ['a list', files(['model.json', bytes('[]')]), 'not a JSON object'],
    ['another JSON', files(['package.json', bytes({ name: 'x' })]), 'no modelTopology'],
    ['no manifest', files(['model.json', bytes({ modelTopology: {} })]), 'no weightsManifest'],
    ['a deep value', files(['model.json', bytes(`${'['.repeat(100)}${']'.repeat(100)}`)]), 'nests deeper than 64'],
    ['a missing shard', files(['model.json', bytes(json([weight()]))]), 'is there 0 times'],
    [
      'a path that leads away',
      files(['model.json', bytes(json([weight()], ['../../etc/passwd']))]),
      'is there 0 times',
    ],
    [
      'a shard twice',
      files(['model.json', bytes(json([weight()]))], ['a/a.bin', bytes('x')], ['a.bin', bytes('x')]),
      '2 times',
    ],
    [
      'too few bytes',
      files(['model.json', bytes(json([weight()]))], ['a.bin', new Uint8Array(23)]),
      '23 bytes, but its weights need 24',
    ],
    [
      'a type that is not read',
      files(['model.json', bytes(json([weight({ dtype: 'string' })]))], ['a.bin', bytes('')]),
      '"string"',
    ],
    [
      'a negative shape',
      files(['model.json', bytes(json([weight({ shape: [-1] })]))], ['a.bin', bytes('')]),
      'name or shape',
    ],
    [
      'a huge shape',
      files(['model.json', bytes(json([weight({ shape: [1e9, 1e9] })]))], ['a.bin', bytes('')]),
      'name or shape',
    ],
    ['a number as path', files(['model.json', bytes(json([weight()], [7]))]), 'no text'],
    [
      'a scale that is not finite',
      files(
        ['model.json', bytes(json([weight({ quantization: { dtype: 'uint8', scale: null, min: 0 } })]))],
        ['a.bin', bytes('')],
      ),
      'quantized',
    ],
  ])('%s is refused with the reason', (_, given, reason) => {
    expect(() => readOwnModel(given)).toThrow(reason);
  });

  test('whatever JSON comes is read or refused with a sentence', () => {
    fc.assert(
      fc.property(fc.json(), fc.anything(), (text, value) => {
        for (const content of [text, JSON.stringify({ modelTopology: {}, weightsManifest: value }) ?? '']) {
          try {
            readOwnModel(files(['model.json', bytes(content)]));
          } catch (error) {
            expect((error as Error).name).toBe('Invalid');
          }
        }
      }),
    );
  });
});

test('colours become the numbers of the range', () => {
  const picture = Uint8Array.from({ length: 12 }, (_, i) => [0, 128, 255][i % 3] ?? 0);
  const fill = (range: Parameters<typeof ownPreprocessing>[0]['range']) =>
    [...fillOwnTensor([picture], { sidePx: 2, range, output: null })]
      .slice(0, 3)
      .map((value) => Math.round(1000 * value));
  expect(fill('bytes')).toEqual([0, 128_000, 255_000]);
  expect(fill('zero-one')).toEqual([0, 502, 1000]);
  expect(fill('minus-one-one')).toEqual([-1000, 4, 1000]);
  expect(fill('imagenet')).toEqual([-2118, 205, 2640]);
  expect(() => fillOwnTensor([picture], { sidePx: 3, range: 'bytes', output: null })).toThrow('27 values, not 12');
});
