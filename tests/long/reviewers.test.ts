import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { expect, it } from 'vitest';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { OpenGroup } from '@/lib/groups/group';
import type { ChangedSample, Decision, DecisionAnswer, UndoAnswer } from '@/lib/labels/decision';
import { createRandom, type Random } from '@/lib/math/random';
import { type Api, ApiError, connectApi } from '@/tests/support/api';
import { startApp } from '@/tests/support/app';
import { takeBudget } from '@/tests/support/budget';
import { findInconsistencies } from '@/tests/support/invariants';
import { makeClusterRun, makeDataset, makeEmbeddingModel, makeSamples } from '@/tests/support/rows';

const REVIEWER_COUNT = 20;
const DURATION_MS = 60_000;
const SAMPLE_COUNT = 4_000;
const CLUSTER_COUNT = 40;
/** Groups that the first ten reviewers share; each of the others has groups of their own. */
const SHARED_COUNT = 10;
const MOST_SAMPLES = 60;

/** What one reviewer saw: operations that were acknowledged, and conflicts that were told. */
type Log = { personName: string; operationIds: string[]; conflictCount: number; repeatedCount: number };

type Desk = { datasetId: string; classIds: string[]; clusterIds: string[]; endMs: number };

const pick = <T>(random: Random, list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];

/** Some members of a group, as a person would take them: a run of the page. */
function takeSome(random: Random, { sampleIds }: OpenGroup): string[] {
  const count = 1 + Math.floor(random() * Math.min(MOST_SAMPLES, sampleIds.length));
  const start = Math.floor(random() * (sampleIds.length - count + 1));
  return sampleIds.slice(start, start + count);
}

function decideSomething(random: Random, group: OpenGroup, classIds: readonly string[]): Decision {
  const kinds = ['accept', 'accept', 'label', 'exclude', 'clear'] as const;
  const kind = pick(random, kinds) ?? 'accept';
  const { id, source, title } = group.head;
  const common = {
    idempotencyKey: randomUUID(),
    revision: group.revision,
    group: { source, id, title },
    sampleIds: takeSome(random, group),
  };
  return kind === 'clear' ? { ...common, kind } : { ...common, kind, labelClassId: pick(random, classIds) ?? '' };
}

/** A refusal that tells the loser who changed what: nothing of the decision was applied. */
function checkConflict(log: Log, error: ApiError, decision: Decision): void {
  const { changed } = error.body.details as { changed: ChangedSample[] };
  expect(changed.length).toBeGreaterThan(0);
  for (const sample of changed) {
    expect(decision.sampleIds).toContain(sample.sampleId);
    expect(sample.revision).toBeGreaterThan(decision.revision);
    expect(sample.personName).not.toBe('');
  }
  log.conflictCount += 1;
}

async function reviewOnce(api: Api, log: Log, desk: Desk, random: Random): Promise<void> {
  const group = await api.get<OpenGroup>(`/api/clusters/${pick(random, desk.clusterIds)}`);
  const path = `/api/datasets/${desk.datasetId}`;
  if (random() < 0.1 && log.operationIds.length > 0) {
    const body = { idempotencyKey: randomUUID() };
    const undone = await api.post<UndoAnswer>(`${path}/undo`, body).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 409) return null;
      throw error;
    });
    if (undone !== null) log.operationIds.push(undone.operation.id);
    return;
  }
  const decision = decideSomething(random, group, desk.classIds);
  const send = () => api.post<DecisionAnswer>(`${path}/operations`, decision);
  try {
    // Some requests are sent twice at once, as by a browser that did not hear the answer.
    const answers = await Promise.all(random() < 0.1 ? [send(), send()] : [send()]);
    const ids = new Set(answers.map(({ operation }) => operation.id));
    expect(ids.size).toBe(1);
    log.repeatedCount += answers.length - 1;
    log.operationIds.push(...ids);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 409) checkConflict(log, error, decision);
    // A decision that would change nothing is refused as invalid; nothing else may be refused.
    else expect(error.status, error.message).toBe(400);
  }
}

async function review(url: string, desk: Desk, number: number, seed: number): Promise<Log> {
  const personName = `Reviewer ${number + 1}`;
  const api = connectApi(url, personName);
  const random = createRandom(seed + number);
  const log: Log = { personName, operationIds: [], conflictCount: 0, repeatedCount: 0 };
  while (performance.now() < desk.endMs) await reviewOnce(api, log, desk, random);
  return log;
}

/** The first half shares ten groups; of the others, each has three of their own. */
function shareOut(clusterIds: readonly string[], number: number): string[] {
  if (number < REVIEWER_COUNT / 2) return clusterIds.slice(0, SHARED_COUNT);
  const first = SHARED_COUNT + (number - REVIEWER_COUNT / 2) * 3;
  return clusterIds.slice(first, first + 3);
}

it('loses and doubles nothing while twenty people review at once, and tells the loser of each conflict', async () => {
  const budget = takeBudget(0.05);
  const app = await startApp();
  const pool = new pg.Pool({ connectionString: app.databaseUrl, max: 2 });
  try {
    const datasetId = await makeDataset(pool, { name: 'Twenty people' });
    const sampleIds = await makeSamples(pool, datasetId, { count: SAMPLE_COUNT });
    const modelId = await makeEmbeddingModel(pool);
    const { clusters } = await makeClusterRun(pool, { datasetId, modelId, sampleIds, clusterCount: CLUSTER_COUNT });
    const api = connectApi(app.url);
    const classIds: string[] = [];
    for (const name of ['glass', 'metal', 'paper', 'plastic', 'trash']) {
      classIds.push((await api.post<LabelClass>(`/api/datasets/${datasetId}/classes`, { name })).id);
    }
    const before = await pool.query<{ id: string }>('SELECT id FROM "Operation"');
    const ids = clusters.map(({ id }) => id);
    const endMs = performance.now() + DURATION_MS;
    const logs = await Promise.all(
      Array.from({ length: REVIEWER_COUNT }, (_, number) =>
        review(app.url, { datasetId, classIds, clusterIds: shareOut(ids, number), endMs }, number, budget.seed),
      ),
    );
    const acknowledged = [...before.rows.map(({ id }) => id), ...logs.flatMap(({ operationIds }) => operationIds)];
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM "Operation"');
    expect(rows.map(({ id }) => id).sort()).toEqual(acknowledged.sort());
    expect(await findInconsistencies(pool, app.dataDir, { isIdle: true })).toEqual([]);
    const sharing = logs.slice(0, REVIEWER_COUNT / 2).reduce((sum, { conflictCount }) => sum + conflictCount, 0);
    const alone = logs.slice(REVIEWER_COUNT / 2).reduce((sum, { conflictCount }) => sum + conflictCount, 0);
    expect(sharing).toBeGreaterThan(0);
    expect(alone).toBe(0);
    const repeated = logs.reduce((sum, { repeatedCount }) => sum + repeatedCount, 0);
    expect(repeated).toBeGreaterThan(0);
    budget.say(
      `${REVIEWER_COUNT} reviewers for ${DURATION_MS / 1000} s: ${rows.length} operations, 0 lost, 0 doubled, ${repeated} sent twice, ${sharing} conflicts told among those who share groups, ${alone} among the others`,
    );
  } finally {
    await pool.end();
    await app.remove();
  }
}, 300_000);
