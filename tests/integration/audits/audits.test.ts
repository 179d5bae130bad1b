import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AuditAnswer, AuditView } from '@/lib/audits/audit';
import { answerAudit, beginAudit, getAudit, stopAudit } from '@/lib/audits/audits.server';
import { readExpectedErrors } from '@/lib/audits/expected-errors-repo.server';
import { listCurrent } from '@/lib/audits/repo.server';
import { setTargetError } from '@/lib/datasets/target-error-repo.server';
import { db } from '@/lib/db/client.server';
import { jobHandlers } from '@/lib/versions/jobs.server';
import { readVersionErrors } from '@/lib/versions/version-errors.server';
import { startVersion } from '@/lib/versions/versions.server';
import { findContradictions, makeDesk, readLabels } from '@/tests/integration/labels/act';
import { useTestDatabase } from '@/tests/support/database';
import { drainJobs } from '@/tests/support/jobs';

const database = useTestDatabase();

async function makeAudit(count = 200) {
  const desk = await makeDesk(database.pool, { count });
  const { dataset, ada, glass, sampleIds } = desk;
  const groupId = randomUUID();
  const begin = (ids = sampleIds, labelClassId = glass, sampleCount?: number) =>
    beginAudit(db(), {
      dataset,
      actor: ada,
      audit: {
        groupId,
        groupSource: 'cluster',
        labelClassId,
        sampleIds: ids,
        ...(sampleCount === undefined ? {} : { sampleCount }),
      },
    });
  const isGlass: AuditAnswer = { labelClassIds: [glass] };
  /** Answers everything: those at the positions named as paper, or as cannot tell. */
  const finish = async (
    audit: AuditView,
    given: Partial<Record<'paper' | 'noneOfThese' | 'cannotTell', number[]>> = {},
  ) => {
    let view = audit;
    for (let position = audit.answers.length; position < audit.sampleIds.length; position += 1) {
      const answer: AuditAnswer = given.paper?.includes(position)
        ? { labelClassIds: [desk.paper] }
        : given.cannotTell?.includes(position)
          ? { cannotTell: true }
          : given.noneOfThese?.includes(position)
            ? { noneOfThese: true }
            : isGlass;
      view = await answerAudit(db(), { auditId: audit.id, position, answer });
    }
    return view;
  };
  const group = { source: 'cluster' as const, id: groupId, title: 'Cluster 3' };
  const accept = async (ids: string[], auditId?: string, key = randomUUID(), revision?: number) =>
    desk.act({
      revision: revision ?? (await desk.revision()),
      kind: 'accept',
      labelClassId: glass,
      sampleIds: ids,
      group,
      idempotencyKey: key,
      ...(auditId === undefined ? {} : { auditId }),
    });
  return { ...desk, groupId, group, begin, finish, accept, isGlass };
}

type Audited = Awaited<ReturnType<typeof makeAudit>>;

