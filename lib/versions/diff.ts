import type { VersionDiff } from '@/lib/versions/version';

/** A sample and its classes; none without a label. Sides of a comparison come in ascending order of sampleId. */
export type LabeledSample = { sampleId: string; labelClassIds: readonly string[] };

type Sorted = AsyncIterable<LabeledSample> | Iterable<LabeledSample>;

const SHOWN_SAMPLES = 6;

type CountNames = 'addedCount' | 'changedCount' | 'clearedCount' | 'gainedLabelCount' | 'lostLabelCount';

/** Counts of a comparison, before the classes got their names. */
export type LabelDiff = Pick<VersionDiff, CountNames | 'changes'> & {
  before: Map<string, number>;
  after: Map<string, number>;
};

/**
 * Compares two sorted sides in one pass: memory grows with the number of classes, not of samples. A sample is added when it
 * had no class, cleared when it has none any more, changed when it has others; the classes that it lost and those that it
 * got are paired in their order.
 */
export async function diffLabels(from: Sorted, to: Sorted): Promise<LabelDiff> {
  const diff: LabelDiff = {
    addedCount: 0,
    changedCount: 0,
    clearedCount: 0,
    gainedLabelCount: 0,
    lostLabelCount: 0,
    changes: [],
    before: new Map(),
    after: new Map(),
  };
  const pairs = new Map<string, LabelDiff['changes'][number]>();
  for await (const [sampleId, before, after] of pairUp(from, to)) {
    for (const id of before) diff.before.set(id, (diff.before.get(id) ?? 0) + 1);
    for (const id of after) diff.after.set(id, (diff.after.get(id) ?? 0) + 1);
    const lost = before.filter((id) => !after.includes(id));
    const got = after.filter((id) => !before.includes(id));
    if (lost.length + got.length === 0) continue;
    diff.gainedLabelCount += got.length;
    diff.lostLabelCount += lost.length;
    if (before.length === 0) diff.addedCount += 1;
    else if (after.length === 0) diff.clearedCount += 1;
    else {
      diff.changedCount += 1;
      for (let place = 0; place < Math.max(lost.length, got.length); place += 1) {
        notePair(pairs, lost[place] ?? null, got[place] ?? null, sampleId);
      }
    }
  }
  diff.changes = [...pairs.values()].sort((a, b) => b.count - a.count);
  return diff;
}

function notePair(
  pairs: Map<string, LabelDiff['changes'][number]>,
  fromClassId: string | null,
  toClassId: string | null,
  sampleId: string,
): void {
  const key = `${fromClassId} ${toClassId}`;
  const pair = pairs.get(key) ?? { fromClassId, toClassId, count: 0, sampleIds: [] };
  pairs.set(key, pair);
  pair.count += 1;
  if (pair.sampleIds.length < SHOWN_SAMPLES) pair.sampleIds.push(sampleId);
}

const NONE: readonly string[] = [];

/** Walks both sides together; a sample that one side lacks has no label there. */
async function* pairUp(
  from: Sorted,
  to: Sorted,
): AsyncGenerator<[sampleId: string, before: readonly string[], after: readonly string[]]> {
  const left = iterate(from);
  const right = iterate(to);
  let a = await left.next();
  let b = await right.next();
  while (!a.done || !b.done) {
    if (b.done || (!a.done && a.value.sampleId < b.value.sampleId)) {
      if (a.done) return;
      yield [a.value.sampleId, a.value.labelClassIds, NONE];
      a = await left.next();
    } else if (a.done || b.value.sampleId < a.value.sampleId) {
      yield [b.value.sampleId, NONE, b.value.labelClassIds];
      b = await right.next();
    } else {
      yield [a.value.sampleId, a.value.labelClassIds, b.value.labelClassIds];
      a = await left.next();
      b = await right.next();
    }
  }
}

async function* iterate(side: Sorted): AsyncGenerator<LabeledSample, undefined> {
  yield* side;
  return undefined;
}
