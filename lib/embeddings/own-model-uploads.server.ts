import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { config } from '@/lib/config.server';
import { personGivenName } from '@/lib/datasets/dataset';
import type { PrismaClient } from '@/lib/db/generated/client';
import { ownModelLimitBytes, ownModelSettings } from '@/lib/embeddings/own-model';
import { readModelUrl } from '@/lib/embeddings/own-model-download.server';
import { Invalid, NotFound, TooLarge } from '@/lib/errors';
import type { JobSummary } from '@/lib/jobs/job';
import { enqueueJob, getJob } from '@/lib/jobs/repo.server';
import { stageAt } from '@/lib/samples/staging.server';
import { requireDiskForUpload } from '@/lib/storage/disk.server';

const abandonedAfterMs = 24 * 60 * 60 * 1000;

/** What a person announces of a model of their own, before its bytes. Only models of pictures can be run. */
export const announceOwnModel = z.strictObject({
  title: personGivenName,
  modality: z.literal('image'),
  settings: ownModelSettings,
  /** `model.json` and its shards, or one zip of them. */
  files: z
    .array(z.strictObject({ name: z.string().min(1).max(255), sizeBytes: z.int().min(1, 'is 0: the file is empty') }))
    .min(1)
    .max(500),
});

const wantedHash = 'send the SHA-256 of the zip as 64 hex digits';

/** A model that is fetched: a zip at an address, with the SHA-256 that it must have. */
export const fetchOwnModel = announceOwnModel.omit({ files: true }).extend({
  url: z.string().max(2_000),
  sha256: z
    .string({ error: ({ input }) => (input === undefined ? `is missing: ${wantedHash}` : wantedHash) })
    .regex(/^[0-9a-fA-F]{64}$/, wantedHash),
});

const keptAnnouncement = announceOwnModel.extend({
  source: z.strictObject({ url: z.string(), sha256: z.string() }).optional(),
});
type Announced = z.infer<typeof announceOwnModel>;
type Kept = z.infer<typeof keptAnnouncement>;

// A folder of its own, because the staging folders of imports are told by their names.
const uploadsRoot = () => path.join(/* turbopackIgnore: true */ config().paths.staging, 'models');

function uploadDir(uploadId: string): string {
  if (!/^[0-9a-f-]{36}$/.test(uploadId)) throw new Error(`${uploadId} is not the id of an upload.`);
  return path.join(/* turbopackIgnore: true */ uploadsRoot(), uploadId);
}

const stagedFile = (uploadId: string, position: number) =>
  path.join(/* turbopackIgnore: true */ uploadDir(uploadId), String(position));

/** Takes note of a model that is to come; uploads that nobody finished within a day go. Throws TooLarge, Unavailable. */
export async function announceUpload(announced: Announced): Promise<{ uploadId: string }> {
  const totalBytes = announced.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (totalBytes > ownModelLimitBytes) {
    const [totalMib, limitMib] = [Math.ceil(totalBytes / 2 ** 20), Math.round(ownModelLimitBytes / 2 ** 20)];
    throw new TooLarge(`The files have ${totalMib} MiB together; a model has ${limitMib} MiB at most.`);
  }
  await requireDiskForUpload(totalBytes);
  await removeAbandoned();
  return { uploadId: await keepAnnounced(announced) };
}

async function keepAnnounced(announced: Kept): Promise<string> {
  const uploadId = uuidv7();
  await mkdir(uploadDir(uploadId), { recursive: true });
  await writeFile(path.join(uploadDir(uploadId), 'announced.json'), JSON.stringify(announced));
  return uploadId;
}

/** Starts the job that fetches a model from an allowed host, checks it and keeps it. Throws Invalid. */
export async function startFetch(client: PrismaClient, wanted: z.infer<typeof fetchOwnModel>): Promise<JobSummary> {
  const { url, sha256, ...announced } = wanted;
  readModelUrl(url);
  await requireDiskForUpload(ownModelLimitBytes);
  await removeAbandoned();
  const uploadId = await keepAnnounced({
    ...announced,
    files: [{ name: 'model.zip', sizeBytes: 1 }],
    source: { url, sha256 },
  });
  return enqueueCheck(client, uploadId);
}

/** What was announced. Throws NotFound when there is no such upload, or no more. */
export async function readAnnounced(uploadId: string): Promise<Kept> {
  const json = await readFile(path.join(uploadDir(uploadId), 'announced.json'), 'utf8').catch(() => null);
  if (json === null) throw new NotFound('upload of a model', uploadId);
  return keptAnnouncement.parse(JSON.parse(json));
}

/** Takes the bytes of one announced file; what does not match its size or hash is refused and removed. */
export async function takeModelFile(
  { uploadId, position }: { uploadId: string; position: number },
  request: Request,
): Promise<{ name: string; sizeBytes: number }> {
  const file = (await readAnnounced(uploadId)).files[position];
  if (file === undefined) throw new NotFound('announced file', String(position));
  const sha256 = request.headers.get('x-content-sha256')?.toLowerCase() ?? '';
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new Invalid('The header X-Content-SHA256 is missing: send the SHA-256 of the file as 64 hex digits.');
  }
  const bytes = (request.body ?? []) as unknown as AsyncIterable<Uint8Array>;
  await stageAt(stagedFile(uploadId, position), file.name, bytes, { sizeBytes: file.sizeBytes, sha256 });
  return file;
}

/** Starts the job that checks an uploaded model and keeps it. Throws Invalid while a file is missing. */
export async function startCheck(client: PrismaClient, uploadId: string): Promise<JobSummary> {
  const { files } = await readAnnounced(uploadId);
  for (const [position, { name }] of files.entries()) {
    const isThere = await stat(stagedFile(uploadId, position)).then(
      () => true,
      () => false,
    );
    if (!isThere) throw new Invalid(`${name} has not arrived. Send it by PUT …/files/${position} first.`);
  }
  return enqueueCheck(client, uploadId);
}

function enqueueCheck(client: PrismaClient, uploadId: string): Promise<JobSummary> {
  return client.$transaction(async (tx) => {
    const payload = { task: 'check' as const, uploadId };
    return getJob(tx, await enqueueJob(tx, { kind: 'model', payload, datasetId: null }));
  });
}

/** The uploaded files as the child reads them, and an empty folder for what it makes of them. */
export async function openUpload(
  uploadId: string,
): Promise<Kept & { staged: { name: string; path: string }[]; outDir: string }> {
  const announced = await readAnnounced(uploadId);
  const staged = announced.files.map(({ name }, position) => ({ name, path: stagedFile(uploadId, position) }));
  const outDir = path.join(/* turbopackIgnore: true */ uploadDir(uploadId), 'out');
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir);
  return { ...announced, staged, outDir };
}

/** Removes everything that an upload has staged. */
export async function removeUpload(uploadId: string): Promise<void> {
  await rm(uploadDir(uploadId), { recursive: true, force: true, maxRetries: 3 });
}

async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(uploadsRoot()).catch(() => [])) {
    const { mtimeMs } = await stat(path.join(/* turbopackIgnore: true */ uploadsRoot(), name));
    if (Date.now() - mtimeMs > abandonedAfterMs) await removeUpload(name);
  }
}
