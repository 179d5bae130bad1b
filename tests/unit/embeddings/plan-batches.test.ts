import { expect, test } from 'vitest';
import { readTokenizer } from '@/lib/embeddings/model-files.server';
import { planBatches } from '@/lib/embeddings/prepare-batch.server';
import { createRandom } from '@/lib/math/random';

const tokensPerBatch = 512;

function makePending(count: number) {
  const random = createRandom(7);
  return Array.from({ length: count }, (_, i) => {
    const text = Array.from({ length: 1 + Math.floor(random() * 200) }, () => 'again').join(' ');
    return { id: `sample-${i}`, preview: text, text: i % 50 === 3 ? null : text, viewHash: null };
  });
}

test('texts fill batches by tokens, shortest first, each sample in one of them', async () => {
  const pending = makePending(400);
  const batches = await Promise.all(planBatches(pending, await readTokenizer()).map((prepare) => prepare()));
  const planned = batches.flatMap(({ sampleIds, problems }) => [
    ...sampleIds,
    ...problems.map(({ sampleId }) => sampleId),
  ]);
  expect(planned.toSorted()).toEqual(pending.map(({ id }) => id).toSorted());
  const lengths = batches.map(({ request }) =>
    request?.kind === 'text' ? request.tokens.map((row) => row.length) : [],
  );
  expect(lengths.flat()).toEqual(lengths.flat().toSorted((a, b) => a - b));
  const sums = lengths.map((batch) => batch.reduce((sum, length) => sum + length, 0));
  expect(Math.max(...sums)).toBeLessThanOrEqual(tokensPerBatch);
  // All but the last of texts, and the one of problems, are at least half full, less one text of 128 tokens at most.
  expect(Math.min(...sums.slice(0, -2))).toBeGreaterThan(tokensPerBatch / 2 - 128);
  expect(batches.at(-1)).toMatchObject({ request: null, sampleIds: [] });
});

test('a half full batch ends where the length changes, a full one in the middle of a length', async () => {
  const text = (words: number) => Array.from({ length: words }, () => 'again').join(' ');
  const samples = [...Array<number>(30).fill(10), ...Array<number>(60).fill(11)].map((words, i) => {
    return { id: String(i), preview: '', text: text(words), viewHash: null };
  });
  const batches = await Promise.all(planBatches(samples, await readTokenizer()).map((prepare) => prepare()));
  expect(batches.map(({ sampleIds }) => sampleIds.length)).toEqual([30, 46, 14]);
});
