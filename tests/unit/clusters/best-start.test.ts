import { expect, test } from 'vitest';
import { clusterFromBestStart } from '@/lib/clusters/best-start';
import { clusterVectors } from '@/lib/math/k-means';
import { createRandom } from '@/lib/math/random';

const random = createRandom(8);
const request = { vectors: Float32Array.from({ length: 300 * 6 }, () => random()), rowCount: 300, dimension: 6, k: 12 };

function finish<Result>(steps: Generator<unknown, Result>): Result {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

test('is never looser than the one start, often tighter, and the same again', () => {
  let tighter = 0;
  for (let seed = 1; seed <= 6; seed++) {
    const best = finish(clusterFromBestStart({ ...request, seed }));
    const { inertia } = finish(clusterVectors({ ...request, seed }));
    expect(best.inertia).toBeLessThanOrEqual(inertia);
    if (best.inertia < inertia) tighter += 1;
    expect(finish(clusterFromBestStart({ ...request, seed }))).toEqual(best);
  }
  expect(tighter).toBeGreaterThan(2);
});
