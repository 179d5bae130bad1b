import { MATCH_KEYS, type MatchKey, type VectorInspection } from '@/lib/embeddings/own-vectors';
import { type DeliveryRecord, getDelivery, updateDelivery } from '@/lib/embeddings/vector-deliveries-repo.server';
import {
  clearVectorRows,
  countMatches,
  countOutcomes,
  insertVectorRows,
  matchVectorRows,
} from '@/lib/embeddings/vector-rows-repo.server';
import { deliveredFile, emptyOutDir, removeOutDir, rowsFile } from '@/lib/embeddings/vector-staging.server';
import { Conflict, Invalid } from '@/lib/errors';
import type { JobContext } from '@/lib/jobs/handler.server';
import { assertFresh } from '@/lib/jobs/repo.server';
import { describeChildEnd } from '@/lib/samples/inspection.server';
import { ChildEnded, runChild } from '@/lib/samples/intake/child.server';
import type { IntakeMessage, IntakeRequest } from '@/lib/samples/intake/intake-message';
import type { VectorSource } from '@/lib/samples/intake/vectors';
import { requireDiskForJob } from '@/lib/storage/disk.server';

type Context = JobContext<'vectors'>;

const DISK_CHECK_ROWS = 20_000;

/**
 * Reads the files of a delivery in the intake child: numbers to a file, ids and problems to VectorRow, what the files hold
 * to the delivery. A job that was cut off begins again. Throws Invalid when they cannot be read.
 */
export async function inspectDelivery(context: Context, record: DeliveryRecord): Promise<void> {
  const { job, database } = context;
  await database.db.$transaction(async (tx) => {
    await assertFresh(tx, job);
    requireInspecting((await getDelivery(tx, record.id, { lock: true })).status);
    await clearVectorRows(tx, record.id);
  });
  const found = await readFiles(context, record);
  await database.db.$transaction(async (tx) => {
    await assertFresh(tx, job);
    const empty = {
      matchBy: record.settings.matchBy ?? 'external-id',
      matches: [],
      sampleCount: 0,
      withoutVectorCount: 0,
    };
    const { outcomes, rowCount } = await countOutcomes(tx, record);
    const inspection: VectorInspection = { ...empty, source: found, rowCount, outcomes };
    await updateDelivery(tx, record.id, { inspection });
  });
}

function requireInspecting(status: DeliveryRecord['status']): void {
  if (status !== 'inspecting') throw new Conflict(`The vectors were ended: they are ${status}.`);
}

async function readFiles(context: Context, record: DeliveryRecord): Promise<VectorSource> {
  const request: IntakeRequest = {
    task: 'read-vectors',
    files: record.files.map(({ sizeBytes }, position) => ({
      position,
      path: deliveredFile(record.id, position),
      sizeBytes,
      extension: '',
    })),
    outDir: await emptyOutDir(record.id),
    outFile: rowsFile(record.id),
    idColumn: record.settings.idColumn ?? null,
  };
  const reading = new Reading(context, record.id);
  try {
    for await (const message of runChild(request, context.signal)) await reading.take(message);
  } catch (error) {
    if (error instanceof ChildEnded) throw new Invalid(describeChildEnd(error));
    throw error;
  } finally {
    await removeOutDir(record.id);
  }
  if (reading.source === null) throw new Invalid('The files could not be read.');
  return reading.source;
}

/** Takes what the child tells: rows into the database, counts to the person. */
class Reading {
  readonly #context: Context;
  readonly #deliveryId: string;
  #rowCount = 0;
  source: VectorSource | null = null;

  constructor(context: Context, deliveryId: string) {
    this.#context = context;
    this.#deliveryId = deliveryId;
  }

  async take(message: IntakeMessage): Promise<void> {
    const { progress } = this.#context;
    if (message.type === 'fail') throw new Invalid(message.message);
    if (message.type === 'vectors') this.source = message.source;
    if (message.type === 'vector-rows') await this.#keep(message);
    if (message.type === 'progress') {
      progress({ done: message.done, total: message.total, unit: 'rows', message: 'Reading the files' });
    }
  }

  async #keep({ rows }: IntakeMessage & { type: 'vector-rows' }): Promise<void> {
    const { job, database } = this.#context;
    const from = this.#rowCount;
    await database.db.$transaction(async (tx) => {
      await assertFresh(tx, job);
      await insertVectorRows(tx, this.#deliveryId, { from, rows });
    });
    this.#rowCount += rows.length;
    if (Math.floor(from / DISK_CHECK_ROWS) !== Math.floor(this.#rowCount / DISK_CHECK_ROWS)) await requireDiskForJob();
  }
}

/**
 * Matches the rows of a delivery to samples, by the key that a person chose or the one that the most rows match, and makes
 * the delivery ready. The job's row is held only at the end, so that a cancellation gets through.
 */
export async function matchDelivery({ job, database, progress }: Context, deliveryId: string): Promise<void> {
  progress({ message: 'Matching rows to samples' });
  await database.db.$transaction(async (tx) => {
    const record = await getDelivery(tx, deliveryId);
    const { inspection, settings } = record;
    if (inspection === null) throw new Conflict('The vectors have not been read yet.');
    const matches = await countMatches(tx, record);
    const matchBy = settings.matchBy ?? chooseKey(matches);
    await matchVectorRows(tx, record, matchBy);
    const { outcomes, rowCount, sampleCount } = await countOutcomes(tx, record);
    await assertFresh(tx, job);
    requireInspecting((await getDelivery(tx, deliveryId, { lock: true })).status);
    const withoutVectorCount = sampleCount - outcomes.matched;
    const found = { ...inspection, matchBy, matches, outcomes, rowCount, sampleCount, withoutVectorCount };
    await updateDelivery(tx, deliveryId, { status: 'ready', inspection: found, message: null });
  });
  progress({ message: null });
}

function chooseKey(matches: readonly { by: MatchKey; rowCount: number }[]): MatchKey {
  const countOf = (by: MatchKey) => matches.find((match) => match.by === by)?.rowCount ?? 0;
  // Of keys that match equally many rows, the external id, then the one that says most.
  return MATCH_KEYS.reduce<MatchKey>((best, by) => (countOf(by) > countOf(best) ? by : best), 'external-id');
}
