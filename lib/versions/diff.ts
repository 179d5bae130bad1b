import type { VersionDiff } from '@/lib/versions/version';

/** A sample and its class; null without a label. Sides of a comparison come in ascending order of sampleId. */
export type LabeledSample = { sampleId: string; labelClassId: string | null };

type Sorted = AsyncIterable<LabeledSample> | Iterable<LabeledSample>;

const SHOWN_SAMPLES = 6;

/** Counts of a comparison, before the classes got their names. */
export type LabelDiff = Pick<VersionDiff, 'addedCount' | 'changedCount' | 'clearedCount' | 'changes'> & {
  before: Map<string, number>;
  after: Map<string, number>;
};

/** Compares two sorted sides in one pass: memory grows with the number of classes, not of samples. */
export async function diffLabels(from: Sorted, to: Sorted): Promise<LabelDiff> {
  const diff: LabelDiff = {
    addedCount: 0,
    changedCount: 0,
    clearedCount: 0,
    changes: [],
    before: new Map(),
    after: new Map(),
  };
  const pairs = new Map<string, LabelDiff['changes'][number]>();
  for await (const [sampleId, before, after] of pairUp(from, to)) {
    if (before !== null) diff.before.set(before, (diff.before.get(before) ?? 0) + 1);
    if (after !== null) diff.after.set(after, (diff.after.get(after) ?? 0) + 1);
    if (before === after) continue;
    if (before === null) diff.addedCount += 1;
    else if (after === null) diff.clearedCount += 1;
    else {
      diff.changedCount += 1;
      const key = `${before} ${after}`;
      const pair = pairs.get(key) ?? { fromClassId: before, toClassId: after, count: 0, sampleIds: [] };
      pairs.set(key, pair);
      pair.count += 1;
      if (pair.sampleIds.length < SHOWN_SAMPLES) pair.sampleIds.push(sampleId);
    }
  }
  diff.changes = [...pairs.values()].sort((a, b) => b.count - a.count);
  return diff;
}

/** Walks both sides together; a sample that one side lacks has no label there. */
async function* pairUp(
  from: Sorted,
  to: Sorted,
): AsyncGenerator<[sampleId: string, before: string | null, after: string | null]> {
  const left = iterate(from);
  const right = iterate(to);
  let a = await left.next();
  let b = await right.next();
  while (!a.done || !b.done) {
    if (b.done || (!a.done && a.value.sampleId < b.value.sampleId)) {
      if (a.done) return;
      yield [a.value.sampleId, a.value.labelClassId, null];
      a = await left.next();
    } else if (a.done || b.value.sampleId < a.value.sampleId) {
      yield [b.value.sampleId, null, b.value.labelClassId];
      b = await right.next();
    } else {
      yield [a.value.sampleId, a.value.labelClassId, b.value.labelClassId];
      a = await left.next();
      b = await right.next();
    }
  }
}

async function* iterate(side: Sorted): AsyncGenerator<LabeledSample, undefined> {
  yield* side;
  return undefined;
}
