import { database } from '@/lib/db/client.server';
import type { JobHandlers } from '@/lib/jobs/handler.server';
import type { JobSummary } from '@/lib/jobs/job';
import { getJob } from '@/lib/jobs/repo.server';
import { runJob, settleCancelled } from '@/lib/jobs/run-job.server';

/**
 * Runs what is queued, and what that enqueues, one after another, with the given handlers, until nothing waits.
 * Returns the jobs in the order in which they ran; kinds without a handler are left in the queue.
 */
export async function drainJobs(handlers: JobHandlers): Promise<JobSummary[]> {
  const opened = database();
  const kinds = Object.keys(handlers) as (keyof JobHandlers)[];
  const ran: JobSummary[] = [];
  const never = new AbortController().signal;
  for (;;) {
    await settleCancelled({ database: opened, handlers });
    const next = await opened.db.job.findFirst({
      where: { status: 'queued', kind: { in: kinds } },
      orderBy: { id: 'asc' },
    });
    if (next === null) return ran;
    await runJob({ database: opened, handlers }, next.id, never);
    ran.push(await getJob(opened.db, next.id));
  }
}
