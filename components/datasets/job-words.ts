import type { Progress } from '@/components/ui/progress-line';
import type { JobKind, JobSummary } from '@/lib/jobs/job';

const NAMES: Record<JobKind, string> = {
  intake: 'Importing',
  embed: 'Embedding',
  cluster: 'Clustering',
  snapshot: 'Freezing a version',
  export: 'Exporting',
  demo: 'Loading the demo',
  purge: 'Clearing what was deleted',
  vectors: 'Bringing vectors',
  model: 'Preparing a model',
  map: 'Laying out the map',
};

/** What a restart of the computer means for a job of this kind. */
const ON_RESTART: Partial<Record<JobKind, string>> = {
  intake: 'A restart begins this import again; nothing is added twice.',
  embed: 'A restart continues here: no finished embedding is made again.',
  cluster: 'A restart begins this run again.',
  vectors: 'A restart begins this step again; nothing is added twice.',
  map: 'A restart begins this map again.',
};

/** What a job is doing, as a heading. */
export function nameJob(job: JobSummary): string {
  if (job.request === 'cancel') return `${NAMES[job.kind]}, stopping`;
  if (job.request === 'pause' && job.status === 'running') return `${NAMES[job.kind]}, pausing`;
  if (job.status === 'paused') return `${NAMES[job.kind]}, paused`;
  if (job.status === 'queued') return `${NAMES[job.kind]}, waiting`;
  return NAMES[job.kind];
}

const WAITED_FOR: Record<JobKind, string> = {
  intake: 'the import',
  embed: 'the embedding',
  cluster: 'the clustering',
  snapshot: 'the new version',
  export: 'the export',
  demo: 'the demo',
  purge: 'the clearing of what was deleted',
  vectors: 'the vectors',
  model: 'the model',
  map: 'the map',
};

/** What a queued job waits for: "Waits for the embedding of Trash"; null when nothing is in its way. */
export function sayWait({ waitsFor }: JobSummary): string | null {
  if (waitsFor === null) return null;
  const what = `Waits for ${WAITED_FOR[waitsFor.kind]}`;
  if (waitsFor.datasetName === null) return what;
  return `${what} ${waitsFor.kind === 'intake' || waitsFor.kind === 'demo' ? 'into' : 'of'} ${waitsFor.datasetName}`;
}

/** What happens to a job when the computer is restarted, or null where it does not matter. */
export function sayRestart(job: JobSummary): string | null {
  return ON_RESTART[job.kind] ?? null;
}

/** The job's counts as a progress line takes them; the rate only while it runs and has something left to count. */
export function progressOf(job: JobSummary): Progress {
  const isCounting = job.status === 'running' && (job.totalCount === 0 || job.doneCount < job.totalCount);
  return {
    done: job.doneCount,
    total: job.totalCount > 0 ? job.totalCount : null,
    perSecond: isCounting ? job.ratePerS : null,
  };
}
