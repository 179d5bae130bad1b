import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { DecisionAnswer, UndoAnswer } from '@/lib/labels/decision';
import { type Latency, summarizeLatency } from '@/tests/bench/measures';
import type { ReviewData } from '@/tests/bench/review-data';
import { type Api, connectApi } from '@/tests/support/api';

const ACCEPT_SIZE = 10_000;
const ROUNDS = 20;
const WARM_ROUNDS = 2;
const PEOPLE = ['Ada', 'Mira'];

export type AcceptFigures = { acceptSize: number; accept: Latency; undo: Latency };

/** Unlabeled samples, cut in parts of 10,000, as many as are used; in one for each person where there are fewer. */
async function cutUnlabeled(pool: pg.Pool, datasetId: string): Promise<string[][]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT s.id FROM "Sample" s WHERE s."datasetId" = $1 AND NOT EXISTS (SELECT FROM "Label" l WHERE l."sampleId" = s.id)
     ORDER BY s.id LIMIT $2`,
    [datasetId, (WARM_ROUNDS + ROUNDS) * PEOPLE.length * ACCEPT_SIZE],
  );
  const partCount = Math.max(PEOPLE.length, Math.floor(rows.length / ACCEPT_SIZE));
  const size = Math.min(ACCEPT_SIZE, Math.floor(rows.length / partCount));
  return Array.from({ length: partCount }, (_, i) => rows.slice(i * size, (i + 1) * size).map(({ id }) => id));
}

async function time<T>(durationsMs: number[], run: () => Promise<T>): Promise<T> {
  const startMs = performance.now();
  const result = await run();
  durationsMs.push(performance.now() - startMs);
  return result;
}

/**
 * Two people accept at the same moment, each 10,000 samples of their own (or half of what is unlabeled), and when both have
 * their answers both take it back; 20 rounds after two to warm up. How long an accept and its undo take to answer. Every
 * accept is checked to have labeled all.
 */
export async function measureAccepts(url: string, pool: pg.Pool, data: ReviewData): Promise<AcceptFigures> {
  const parts = await cutUnlabeled(pool, data.datasetId);
  const path = `/api/datasets/${data.datasetId}`;
  const people = PEOPLE.map((name, i) => ({
    api: connectApi(url, name),
    labelClassId: data.labelClassIds[50 + i] ?? '',
  }));
  const acceptsMs: number[] = [];
  const undosMs: number[] = [];
  const accept = async ({ api, labelClassId }: { api: Api; labelClassId: string }, sampleIds: string[]) => {
    const { revision } = await api.get<{ revision: number }>(path);
    const body = { kind: 'accept', idempotencyKey: randomUUID(), revision, labelClassId, sampleIds };
    const answer = await time(acceptsMs, () => api.post<DecisionAnswer>(`${path}/operations`, body));
    if (answer.operation.sampleCount !== sampleIds.length) throw new Error('An accept did not label all samples.');
  };
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round += 1) {
    await Promise.all(
      people.map((person, i) => accept(person, parts[(round * people.length + i) % parts.length] ?? [])),
    );
    await Promise.all(
      people.map(({ api }) =>
        time(undosMs, () => api.post<UndoAnswer>(`${path}/undo`, { idempotencyKey: randomUUID() })),
      ),
    );
  }
  const warmed = WARM_ROUNDS * people.length;
  return {
    acceptSize: parts[0]?.length ?? 0,
    accept: summarizeLatency(acceptsMs.slice(warmed)),
    undo: summarizeLatency(undosMs.slice(warmed)),
  };
}
