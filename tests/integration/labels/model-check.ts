import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect } from 'vitest';
import { db } from '@/lib/db/client.server';
import { Conflict, Invalid } from '@/lib/errors';
import { rebuildLabels } from '@/lib/labels/rebuild.server';
import {
  findContradictions,
  type LooseDecision,
  makeDesk,
  readExclusions,
  readLabels,
} from '@/tests/integration/labels/act';
import { LabelModel, type Outcome, type Verb } from '@/tests/integration/labels/model';
import type { TestDatabase } from '@/tests/support/database';

const SAMPLE_COUNT = 6;
const indexes = fc.uniqueArray(fc.nat(SAMPLE_COUNT - 1), { minLength: 1 });
const person = fc.constantFrom('ada' as const, 'ben' as const);

const command = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('decide' as const),
      person,
      verb: fc.constantFrom<Verb>('accept', 'accept', 'label', 'exclude', 'clear'),
      labelClass: fc.constantFrom('glass' as const, 'paper' as const),
      given: indexes,
      excluded: fc.uniqueArray(fc.nat(SAMPLE_COUNT - 1), { maxLength: 2 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('undo' as const), person }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('redo' as const), person }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('repeat' as const) }) },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;
type Desk = Awaited<ReturnType<typeof makeDesk>>;

/** Random sequences of decisions, undo, redo and repeated requests agree with the model after every step; stops at the limit. */
export async function checkAgainstModel(
  database: TestDatabase,
  options: { runCount: number; limitMs: number; seed?: number },
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 14, size: 'max' }), async (commands) => {
      const desk = await makeDesk(database.pool, { count: SAMPLE_COUNT });
      const model = new LabelModel(SAMPLE_COUNT);
      const repeat = { last: async () => {} };
      for (const step of commands) {
        await runStep(desk, model, step, repeat);
        await compare(database, desk, model);
      }
      expect(await findContradictions(database.pool, desk.datasetId)).toEqual([]);
      await db().$transaction((tx) => rebuildLabels(tx, desk.datasetId));
      expect(await findContradictions(database.pool, desk.datasetId)).toEqual([]);
    }),
    {
      numRuns: options.runCount,
      interruptAfterTimeLimit: options.limitMs,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    },
  );
}

async function runStep(
  desk: Desk,
  model: LabelModel,
  step: Command,
  repeat: { last: () => Promise<void> },
): Promise<void> {
  if (step.type === 'repeat') return await repeat.last();
  const key = randomUUID();
  const actor = desk[step.person];
  if (step.type === 'decide') {
    const excluded = step.excluded.filter((index) => !step.given.includes(index));
    const expected = model.decide(step.person, step.verb, step.labelClass, step.given, excluded);
    const decision = { ...toDecision(desk, step, excluded), idempotencyKey: key, revision: await desk.revision() };
    await expectOutcome(() => desk.act(decision, actor), expected, Invalid);
    if (!expected.refused) repeat.last = async () => expectSame(() => desk.act(decision, actor), expected);
    return;
  }
  const verb = step.type === 'undo' ? desk.undoAs : desk.redoAs;
  const expected = model[step.type](step.person);
  const answer = await expectOutcome(() => verb(actor, key), expected, Conflict);
  if (expected.refused || answer === null) return;
  expect(sorted(answer.sampleIds)).toEqual(sorted(expected.touched.map((index) => desk.sampleIds[index] ?? '')));
  expect(sorted(answer.keptSampleIds)).toEqual(sorted(expected.kept.map((index) => desk.sampleIds[index] ?? '')));
  repeat.last = async () => expectSame(() => verb(actor, key), expected);
}

function toDecision(desk: Desk, step: Command & { type: 'decide' }, excluded: number[]): LooseDecision {
  const sampleIds = step.given.map((index) => desk.sampleIds[index] ?? '');
  const labelClassId = desk[step.labelClass];
  if (step.verb === 'clear') return { kind: 'clear', sampleIds };
  if (step.verb !== 'accept') return { kind: step.verb, labelClassId, sampleIds };
  return {
    kind: 'accept',
    labelClassId,
    sampleIds,
    excludedSampleIds: excluded.map((index) => desk.sampleIds[index] ?? ''),
  };
}

type Answer = { operation: { sampleCount: number; conflictCount: number } };

async function expectOutcome<T extends Answer>(
  act: () => Promise<T>,
  expected: Outcome,
  error: new (message: string) => Error,
): Promise<T | null> {
  if (expected.refused) {
    await expect(act()).rejects.toThrow(error);
    return null;
  }
  const answer = await act();
  expect(answer.operation).toMatchObject({ sampleCount: expected.sampleCount, conflictCount: expected.conflictCount });
  return answer;
}

async function expectSame(act: () => Promise<Answer>, expected: Outcome): Promise<void> {
  await expectOutcome(act, expected, Conflict);
}

async function compare(database: TestDatabase, desk: Desk, model: LabelModel): Promise<void> {
  const labels = new Map<string, string>();
  const exclusions: string[] = [];
  for (const [index, sample] of model.samples.entries()) {
    const sampleId = desk.sampleIds[index] ?? '';
    const classIds: Record<string, string> = { glass: desk.glass, paper: desk.paper };
    if (sample.label !== null) labels.set(sampleId, classIds[sample.label] ?? '');
    for (const name of sample.exclusions) exclusions.push(`${sampleId} ${classIds[name]}`);
  }
  expect(await readLabels(database.pool, desk.datasetId)).toEqual(labels);
  expect(await readExclusions(database.pool, desk.datasetId)).toEqual(sorted(exclusions));
  const { rows } = await database.pool.query<{ seq: string; labeled: number }>(
    'SELECT revision AS seq, "labeledCount" AS labeled FROM "Dataset" WHERE id = $1',
    [desk.datasetId],
  );
  expect(rows).toEqual([{ seq: String(model.seq), labeled: model.labeledCount }]);
}

function sorted(values: string[]): string[] {
  return [...values].sort((a, b) => (a < b ? -1 : 1));
}