describe('an audit', () => {
  it('draws its samples at random from those given, as many as planned', async () => {
    const { begin, sampleIds, glass } = await makeAudit(300);
    const audit = await begin(sampleIds.slice(0, 200));
    expect(audit).toMatchObject({
      status: 'running',
      populationCount: 200,
      targetError: 0.1,
      answers: [],
      track: [],
      mistakeIds: null,
    });
    expect(audit.labelClassId).toBe(glass);
    expect(audit.sampleIds).toHaveLength(46);
    expect(new Set(audit.sampleIds).size).toBe(46);
    const ranks = audit.sampleIds.map((id) => sampleIds.indexOf(id));
    expect(Math.max(...ranks)).toBeLessThan(200);
    // Never the first ones: the chance that all 46 stand in the first half is below 1 in 10^15.
    expect(Math.max(...ranks)).toBeGreaterThanOrEqual(100);
    expect(ranks).not.toEqual([...ranks].sort((a, b) => a - b));
  });

  it('goes on where it was left, and gives way to one of other samples', async () => {
    const { begin, sampleIds, groupId, datasetId, isGlass } = await makeAudit();
    const first = await begin();
    await answerAudit(db(), { auditId: first.id, position: 0, answer: isGlass });
    const again = await begin([...sampleIds].reverse());
    expect(again.id).toBe(first.id);
    expect(again.answers).toEqual([isGlass]);
    const other = await begin(sampleIds.slice(1));
    expect(other.id).not.toBe(first.id);
    expect((await getAudit(db(), first.id)).status).toBe('abandoned');
    expect((await listCurrent(db(), { datasetId, groupId })).map((audit) => audit.id)).toEqual([other.id]);
  });

  it('keeps its verdict on the same samples, unless the target is another', async () => {
    const { begin, finish, sampleIds, dataset } = await makeAudit(30);
    const failed = await finish(await begin(), { paper: [0, 1, 2, 3] });
    expect((await begin()).id).toBe(failed.id);
    expect((await begin(sampleIds.slice(1))).id).not.toBe(failed.id);
    await setTargetError(db(), dataset, 0.4);
    const anew = await begin();
    expect(anew).toMatchObject({ status: 'running', targetError: 0.4 });
  });

  it('takes answers in their order, lets them be changed until the verdict, and keeps mistakes to itself', async () => {
    const { begin, paper, isGlass } = await makeAudit();
    const audit = await begin(undefined, undefined, 6);
    await expect(answerAudit(db(), { auditId: audit.id, position: 1, answer: isGlass })).rejects.toThrow(
      'Answer 0 next',
    );
    for (let position = 0; position < 5; position += 1) {
      await answerAudit(db(), { auditId: audit.id, position, answer: { labelClassIds: [paper] } });
    }
    const changed = await answerAudit(db(), { auditId: audit.id, position: 2, answer: isGlass });
    expect(changed.track).toMatchObject([{ checkedCount: 5, mistakeCount: 4 }]);
    expect(changed.mistakeIds).toBeNull();
    const ended = await answerAudit(db(), { auditId: audit.id, position: 5, answer: isGlass });
    expect(ended).toMatchObject({ status: 'failed' });
    expect(ended.mistakeIds).toHaveLength(4);
    await expect(answerAudit(db(), { auditId: audit.id, position: 5, answer: isGlass })).rejects.toThrow('has ended');
  });

  it('refuses what cannot be audited', async () => {
    const { begin, sampleIds, dataset } = await makeAudit(20);
    const other = await makeDesk(database.pool, { count: 1 });
    await expect(begin(undefined, undefined, 21)).rejects.toThrow('cannot look at 21');
    await expect(begin([...sampleIds, ...other.sampleIds])).rejects.toThrow('1 of the 21 samples');
    await expect(begin(undefined, other.glass)).rejects.toThrow('There is no class');
    const audit = await begin();
    await expect(
      answerAudit(db(), { auditId: audit.id, position: 0, answer: { labelClassIds: [other.glass] } }),
    ).rejects.toThrow('There is no class');
    await stopAudit(db(), audit.id);
    expect((await getAudit(db(), audit.id)).status).toBe('abandoned');
    await setTargetError(db(), dataset, 0.3);
    expect((await begin()).targetError).toBe(0.3);
  });
});

