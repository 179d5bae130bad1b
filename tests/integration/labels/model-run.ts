import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { expect } from 'vitest';
import { openDataset } from '@/lib/datasets/access.server';
import { db } from '@/lib/db/client.server';
import { Conflict, Invalid } from '@/lib/errors';
import { regroup } from '@/lib/groups/regroup.server';
import { type Regrouping, regrouping } from '@/lib/groups/regrouping';
import { changeClass, createClass } from '@/lib/labels/class-edits.server';
import { deleteClass, mergeClass } from '@/lib/labels/class-removal.server';
import { decide } from '@/lib/labels/decide.server';
import type { Decision } from '@/lib/labels/decision';
import { revertOperation } from '@/lib/labels/revert.server';
import { redo, undo } from '@/lib/labels/undo.server';
import { type Outcome, ReviewModel } from '@/tests/integration/labels/model';
import { type Command, SAMPLE_COUNT } from '@/tests/integration/labels/model-commands';
import { type Group, QueueModel } from '@/tests/integration/labels/model-queue';
import { makeClasses, makeClusterRun, makeDataset, makePerson, makeSamples } from '@/tests/support/rows';

const CLASS_NAMES = ['glass', 'paper', 'tin'];
const CLUSTERS = 2;

type Answer = { operation: { sampleCount: number; conflictCount: number } };

/** One dataset with two people, acted on by the product and by the model alike. */
export async function makeRun(pool: pg.Pool, modelId: string, isMultiLabel: boolean) {
  const datasetId = await makeDataset(pool);
  await pool.query('UPDATE "Dataset" SET "isMultiLabel" = $2, "modelId" = $3 WHERE id = $1', [
    datasetId,
    isMultiLabel,
    modelId,
  ]);
  const made = await makeClasses(pool, datasetId, CLASS_NAMES);
  const sampleIds = await makeSamples(pool, datasetId, { count: SAMPLE_COUNT });
  const people = { ada: await makePerson(pool, 'Ada'), ben: await makePerson(pool, 'Ben') };
  const model = new ReviewModel(SAMPLE_COUNT, CLASS_NAMES, isMultiLabel);
  const classIds = new Map(made.map(({ name, id }) => [name, id]));
  const run = new Run(pool, { datasetId, modelId, sampleIds, people, classIds, model });
  await run.recluster();
  return run;
}

type Parts = {
  datasetId: string;
  modelId: string;
  sampleIds: string[];
  people: Record<'ada' | 'ben', { personId: string; personName: string }>;
  /** Class of the model → its id; a class keeps its name of the model when it is renamed. */
  classIds: Map<string, string>;
  model: ReviewModel;
};

export class Run {
  readonly queue: QueueModel;
  private repeat: () => Promise<void> = async () => {};

  constructor(
    private readonly pool: pg.Pool,
    readonly parts: Parts,
  ) {
    this.queue = new QueueModel(parts.model.acts);
  }

  async step(command: Command): Promise<void> {
    switch (command.type) {
      case 'decide':
        return await this.decide(command);
      case 'undo':
      case 'redo':
        return await this.turn(command);
      case 'revert':
        return await this.revert(command);
      case 'class':
        return await this.editClass(command);
      case 'regroup':
        return await this.regroup(command);
      case 'recluster':
        return await this.recluster();
      case 'repeat':
        return await this.repeat();
    }
  }

  async recluster(): Promise<void> {
    const { datasetId, modelId, sampleIds } = this.parts;
    const { clusters } = await makeClusterRun(this.pool, { datasetId, modelId, sampleIds, clusterCount: CLUSTERS });
    this.queue.recluster(clusters);
  }

  private get liveNames(): string[] {
    return [...this.parts.model.live].filter(([, isLive]) => isLive).map(([name]) => name);
  }

  private async context(person: 'ada' | 'ben') {
    const dataset = await openDataset(db(), this.parts.datasetId);
    return { dataset, actor: this.parts.people[person], idempotencyKey: randomUUID() };
  }

  private async decide({ person, verb, pick, given, excluded }: Command & { type: 'decide' }): Promise<void> {
    const { model, classIds } = this.parts;
    const name = this.liveNames[pick % Math.max(1, this.liveNames.length)];
    if (name === undefined) return;
    const { dataset, actor, idempotencyKey } = await this.context(person);
    const idsOf = (indexes: readonly number[]) => indexes.map((index) => this.parts.sampleIds[index] ?? '');
    const others = excluded.filter((index) => !given.includes(index));
    const common = { idempotencyKey, revision: model.seq, sampleIds: idsOf(given) };
    const labelClassId = classIds.get(name) ?? '';
    const decision: Decision =
      verb === 'clear'
        ? { ...common, kind: 'clear' }
        : verb === 'accept'
          ? { ...common, kind: 'accept', labelClassId, excludedSampleIds: idsOf(others) }
          : { ...common, kind: verb, labelClassId };
    const expected = model.decide(person, verb, name, given, others);
    await this.expectOutcome(() => decide(db(), { dataset, actor, decision }), expected, Invalid);
  }

