'use client';

import { useQuery } from '@tanstack/react-query';
import { jobQuery } from '@/components/datasets/job-queries';
import { nameJob, progressOf } from '@/components/datasets/job-words';
import { formatPercent } from '@/components/ui/format';
import { ProgressLine } from '@/components/ui/progress-line';

/** A dataset's running job in the place of its pictures. */
export function CardJob({ jobId }: { jobId: string }) {
  const { data: job } = useQuery(jobQuery(jobId));
  if (job === undefined) return null;
  return (
    <div className="grid h-full place-items-center">
      <div className="w-[62%]">
        <div className="mb-2 flex justify-between text-12">
          <span className="font-[560]">{nameJob(job)}</span>
          <span className="figures text-ink-2">{formatPercent(job.doneCount, job.totalCount)}</span>
        </div>
        <ProgressLine label={nameJob(job)} unit={job.unit} progress={progressOf(job)} />
      </div>
    </div>
  );
}
