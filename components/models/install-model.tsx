'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { progressOf } from '@/components/datasets/job-words';
import { MODELS_KEY } from '@/components/models/model-queries';
import { api } from '@/components/shell/api';
import { Button } from '@/components/ui/button';
import { ProgressLine } from '@/components/ui/progress-line';
import type { ModelChoice } from '@/lib/embeddings/embedding-model';
import type { JobSummary } from '@/lib/jobs/job';

const KEYS = [MODELS_KEY, ['dataset']];

/** The way to a model that is not on this machine yet: a button, then its progress, and what went wrong. */
export function InstallModel({ model }: { model: ModelChoice }) {
  const client = useQueryClient();
  const refresh = () => Promise.all(KEYS.map((queryKey) => client.invalidateQueries({ queryKey })));
  const install = useMutation({
    mutationFn: () => api.post<JobSummary>(`/api/models/${model.key}/install`),
    onSettled: refresh,
  });
  const cancel = useMutation({
    mutationFn: (jobId: string) => api.post<JobSummary>(`/api/jobs/${jobId}/cancel`),
    onSettled: refresh,
  });
  const { job } = model;
  if (job !== null && job.status !== 'failed') {
    return <Installing job={job} onCancel={() => cancel.mutate(job.id)} isHeld={cancel.isPending} />;
  }
  const error = install.error?.message ?? job?.message;
  return (
    <div className="mt-2 ml-6 grid gap-2">
      {error && (
        <p role="alert" className="text-12 wrap-anywhere text-danger">
          {error}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          size="s"
          icon={<Download size={12} aria-hidden />}
          disabled={install.isPending}
          onClick={() => install.mutate()}
        >
          {error ? 'Try again' : 'Install'}
        </Button>
        <span className="text-12 text-ink-3">Fetches 118 MB by npm once, and keeps 6 MB.</span>
      </div>
    </div>
  );
}

function Installing({ job, onCancel, isHeld }: { job: JobSummary; onCancel: () => void; isHeld: boolean }) {
  const frame = useRef<HTMLDivElement>(null);
  // The button that was pressed is gone; the focus goes on to what stands in its place.
  useEffect(() => {
    if (document.activeElement === document.body) frame.current?.querySelector('button')?.focus();
  }, []);
  return (
    <div ref={frame} className="mt-2 ml-6 grid gap-2">
      <ProgressLine label="Installing the model" unit={job.unit || 'percent'} progress={progressOf(job)} />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="text-12 text-ink-3">{job.message ?? 'Waiting to start'}</span>
        <Button size="s" disabled={isHeld || job.request !== null} onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
