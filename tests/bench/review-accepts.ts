import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { DecisionAnswer, UndoAnswer } from '@/lib/labels/decision';
import { type Latency, summarizeLatency } from '@/tests/bench/measures';
import type { ReviewData } from '@/tests/bench/review-data';
import { type Api, connectApi } from '@/tests/support/api';

const ACCEPT_SIZE = 10_000;
const ROUNDS = 10;

export type AcceptFigures = { acceptSize: number; accept: Latency; undo: Latency };

/** Unlabeled samples, cut in one part for each person: 10,000 each where there are as many. */
async function shareOut(pool: pg.Pool, datasetId: string, personCount: number): Promise<string[][]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT s.id FROM "Sample" s WHERE s."datasetId" = $1 AND NOT EXISTS (SELECT FROM "Label" l WHERE l."sampleId" = s.id)
     ORDER BY s.id LIMIT $2`,
    [datasetId, personCount * ACCEPT_SIZE],
  );
  const size = Math.floor(rows.length / personCount);
  return Array.from({ length: personCount }, (_, i) => rows.slice(i * size, (i + 1) * size).map(({ id }) => id));
}

async function time<T>(durationsMs: number[], run: () => Promise<T>): Promise<T> {
  const startMs = performance.now();
  const result = await run();
  durationsMs.push(performance.now() - startMs);
  return result;
}

/**
 * Two people accept at once, each 10,000 samples of their own (or half of what is unlabeled), and take it back, ten times;
 * how long an accept and its undo take to answer. Every accept is checked to have labeled all.
 */
export async function measureAccepts(url: string, pool: pg.Pool, data: ReviewData): Promise<AcceptFigures> {
  const people = ['Ada', 'Mira'];
  const shares = await shareOut(pool, data.datasetId, people.length);
  const acceptsMs: number[] = [];
  const undosMs: number[] = [];
  const work = async (api: Api, sampleIds: string[], labelClassId: string) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { revision } = await api.get<{ revision: number }>(`/api/datasets/${data.datasetId}`);
      const body = { kind: 'accept', idempotencyKey: randomUUID(), revision, labelClassId, sampleIds };
      const path = `/api/datasets/${data.datasetId}`;
      const answer = await time(acceptsMs, () => api.post<DecisionAnswer>(`${path}/operations`, body));
      if (answer.operation.sampleCount !== sampleIds.length) throw new Error('An accept did not label all samples.');
      await time(undosMs, () => api.post<UndoAnswer>(`${path}/undo`, { idempotencyKey: randomUUID() }));
    }
  };
  await Promise.all(
    people.map((name, i) => work(connectApi(url, name), shares[i] ?? [], data.labelClassIds[50 + i] ?? '')),
  );
  return {
    acceptSize: shares[0]?.length ?? 0,
    accept: summarizeLatency(acceptsMs),
    undo: summarizeLatency(undosMs),
  };
}
