import type { JobHandlers } from '@/lib/jobs/handler.server';
import { failVersion } from '@/lib/versions/repo.server';
import { runSnapshot } from '@/lib/versions/snapshot.server';

export const jobHandlers: JobHandlers = {
  snapshot: {
    run: runSnapshot,
    settle: async (tx, job, end) => {
      const fallback = end.status === 'cancelled' ? 'Cancelled before it was frozen.' : 'It could not be frozen.';
      await failVersion(tx, job.payload.versionId, end.message ?? fallback);
    },
  },
};