  private async turn({ type, person }: Command & { type: 'undo' | 'redo' }): Promise<void> {
    const request = await this.context(person);
    const expected = this.parts.model[type](person);
    const act = type === 'undo' ? undo : redo;
    await this.expectTurn(() => act(db(), request), expected);
  }

  private async revert({ person, pick }: Command & { type: 'revert' }): Promise<void> {
    const { model, datasetId } = this.parts;
    if (model.seq === 0) return;
    const seq = 1 + (pick % model.seq);
    const { rows } = await this.pool.query<{ id: string }>(
      'SELECT id FROM "Operation" WHERE "datasetId" = $1 AND seq = $2',
      [datasetId, seq],
    );
    const request = { ...(await this.context(person)), operationId: rows[0]?.id ?? '', revision: model.seq };
    await this.expectTurn(() => revertOperation(db(), request), model.revert(person, seq));
  }

  private async editClass({ person, verb, pick, into: other }: Command & { type: 'class' }): Promise<void> {
    const { model, classIds } = this.parts;
    const context = await this.context(person);
    const names = this.liveNames;
    const name = verb === 'create' ? `class ${model.seq + 1}` : names[pick % Math.max(1, names.length)];
    const into = names.filter((one) => one !== name)[other % Math.max(1, names.length - 1)] ?? null;
    if (name === undefined || (verb === 'merge' && into === null)) return;
    const labelClassId = classIds.get(name) ?? '';
    if (verb === 'create') classIds.set(name, (await createClass(db(), { ...context, values: { name } })).id);
    if (verb === 'rename')
      await changeClass(db(), { ...context, labelClassId, values: { name: `${name} ${model.seq + 1}` } });
    if (verb === 'delete') await deleteClass(db(), { ...context, labelClassId });
    if (verb === 'merge') await mergeClass(db(), { ...context, labelClassId, intoId: classIds.get(into ?? '') ?? '' });
    model.editClass(person, verb, name, verb === 'merge' ? into : null);
  }

  private async regroup({ person, kind, pick, other }: Command & { type: 'regroup' }): Promise<void> {
    const { groups } = this.queue;
    const group = groups[pick % groups.length];
    const second = groups.filter((one) => one !== group)[other % Math.max(1, groups.length - 1)];
    if (group === undefined || second === undefined || (kind === 'split' && group.sampleIds.length < 2)) return;
    const { dataset, actor, idempotencyKey } = await this.context(person);
    const request = regrouping.parse({ idempotencyKey, ...describe(kind, group, second) });
    const ids = kind === 'merge' ? [group.id, second.id] : [group.id];
    const act = () => regroup(db(), { dataset, actor, regrouping: request });
    if (!this.queue.mayRegroup(kind, ids)) {
      await expect(act()).rejects.toThrow(Conflict);
      return;
    }
    const answer = await act();
    this.parts.model.regroup(
      person,
      kind,
      ids,
      answer.groups.map(({ id }) => id),
    );
    for (const made of answer.groups) this.queue.groups.push(await this.readGroup(made.id));
  }

  private async readGroup(id: string): Promise<Group> {
    const { rows } = await this.pool.query<Pick<Group, 'source' | 'sampleIds'>>(
      'SELECT source, "sampleIds" FROM "Group" WHERE id = $1',
      [id],
    );
    return { id, source: rows[0]?.source ?? 'part', sampleIds: rows[0]?.sampleIds ?? [], runNumber: 0 };
  }

  private async expectTurn(
    act: () => Promise<Answer & { sampleIds: string[]; keptSampleIds: string[] }>,
    expected: Outcome,
  ): Promise<void> {
    const answer = await this.expectOutcome(act, expected, Conflict);
    if (answer === null || expected.refused) return;
    const idsOf = (indexes: readonly number[]) => indexes.map((index) => this.parts.sampleIds[index] ?? '').toSorted();
    expect(answer.sampleIds).toEqual(idsOf(expected.touched));
    expect(answer.keptSampleIds).toEqual(idsOf(expected.kept));
  }

  private async expectOutcome<A extends Answer>(
    act: () => Promise<A>,
    expected: Outcome,
    error: new (message: string) => Error,
  ): Promise<A | null> {
    if (expected.refused) {
      await expect(act()).rejects.toThrow(error);
      return null;
    }
    const answer = await act();
    const { sampleCount, conflictCount } = expected;
    expect(answer.operation).toMatchObject({ sampleCount, conflictCount });
    this.repeat = async () => {
      expect((await act()).operation).toMatchObject({ sampleCount, conflictCount });
    };
    return answer;
  }
}

function describe(kind: Regrouping['kind'], group: Group, second: Group): object {
  if (kind === 'park') return { kind, groupId: group.id, groupSource: group.source, note: '' };
  if (kind === 'merge') return { kind, fromIds: [group, second].map(({ id, source }) => ({ id, source })) };
  const half = Math.ceil(group.sampleIds.length / 2);
  const part = (title: string, sampleIds: readonly string[]) => ({
    title,
    words: [],
    sampleIds,
    distances: sampleIds.map(() => 0),
    cohesion: null,
  });
  const parts = [part('Front', group.sampleIds.slice(0, half)), part('Back', group.sampleIds.slice(half))];
  return { kind, fromId: group.id, fromSource: group.source, parts };
}
