import { installWords } from '@/lib/embeddings/glove-install.server';
import type { JobContext, JobHandlers, JobResult } from '@/lib/jobs/handler.server';
import { requireDiskForJob } from '@/lib/storage/disk.server';

async function runModel({ job, signal, progress }: JobContext<'model'>): Promise<JobResult> {
  await requireDiskForJob();
  progress({ done: 0, total: 100, unit: 'percent' });
  const onProgress = (share: number, message: string) => progress({ done: Math.floor(100 * share), message });
  await installWords({ signal, onProgress });
  progress({ done: 100, message: null });
  return { model: job.payload.model };
}

export const jobHandlers: JobHandlers = { model: { run: runModel } };
