import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { Conflict, Invalid, NotFound, TooLarge } from '@/lib/errors';
import type { ChangedSample } from '@/lib/labels/decision';
import { findContradictions, makeDesk, readExclusions, readLabels } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';
import { makeClasses, makeDataset, makeSamples } from '@/tests/support/rows';

const database = useTestDatabase();
let desk: Awaited<ReturnType<typeof makeDesk>>;

beforeEach(async () => {
  desk = await makeDesk(database.pool);
  return async () => {
    expect(await findContradictions(database.pool, desk.datasetId)).toEqual([]);
  };
});

const labels = () => readLabels(database.pool, desk.datasetId);
const exclusions = () => readExclusions(database.pool, desk.datasetId);
const at = (index: number): string => desk.sampleIds[index] ?? '';

describe('accept', () => {
  it('gives the class to all members, remembers exclusions, keeps other labels and says what it did', async () => {
    await desk.act({ kind: 'label', labelClassId: desk.glass, sampleIds: [at(0)] });
    const answer = await desk.act({
      kind: 'accept',
      labelClassId: desk.cardboard,
      sampleIds: [at(0), at(1), at(2)],
      excludedSampleIds: [at(3)],
      group: { source: 'cluster', id: randomUUID(), title: 'Cluster 4', beyondCount: 8 },
    });
    expect(answer.operation).toMatchObject({
      seq: 2,
      kind: 'accept',
      personName: 'Ada',
      labelClass: { id: desk.cardboard, name: 'cardboard', slot: 0 },
      groupSource: 'cluster',
      groupTitle: 'Cluster 4',
      sampleCount: 2,
      excludedCount: 1,
      beyondCount: 8,
      conflictCount: 1,
      revertsSeq: null,
      reverted: false,
    });
    expect(answer.conflicts).toEqual([{ sampleId: at(0), labelClassId: desk.glass }]);
    expect(answer.progress).toEqual({ sampleCount: 10, labeledCount: 3, revision: 2 });
    expect(await labels()).toEqual(
      new Map([
        [at(0), desk.glass],
        [at(1), desk.cardboard],
        [at(2), desk.cardboard],
      ]),
    );
    expect(await exclusions()).toEqual([`${at(3)} ${desk.cardboard}`]);
  });

  it('takes an earlier "not this class" back when the sample is accepted as it', async () => {
    await desk.act({ kind: 'exclude', labelClassId: desk.glass, sampleIds: [at(0)] });
    await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: [at(0)] });
    expect(await exclusions()).toEqual([]);
  });

  it('is refused with the reason when nothing would change', async () => {
    await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: [at(0), at(1)] });
    const again = desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: [at(0), at(1)] });
    await expect(again).rejects.toThrow(Invalid);
    await expect(again).rejects.toThrow('2 samples carry this class already');
    const other = desk.act({ kind: 'accept', labelClassId: desk.paper, sampleIds: [at(0), at(1)] });
    await expect(other).rejects.toThrow('2 carry another label');
    expect(await desk.revision()).toBe(1);
  });
});

describe('label, exclude and clear', () => {
  it('relabels, and excluding takes the class away where it stood', async () => {
    await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: [at(0), at(1)] });
    await desk.act({ kind: 'label', labelClassId: desk.paper, sampleIds: [at(0)] });
    await desk.act({ kind: 'exclude', labelClassId: desk.glass, sampleIds: [at(0), at(1)] });
    expect(await labels()).toEqual(new Map([[at(0), desk.paper]]));
    expect(await exclusions()).toEqual([`${at(0)} ${desk.glass}`, `${at(1)} ${desk.glass}`].sort());
    const answer = await desk.act({ kind: 'clear', sampleIds: [at(0), at(1)] });
    expect(answer.operation).toMatchObject({ kind: 'clear', sampleCount: 1, labelClass: null });
    expect(answer.progress.labeledCount).toBe(0);
  });
});

