'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { describeNext, type NextBandFacts } from '@/components/datasets/describe-next';
import { thumbPath } from '@/components/datasets/glimpse';
import { isOpen, jobsQuery } from '@/components/datasets/job-queries';
import { clusterQueueQuery, versionsQuery } from '@/components/datasets/overview-queries';
import { api } from '@/components/shell/api';
import { useCommands, useKeysOf } from '@/components/shell/commands';
import { classesQuery, datasetKey } from '@/components/shell/queries';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { useToast } from '@/components/ui/toast';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { JobSummary } from '@/lib/jobs/job';

const PICTURES = 4;

function useNextFacts(dataset: DatasetSummary): NextBandFacts | null {
  const { data: queue } = useQuery(clusterQueueQuery(dataset.id));
  const { data: jobs } = useQuery(jobsQuery(dataset.id));
  const { data: classes } = useQuery(classesQuery(dataset.id));
  const { data: versions } = useQuery(versionsQuery(dataset.id));
  if (queue === undefined || jobs === undefined) return null;
  return {
    dataset,
    clusters: queue.clusters.filter((cluster) => !cluster.done && cluster.parked === null),
    parkedCount: queue.clusters.filter((cluster) => !cluster.done && cluster.parked !== null).length,
    hasRun: queue.run !== null,
    isPaused: jobs.jobs.some(({ status }) => status === 'paused'),
    isWorking: jobs.jobs.some((job) => isOpen(job) && ['intake', 'demo', 'embed', 'cluster'].includes(job.kind)),
    classNames: new Map(classes?.classes.map((one) => [one.id, one.name])),
    newestVersion: versions?.versions[0]?.number ?? null,
    newLabelCount: versions?.since.labelCount ?? 0,
  };
}

/** The next step, as one band with its button and key. */
export function NextBand({ dataset }: { dataset: DatasetSummary }) {
  const facts = useNextFacts(dataset);
  const router = useRouter();
  const client = useQueryClient();
  const showToast = useToast();
  const keys = useKeysOf('review.start');
  const embed = useMutation({
    mutationFn: () => api.post<JobSummary>(`/api/datasets/${dataset.id}/embed`),
    onSuccess: () => client.invalidateQueries({ queryKey: datasetKey(dataset.id) }),
    onError: (error) => showToast({ says: error.message, tone: 'error' }),
  });
  const next = facts === null ? null : describeNext(facts);
  const act = () => {
    if (next?.act === 'embed') embed.mutate();
    else if (next?.path) router.push(next.path);
  };
  const button = next?.button ?? null;
  useCommands([
    {
      id: 'review.start',
      says: button,
      heading: 'This dataset',
      enabled: button !== null && !embed.isPending,
      run: act,
    },
  ]);
  if (facts === null || next === null) return <div aria-hidden="true" className="h-18 rounded-card bg-sunken" />;
  const pictures = dataset.modality === 'image' ? (facts.clusters[0]?.representatives.slice(0, PICTURES) ?? []) : [];
  return (
    <Callout
      tone="next"
      title={next.title}
      action={
        <>
          <span aria-hidden="true" className="flex gap-1 narrow:hidden">
            {pictures.map(({ sampleId }) => (
              <img
                key={sampleId}
                alt=""
                src={thumbPath(sampleId)}
                className="size-10 rounded-control bg-sunken object-cover"
              />
            ))}
          </span>
          {button !== null && (
            <Button variant="primary" size="l" keys={keys} disabled={embed.isPending} onClick={act}>
              {button}
            </Button>
          )}
        </>
      }
    >
      {next.says}
    </Callout>
  );
}
