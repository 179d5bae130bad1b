import { installWords } from '@/lib/embeddings/glove-install.server';
import { keepUploadedModel } from '@/lib/embeddings/own-model-keep.server';
import { removeUpload } from '@/lib/embeddings/own-model-uploads.server';
import type { HeldJob, JobContext, JobHandlers, JobResult } from '@/lib/jobs/handler.server';
import { requireDiskForJob } from '@/lib/storage/disk.server';

async function runModel(context: JobContext<'model'>): Promise<JobResult> {
  const { job, signal, progress } = context;
  await requireDiskForJob();
  progress({ done: 0, total: 100, unit: 'percent' });
  if (job.payload.task === 'check') {
    const modelId = await keepUploadedModel(context, job.payload.uploadId);
    progress({ done: 100, message: null });
    return { modelId };
  }
  const onProgress = (share: number, message: string) => progress({ done: Math.floor(100 * share), message });
  await installWords({ signal, onProgress });
  progress({ done: 100, message: null });
  return { model: job.payload.model };
}

/** An upload that was refused or cancelled leaves nothing. */
async function settleModel(_tx: unknown, { payload }: HeldJob<'model'>): Promise<void> {
  if (payload.task === 'check') await removeUpload(payload.uploadId);
}

export const jobHandlers: JobHandlers = { model: { run: runModel, settle: settleModel } };
