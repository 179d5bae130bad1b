import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { z } from 'zod';
import type { Actor } from '@/lib/auth/actor';
import { type Database, db } from '@/lib/db/client.server';
import { writeClothes } from '@/lib/exchange/demo-clothes.server';
import { MAIL_TABLE, writeMails } from '@/lib/exchange/demo-mails.server';
import type { JobContext } from '@/lib/jobs/handler.server';
import { assertFresh, enqueueJob } from '@/lib/jobs/repo.server';
import type { ImportDetail, startDemo as startDemoSchema } from '@/lib/samples/import';
import { listImportFiles, updateImportFile } from '@/lib/samples/import-files-repo.server';
import { describeImport } from '@/lib/samples/import-summaries-repo.server';
import { createImport, getImport, updateImport } from '@/lib/samples/imports-repo.server';
import { inspectStaged } from '@/lib/samples/inspection.server';
import { stagedFile, stagingDir } from '@/lib/samples/staging.server';

type Demo = z.infer<typeof startDemoSchema>['demo'];

const DEMOS: Record<Demo, { fileName: string; datasetName: string; message: string }> = {
  images: { fileName: 'clothes.zip', datasetName: 'Demo: clothes', message: 'Gathering the pictures' },
  texts: { fileName: 'mails.csv', datasetName: 'Demo: mails', message: 'Gathering the mails' },
};

/** Begins to import a demo as a new dataset: its file is written by the job, then taken in like any other. */
export async function startDemo(actor: Actor, demo: Demo): Promise<ImportDetail> {
  const { fileName, datasetName } = DEMOS[demo];
  return db().$transaction(async (tx) => {
    const files = [{ name: fileName, sizeBytes: 0 }];
    const values = { actor, name: fileName, datasetId: null, datasetName, settings: { demo }, files };
    const importId = await createImport(tx, values);
    const jobId = await enqueueJob(tx, { kind: 'demo', payload: { importId, demo }, datasetId: null });
    const modality = demo === 'images' ? 'image' : 'text';
    await updateImport(tx, importId, { status: 'queued', jobId, modality });
    return describeImport(tx, importId);
  });
}

/** Writes the demo's file into staging and inspects it, as an upload would have been. Repeating it changes nothing. */
export async function prepareDemo({ job, database, signal, progress }: JobContext<'demo'>): Promise<void> {
  const { importId, demo } = job.payload;
  if ((await getImport(database.db, importId)).inspection !== null) return;
  progress({ message: DEMOS[demo].message });
  const file = stagedFile(importId, 0);
  await mkdir(stagingDir(importId), { recursive: true });
  await rm(file, { force: true });
  if (demo === 'images') await writeClothes(file);
  else await writeMails(file);
  signal.throwIfAborted();
  const { size: sizeBytes } = await stat(file);
  const sha256 = new Uint8Array(await hashFile(file));
  await updateImportFile(database.db, { importId, position: 0 }, { status: 'staged', sha256, sizeBytes });
  await inspectDemo(database, { job, signal });
}

async function hashFile(file: string): Promise<Buffer> {
  const hasher = createHash('sha256');
  await pipeline(createReadStream(file), hasher);
  return hasher.digest();
}

async function inspectDemo(
  database: Database,
  { job, signal }: Pick<JobContext<'demo'>, 'job' | 'signal'>,
): Promise<void> {
  const { importId, demo } = job.payload;
  const files = await listImportFiles(database.db, importId);
  const table = demo === 'texts' ? MAIL_TABLE : null;
  const { inspection } = await inspectStaged(importId, files, { table, countKnown: null, signal });
  const columns = inspection.columns.map((column) => column.name);
  await database.db.$transaction(async (tx) => {
    await assertFresh(tx, job);
    const settings = { demo, ...(inspection.table === null ? {} : { table: inspection.table, columns }) };
    await updateImport(tx, importId, { inspection, settings, totalCount: inspection.rowCount });
  });
}
