'use client';

import { useQuery } from '@tanstack/react-query';
import { jobQuery } from '@/components/datasets/job-queries';
import { ProgressLine } from '@/components/ui/progress-line';

/** Count, rate and time left of a running job, in place of what it will become. */
export function JobLine({ jobId, label }: { jobId: string; label: string }) {
  const { data: job } = useQuery(jobQuery(jobId));
  if (job === undefined) return <div className="h-1.5 rounded-[3px] bg-line" />;
  const total = job.totalCount > 0 ? job.totalCount : null;
  return (
    <ProgressLine label={label} unit={job.unit} progress={{ done: job.doneCount, total, perSecond: job.ratePerS }} />
  );
}
