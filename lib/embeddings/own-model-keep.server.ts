import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { validate as isUuid, v7 as uuidv7 } from 'uuid';
import type { PrismaClient } from '@/lib/db/generated/client';
import { packagedModels } from '@/lib/embeddings/models';
import { OwnModelChild } from '@/lib/embeddings/own-model-child.server';
import { downloadModel } from '@/lib/embeddings/own-model-download.server';
import type { CheckedModel } from '@/lib/embeddings/own-model-message';
import { ownModelFolder } from '@/lib/embeddings/own-model-pool.server';
import { createOwnModel, deleteOwnModel, notOnesOwn } from '@/lib/embeddings/own-model-repo.server';
import { openUpload, removeUpload } from '@/lib/embeddings/own-model-uploads.server';
import { NotFound } from '@/lib/errors';
import type { HeldJob, JobContext } from '@/lib/jobs/handler.server';
import { assertFresh } from '@/lib/jobs/repo.server';

type Context = Pick<JobContext<'model'>, 'database' | 'signal' | 'progress'> & { job: HeldJob };

/**
 * Checks an uploaded model in a process that can be killed, and keeps it: its files first, then its row. Answers the id.
 * Throws Invalid with what is wrong with the model, and the signal's reason.
 */
export async function keepUploadedModel(
  { job, database, signal, progress }: Context,
  uploadId: string,
): Promise<string> {
  const upload = await openUpload(uploadId);
  await fetchSource(upload, { signal, progress });
  progress({ message: 'Trying the model with two pictures' });
  const checked = await check(upload, signal);
  const id = uuidv7();
  const folder = ownModelFolder(id);
  await mkdir(path.dirname(folder), { recursive: true });
  await rename(upload.outDir, folder);
  try {
    await database.db.$transaction(async (tx) => {
      await assertFresh(tx, job);
      const { title, settings } = upload;
      const { weightsHash, dimension } = checked;
      await createOwnModel(tx, {
        id,
        title,
        source: upload.source === undefined ? 'upload' : 'url',
        settings,
        weightsHash,
        dimension,
      });
    });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  await removeUpload(uploadId);
  return id;
}

/** The one file of a model that comes from an address. */
async function fetchSource(
  { source, staged }: Awaited<ReturnType<typeof openUpload>>,
  { signal, progress }: Pick<Context, 'signal' | 'progress'>,
): Promise<void> {
  const file = staged[0];
  if (source === undefined || file === undefined) return;
  progress({ message: 'Fetching the model' });
  await downloadModel(source, file.path, { signal, onProgress: (share) => progress({ done: Math.floor(80 * share) }) });
}

async function check(
  { staged, settings, outDir }: Awaited<ReturnType<typeof openUpload>>,
  signal: AbortSignal,
): Promise<CheckedModel> {
  const child = new OwnModelChild();
  try {
    const answer = await child.ask({ task: 'check', files: staged, settings, outDir }, signal);
    if (answer.kind !== 'checked') throw new Error('The process of the model gave no result of its check.');
    return answer.checked;
  } finally {
    child.kill();
  }
}

/**
 * Deletes a model of a person's own by its key, its files after its row. Throws NotFound, and Conflict while it is used
 * and for a model that comes with Sheaf.
 */
export async function removeOwnModel(client: PrismaClient, modelId: string): Promise<{ deleted: string }> {
  const packaged = packagedModels.find(({ key }) => key === modelId);
  if (packaged !== undefined) throw notOnesOwn(packaged.title);
  if (!isUuid(modelId)) throw new NotFound('model of one’s own', modelId);
  await client.$transaction((tx) => deleteOwnModel(tx, modelId));
  await rm(ownModelFolder(modelId), { recursive: true, force: true });
  return { deleted: modelId };
}
