'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { isOpen, jobsQuery } from '@/components/datasets/job-queries';
import { KCurveChart } from '@/components/datasets/k-curve-chart';
import { clusterRunsQuery } from '@/components/datasets/overview-queries';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextField } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import { RelativeTime } from '@/components/ui/relative-time';
import type { ClusterRunSummary } from '@/lib/clusters/cluster';
import type { JobSummary } from '@/lib/jobs/job';

const K_LIMIT = 2000;

/** The present cluster run, and a way to make another with its own number of clusters. */
export function ClusterCard({ datasetId }: { datasetId: string }) {
  const { data } = useQuery(clusterRunsQuery(datasetId));
  const { data: jobs } = useQuery(jobsQuery(datasetId));
  if (data === undefined) return null;
  const run = data.runs[0];
  const isBusy = jobs?.jobs.some((job) => isOpen(job) && job.kind === 'cluster') ?? false;
  if (run === undefined) return null;
  return (
    <Card className="p-5">
      <h2 className="mb-2">Clusters</h2>
      <RunFacts run={run} />
      <Recluster key={run.id} datasetId={datasetId} run={run} proposal={data.proposal} isBusy={isBusy} />
    </Card>
  );
}

function RunFacts({ run }: { run: ClusterRunSummary }) {
  const facts = [
    ['Run', `${run.number} · k = ${run.k} · seed ${run.seed}`],
    ['Samples', formatCount(run.sampleCount)],
    ['Model', run.modelName],
  ];
  return (
    <dl className="figures grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-2">{name}</dt>
          <dd className="text-right wrap-anywhere">{value}</dd>
        </div>
      ))}
      <div className="contents">
        <dt className="text-ink-2">Made</dt>
        <dd className="text-right">
          <RelativeTime at={run.createdAt} />
        </dd>
      </div>
    </dl>
  );
}

function readK(draft: string): number | null {
  const k = Number(draft);
  return Number.isInteger(k) && k >= 1 && k <= K_LIMIT ? k : null;
}

function Recluster({
  datasetId,
  run,
  proposal,
  isBusy,
}: {
  datasetId: string;
  run: ClusterRunSummary;
  proposal: { k: number; reason: string };
  isBusy: boolean;
}) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(String(proposal.k));
  const k = readK(draft);
  const start = useMutation({
    mutationFn: (chosen: number) => api.post<JobSummary>(`/api/datasets/${datasetId}/cluster-runs`, { k: chosen }),
    onSuccess: () => client.invalidateQueries({ queryKey: datasetKey(datasetId) }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (k !== null) start.mutate(k);
  };
  const error = k === null ? `k is a whole number from 1 to ${formatCount(K_LIMIT)}.` : start.error?.message;
  return (
    <form onSubmit={submit} className="mt-4 border-t border-line pt-4">
      <TextField
        label="Number of clusters (k)"
        inputMode="numeric"
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        hint={proposal.reason}
        error={error}
      />
      {run.curve.length > 1 && (
        <KCurveChart
          curve={run.curve}
          sampleCount={run.sampleCount}
          k={k}
          proposedK={proposal.k}
          onPick={(picked) => setDraft(String(picked))}
        />
      )}
      <Button type="submit" className="mt-3" disabled={k === null || isBusy || start.isPending}>
        {isBusy ? 'A run is being made' : `Cluster again with k = ${k ?? '?'}`}
      </Button>
      <p className="mt-2 text-12 text-ink-3">
        Labels and exclusions stay. The new run takes the place of this one in review.
      </p>
    </form>
  );
}
