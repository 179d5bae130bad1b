'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { thumbPath } from '@/components/datasets/glimpse';
import { jobQuery } from '@/components/datasets/job-queries';
import { nameJob, progressOf, sayWait } from '@/components/datasets/job-words';
import { ImportNext } from '@/components/imports/import-next';
import { importKey } from '@/components/imports/import-queries';
import { ImportSteps } from '@/components/imports/import-steps';
import { LeftOut } from '@/components/imports/left-out-list';
import { useCancelImport } from '@/components/imports/upload-progress';
import { api } from '@/components/shell/api';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Card } from '@/components/ui/card';
import { formatCount, formatCounted } from '@/components/ui/format';
import { Meter } from '@/components/ui/meter';
import { Page } from '@/components/ui/page';
import { sayPace } from '@/components/ui/progress-line';
import type { JobSummary } from '@/lib/jobs/job';
import type { ImportDetail } from '@/lib/samples/import';

const TITLES: Record<string, string> = { committed: 'Imported', failed: 'Not imported:', cancelled: 'Cancelled:' };

function nounOf(detail: ImportDetail): string {
  return detail.modality === 'image' ? 'image' : detail.modality === 'text' ? 'text' : 'sample';
}

/** Where an import stands or ended. What was never started ended at its check; what nobody could read has no columns. */
function stepOf({ status, jobId, modality }: ImportDetail): { current: 2 | 3; kind: 'images' | 'table' } {
  const isBeforeStart = jobId === null && (status === 'failed' || status === 'cancelled');
  const hasColumns = modality === 'text' || (modality === null && !isBeforeStart);
  return { current: isBeforeStart ? 2 : 3, kind: hasColumns ? 'table' : 'images' };
}

/** A running or finished import: how far it is, what came in, what was left out. */
export function ImportProgress({ detail }: { detail: ImportDetail }) {
  const isOpen = detail.status === 'queued' || detail.status === 'running' || detail.status === 'ready';
  const noun = nounOf(detail);
  return (
    <Page width="middle">
      <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <h1 className="min-w-0 truncate">
          {TITLES[detail.status] ?? 'Importing'} {detail.name}
        </h1>
        <ImportSteps {...stepOf(detail)} />
      </div>
      {isOpen && <Running detail={detail} noun={noun} />}
      {detail.status === 'committed' && <Done detail={detail} noun={noun} />}
      {detail.status === 'failed' && (
        <Callout tone="danger">{detail.message ?? 'The import failed. Nothing of it was written.'}</Callout>
      )}
      {detail.status === 'cancelled' && (
        <Callout tone="warn">This import was cancelled. Nothing of it was written.</Callout>
      )}
      {!isOpen && <ImportNext detail={detail} />}
      {detail.leftOutCount > 0 && <LeftOut detail={detail} />}
      {detail.status === 'committed' && detail.duplicateCount > 0 && (
        <p className="mt-3 text-12 text-ink-3">
          {formatCounted(detail.duplicateCount, noun)} {detail.duplicateCount === 1 ? 'was' : 'were'} already there,
          byte for byte. Nothing was added for {detail.duplicateCount === 1 ? 'it' : 'them'} but where{' '}
          {detail.duplicateCount === 1 ? 'it' : 'they'} came from.
        </p>
      )}
    </Page>
  );
}

function Running({ detail, noun }: { detail: ImportDetail; noun: string }) {
  const { data: job } = useQuery({ ...jobQuery(detail.jobId ?? ''), enabled: detail.jobId !== null });
  const known = job === undefined ? null : progressOf(job);
  const total = known?.total ?? (detail.totalCount > 0 ? detail.totalCount : null);
  const progress = { done: known?.done ?? 0, total, perSecond: known?.perSecond ?? null };
  return (
    <Card className="p-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-28 font-[600] tracking-[-0.02em]" role="status">
          {formatCount(progress.done)}{' '}
          <span className="font-[450] text-ink-3">
            {progress.total === null ? `${noun}s` : `of ${formatCounted(progress.total, noun)}`}
          </span>
        </p>
        <Controls detail={detail} job={job} />
      </div>
      <Meter
        size="l"
        className="mt-3.5 mb-2.5"
        total={progress.total ?? 1}
        parts={[{ key: 'done', count: progress.total === null ? 0 : progress.done, colour: 'var(--accent)' }]}
      />
      <div className="figures flex flex-wrap justify-between gap-3 text-ink-2">
        <span>
          {job === undefined ? 'Waiting' : sayPace(progress) || (sayWait(job) ?? job.message ?? nameJob(job))}
        </span>
        <span className="text-12 text-ink-3">You can close this tab. The import goes on.</span>
      </div>
      <Stats detail={detail} />
    </Card>
  );
}

function Controls({ detail, job }: { detail: ImportDetail; job: JobSummary | undefined }) {
  const client = useQueryClient();
  const cancel = useCancelImport(detail.id);
  const control = useMutation({
    mutationFn: (verb: 'pause' | 'resume') => api.post<JobSummary>(`/api/jobs/${detail.jobId}/${verb}`),
    onSuccess: async (changed) => {
      client.setQueryData(['job', changed.id], changed);
      await client.invalidateQueries({ queryKey: importKey(detail.id) });
    },
  });
  const isPaused = job?.status === 'paused';
  return (
    <div className="flex gap-2">
      {job !== undefined && job.request === null && (
        <Button
          icon={isPaused ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
          disabled={control.isPending}
          onClick={() => control.mutate(isPaused ? 'resume' : 'pause')}
        >
          {isPaused ? 'Go on' : 'Pause'}
        </Button>
      )}
      <Button disabled={cancel.isPending} onClick={() => cancel.mutate()}>
        Cancel
      </Button>
    </div>
  );
}

function Done({ detail, noun }: { detail: ImportDetail; noun: string }) {
  return (
    <Card className="p-5">
      <p className="text-28 font-[600] tracking-[-0.02em]" role="status">
        {formatCount(detail.newCount)}{' '}
        <span className="font-[450] text-ink-3">new {detail.newCount === 1 ? noun : `${noun}s`}</span>
      </p>
      <Stats detail={detail} />
    </Card>
  );
}

function Stats({ detail }: { detail: ImportDetail }) {
  const facts = [
    { name: detail.status === 'committed' ? 'Imported' : 'To import', count: detail.newCount, look: '' },
    { name: 'Exact duplicates', count: detail.duplicateCount, look: '' },
    { name: 'Left out', count: detail.leftOutCount, look: detail.leftOutCount > 0 ? 'text-danger' : '' },
    ...(detail.labelCount > 0
      ? [{ name: detail.labelsAs === 'labels' ? 'Labels' : 'Suggestions', count: detail.labelCount, look: '' }]
      : []),
  ];
  return (
    <div className="mt-4.5 flex flex-wrap items-center gap-x-7 gap-y-3 border-t border-line pt-4">
      {facts.map(({ name, count, look }) => (
        <div key={name}>
          <p className="text-12 text-ink-3">{name}</p>
          <p className={`figures text-20 font-[580] ${look}`}>{formatCount(count)}</p>
        </div>
      ))}
      {detail.modality === 'image' && <Latest sampleIds={detail.latestSampleIds} />}
    </div>
  );
}

function Latest({ sampleIds }: { sampleIds: readonly string[] }) {
  return (
    <div aria-hidden="true" className="ml-auto flex gap-1">
      {sampleIds.map((sampleId) => (
        <img
          key={sampleId}
          alt=""
          src={thumbPath(sampleId)}
          className="size-11 rounded-control bg-sunken object-cover"
        />
      ))}
    </div>
  );
}
