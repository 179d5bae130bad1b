import { expect, test } from 'vitest';
import { openMatrix } from '@/lib/embeddings/matrix.server';
import { models } from '@/lib/embeddings/models';
import { ensureModel } from '@/lib/embeddings/repo.server';
import { layOutMatrix, type MapProgress } from '@/lib/maps/lay-out-matrix.server';
import { compileKernels } from '@/lib/math/kernels/load';
import { KernelMachine } from '@/lib/math/kernels/machine';
import { createRandom } from '@/lib/math/random';
import { useTestDatabase } from '@/tests/support/database';
import { makeDataset, makeEmbeddings, makeSamples } from '@/tests/support/rows';

const database = useTestDatabase();
const directionCount = 4;

/** A matrix of texts around four directions, in turn. */
async function makeMatrix(count: number) {
  const datasetId = await makeDataset(database.pool);
  const sampleIds = await makeSamples(database.pool, datasetId, { count });
  const { id: modelId, dimension } = await ensureModel(database.db, models.text);
  const random = createRandom(9);
  const vectors = sampleIds.map((_, i) => {
    const vector = Float32Array.from({ length: dimension }, () => 0.1 * (random() - 0.5));
    vector[(i % directionCount) * 30] = 1;
    return vector;
  });
  await makeEmbeddings(database.pool, { modelId, sampleIds, dimension, vectors });
  return openMatrix(database, { datasetId, modelId, dimension }, new AbortController().signal);
}

const machine = () => new KernelMachine(compileKernels('plain'));

test('past a limit landmarks are laid out and the rest is placed beside them, among its own', async () => {
  const matrix = await makeMatrix(400);
  const steps: MapProgress[] = [];
  const request = { matrix, seed: 2, directRowCount: 200, landmarkCount: 120 };
  const places = await layOutMatrix(machine(), request, (step) => steps.push(step));
  expect(places.length).toBe(800);
  expect(Math.max(...places.map(Math.abs))).toBe(1);
  const shares = steps.map(({ share }) => share);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect([...new Set(steps.map(({ stage }) => stage))]).toEqual(['neighbours', 'moves', 'rest']);
  // The nearest point in the plane is of the same direction, but for a few.
  const strangers = Array.from({ length: 400 }, (_, row) => {
    const distance = (other: number) =>
      Math.hypot(
        (places[2 * row] as number) - (places[2 * other] as number),
        (places[2 * row + 1] as number) - (places[2 * other + 1] as number),
      );
    const others = Array.from({ length: 400 }, (_, other) => other).filter((other) => other !== row);
    const nearest = others.reduce((best, other) => (distance(other) < distance(best) ? other : best));
    return nearest % directionCount === row % directionCount ? 0 : 1;
  });
  expect(strangers.reduce<number>((sum, each) => sum + each, 0)).toBeLessThan(12);
  expect(await layOutMatrix(machine(), request, () => undefined)).toEqual(places);
});