describe('what is refused', () => {
  it('refuses a sample that changed since, lists it with who did it, and applies nothing', async () => {
    const seen = await desk.revision();
    await desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds: [at(1), at(2)] }, desk.ben);
    const late = { kind: 'accept' as const, labelClassId: desk.paper, sampleIds: desk.sampleIds, revision: seen };
    const error = await desk.act(late).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Conflict);
    const { revision, changed } = (error as Conflict).details as { revision: number; changed: ChangedSample[] };
    expect(revision).toBe(1);
    expect(changed.map((entry) => entry.sampleId)).toEqual([at(1), at(2)]);
    expect(changed[0]).toMatchObject({
      labelClassId: desk.glass,
      labelClassName: 'glass',
      revision: 1,
      personName: 'Ben',
    });
    expect(await labels()).toHaveProperty('size', 2);
    const changedIds = new Set(changed.map((entry) => entry.sampleId));
    const rest = desk.sampleIds.filter((sampleId) => !changedIds.has(sampleId));
    await expect(desk.act({ ...late, sampleIds: rest })).resolves.toMatchObject({ operation: { sampleCount: 8 } });
  });

  it('refuses a revision from the future, samples and classes of another dataset, deleted samples', async () => {
    const base = { kind: 'accept' as const, labelClassId: desk.glass, sampleIds: [at(0)] };
    await expect(desk.act({ ...base, revision: 9 })).rejects.toThrow('saw revision 9, but the dataset is at 0');
    const otherId = await makeDataset(database.pool);
    const [foreignSampleId = ''] = await makeSamples(database.pool, otherId, { count: 1 });
    const [foreignClass] = await makeClasses(database.pool, otherId, ['glass']);
    await expect(desk.act({ ...base, sampleIds: [at(0), foreignSampleId] })).rejects.toThrow(NotFound);
    await expect(desk.act({ ...base, labelClassId: foreignClass?.id ?? '' })).rejects.toThrow(NotFound);
    await expect(desk.act({ ...base, labelClassId: randomUUID() })).rejects.toThrow(NotFound);
    await database.pool.query('UPDATE "Sample" SET "deletedAt" = now() WHERE id = $1', [at(0)]);
    const error = await desk.act({ ...base, sampleIds: [at(0), at(1)] }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Conflict);
    expect((error as Conflict).details).toMatchObject({
      revision: 0,
      changed: [{ sampleId: at(0), isDeleted: true, personName: 'Somebody', labelClassId: null }],
    });
    await database.pool.query('UPDATE "Sample" SET "deletedById" = $2 WHERE id = $1', [at(0), desk.ben.personId]);
    const named = await desk.act({ ...base, sampleIds: [at(0)] }).catch((thrown: unknown) => thrown);
    expect((named as Conflict).details).toMatchObject({ changed: [{ isDeleted: true, personName: 'Ben' }] });
    expect(await desk.revision()).toBe(0);
  });

  it('refuses a sample named as accepted and as excluded, and too many at once', async () => {
    const both = { kind: 'accept' as const, labelClassId: desk.glass, sampleIds: [at(0)], excludedSampleIds: [at(0)] };
    await expect(desk.act(both)).rejects.toThrow('stands in sampleIds and in excludedSampleIds');
    const many = Array.from({ length: 10_001 }, () => randomUUID());
    await expect(desk.act({ kind: 'clear', sampleIds: many })).rejects.toThrow(TooLarge);
  });
});

describe('a repeated request', () => {
  it('changes nothing and answers the same, conflicts included', async () => {
    await desk.act({ kind: 'label', labelClassId: desk.glass, sampleIds: [at(0)] });
    const request = {
      kind: 'accept' as const,
      labelClassId: desk.paper,
      sampleIds: [at(0), at(1), at(2)],
      excludedSampleIds: [at(3)],
      idempotencyKey: 'the-same-key',
      revision: 1,
    };
    const first = await desk.act(request);
    expect(await desk.act(request)).toEqual(first);
    await desk.act({ kind: 'label', labelClassId: desk.paper, sampleIds: [at(0)] }, desk.ben);
    const later = await desk.act(request);
    expect(later.conflicts).toEqual(first.conflicts);
    expect(later.operation).toEqual(first.operation);
    expect(await desk.revision()).toBe(3);
  });

  it('sent twice at once makes one operation and two equal answers', async () => {
    const request = {
      kind: 'accept' as const,
      labelClassId: desk.paper,
      sampleIds: desk.sampleIds,
      idempotencyKey: 'sent-twice',
      revision: 0,
    };
    const answers = await Promise.all([desk.act(request), desk.act(request), desk.act(request)]);
    expect(new Set(answers.map((answer) => answer.operation.id)).size).toBe(1);
    expect(await desk.revision()).toBe(1);
  });

  it('is refused when the key comes with another request or another person', async () => {
    const request = { kind: 'clear' as const, sampleIds: [at(0)], idempotencyKey: 'key-of-one', revision: 1 };
    await desk.act({ kind: 'label', labelClassId: desk.glass, sampleIds: [at(0), at(1)] });
    await desk.act(request);
    await expect(desk.act({ ...request, sampleIds: [at(1)] })).rejects.toThrow(
      'belongs to another request, operation 2',
    );
    await expect(desk.act(request, desk.ben)).rejects.toThrow(Conflict);
  });
});

it('people deciding at once: each sample is decided once, the rest is refused', async () => {
  const halves = [desk.sampleIds.slice(0, 6), desk.sampleIds.slice(4)];
  const results = await Promise.allSettled(
    halves.map((sampleIds, index) =>
      desk.act({ kind: 'accept', labelClassId: desk.glass, sampleIds, revision: 0 }, index === 0 ? desk.ada : desk.ben),
    ),
  );
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
});