describe('an accept that stands on an audit', () => {
  let one: Audited;
  let audit: AuditView;
  let rest: string[];
  let versionId = '';

  beforeAll(async () => {
    one = await makeAudit();
    audit = await one.finish(await one.begin(), { paper: [3] });
    rest = one.sampleIds.filter((id) => !audit.mistakeIds?.includes(id));
  });

  it('must name exactly the samples of the audit, without its mistakes', async () => {
    expect(audit).toMatchObject({ status: 'passed', mistakeIds: [audit.sampleIds[3]] });
    await expect(one.accept(rest.slice(1), audit.id)).rejects.toMatchObject({ kind: 'conflict' });
    await expect(one.accept(one.sampleIds, audit.id)).rejects.toMatchObject({ kind: 'conflict' });
    await expect(one.accept([...rest.slice(1), rest[1] as string], audit.id)).rejects.toMatchObject({
      kind: 'conflict',
    });
    expect(await readLabels(database.pool, one.datasetId)).toEqual(new Map());
  });

  it('must be of the group and the class of the audit', async () => {
    const { act, glass, paper, group } = one;
    const common = { kind: 'accept' as const, sampleIds: rest, auditId: audit.id };
    await expect(act({ ...common, labelClassId: paper, group })).rejects.toMatchObject({ kind: 'invalid' });
    await expect(act({ ...common, labelClassId: glass, group: { ...group, id: randomUUID() } })).rejects.toMatchObject({
      kind: 'invalid',
    });
    await expect(act({ ...common, labelClassId: glass })).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('keeps the audit on the operation, once, and says what errors are left', async () => {
    const { act, accept, paper, glass, group, dataset } = one;
    await act({ kind: 'label', labelClassId: paper, sampleIds: audit.mistakeIds ?? [], group });
    const key = randomUUID();
    const seen = await one.revision();
    const answer = await accept(rest, audit.id, key, seen);
    expect(answer.operation.sampleCount).toBe(199);
    expect((await accept(rest, audit.id, key, seen)).operation.id).toBe(answer.operation.id);
    const { rows } = await database.pool.query('SELECT "auditId" FROM "Operation" WHERE id = $1', [
      answer.operation.id,
    ]);
    expect(rows).toEqual([{ auditId: audit.id }]);
    await expect(accept(rest, audit.id)).rejects.toThrow(`operation ${answer.operation.seq} already`);
    const { all, classes } = await readExpectedErrors(db(), dataset);
    const point = audit.track.at(-1);
    const expected = {
      labelCount: 199,
      auditedCount: 199,
      expectedCount: (1 / 46) * 154,
      lowerCount: (point?.lowerCount ?? 0) - 1,
      upperCount: (point?.upperCount ?? 0) - 1,
    };
    const version = await startVersion(db(), { dataset, actor: one.ada, note: '' });
    await drainJobs(jobHandlers);
    versionId = version.id;
    expect(await readVersionErrors(db(), versionId)).toEqual(await readExpectedErrors(db(), dataset));
    expect(classes.find((entry) => entry.labelClassId === glass)).toEqual({ labelClassId: glass, ...expected });
    expect(classes.find((entry) => entry.labelClassId === paper)).toMatchObject({
      labelCount: 1,
      auditedCount: 0,
      upperCount: 0,
    });
    expect(all).toEqual({ ...expected, labelCount: 200 });
    expect(await findContradictions(database.pool, one.datasetId)).toEqual([]);
  });

  it('counts only the labels that still stand', async () => {
    const { act, undoAs, redoAs, dataset, paper } = one;
    const unseen = rest.filter((id) => !audit.sampleIds.includes(id));
    await act({ kind: 'label', labelClassId: paper, sampleIds: unseen.slice(0, 152) });
    const { all } = await readExpectedErrors(db(), dataset);
    expect(all).toMatchObject({ auditedCount: 47, expectedCount: 2 / 46, lowerCount: 0, upperCount: 2 });
    await undoAs();
    await undoAs();
    expect((await readExpectedErrors(db(), dataset)).all).toMatchObject({ auditedCount: 0, upperCount: 0 });
    // What a version froze stays as it was.
    expect((await readVersionErrors(db(), versionId)).all).toMatchObject({ auditedCount: 199, labelCount: 200 });
    await redoAs();
    expect((await readExpectedErrors(db(), dataset)).all).toMatchObject({ auditedCount: 199 });
  });
});

describe('a failed audit', () => {
  it('holds the group for its class until another audit passes', async () => {
    const { begin, finish, accept, act, group, glass, paper, sampleIds } = await makeAudit();
    const failed = await finish(await begin(), { paper: [0, 1, 2, 3], noneOfThese: [4], cannotTell: [5, 6] });
    expect(failed).toMatchObject({ status: 'failed' });
    expect(failed.mistakeIds).toHaveLength(7);
    const held = { kind: 'conflict', details: { hold: { auditId: failed.id } } };
    await expect(accept(sampleIds)).rejects.toMatchObject(held);
    await expect(accept(sampleIds, failed.id)).rejects.toMatchObject(held);
    await expect(accept(sampleIds)).rejects.toThrow('Split the group');
    await act({ kind: 'label', labelClassId: paper, sampleIds: failed.mistakeIds ?? [], group });
    const rest = sampleIds.filter((id) => !failed.mistakeIds?.includes(id));
    await expect(accept(rest)).rejects.toMatchObject(held);
    await act({ kind: 'accept', labelClassId: paper, sampleIds: rest.slice(0, 1), group });
    const left = rest.slice(1);
    const second = await begin(left);
    await expect(accept(left)).rejects.toMatchObject(held);
    await expect(accept(left, second.id)).rejects.toThrow('not finished');
    const passed = await finish(second);
    expect(passed.status).toBe('passed');
    expect((await accept(left, passed.id)).operation.labelClass?.id).toBe(glass);
  });

  it('is not one that was stopped', async () => {
    const { begin, accept, sampleIds } = await makeAudit(30);
    const audit = await begin();
    await stopAudit(db(), audit.id);
    await expect(accept(sampleIds, audit.id)).rejects.toThrow('stopped before its verdict');
    expect((await accept(sampleIds)).operation.sampleCount).toBe(30);
  });

  it('refuses the audited accept of samples that somebody decided meanwhile', async () => {
    const { begin, finish, accept, act, ben, paper, sampleIds, revision } = await makeAudit(30);
    const seen = await revision();
    const audit = await finish(await begin());
    await act({ kind: 'label', labelClassId: paper, sampleIds: sampleIds.slice(0, 2) }, ben);
    const sent = act({ kind: 'clear', sampleIds: sampleIds.slice(0, 1), revision: seen });
    await expect(sent).rejects.toMatchObject({ kind: 'conflict', details: { changed: [{ personName: 'Ben' }] } });
    await expect(accept(sampleIds.slice(2), audit.id)).rejects.toMatchObject({
      kind: 'conflict',
      details: { population: {} },
    });
  });
});
