'use client';

import { useQuery } from '@tanstack/react-query';
import { jobQuery } from '@/components/datasets/job-queries';
import { progressOf, sayWait } from '@/components/datasets/job-words';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { formatBytes } from '@/components/ui/format';
import { Meter } from '@/components/ui/meter';
import { ProgressLine } from '@/components/ui/progress-line';
import type { VectorDeliverySummary } from '@/lib/embeddings/own-vectors';

/** The bytes on their way from this tab to the server. */
export function VectorsSending({
  sentBytes,
  sizeBytes,
  onCancel,
}: {
  sentBytes: number;
  sizeBytes: number;
  onCancel: () => void;
}) {
  return (
    <Card className="p-5">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2>Sending</h2>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
      <Meter size="m" total={sizeBytes} parts={[{ key: 'sent', count: sentBytes, colour: 'var(--accent)' }]} />
      <p className="figures mt-2 text-12 text-ink-3" role="status">
        {formatBytes(sentBytes)} of {formatBytes(sizeBytes)}. Keep this tab open until the files are through.
      </p>
    </Card>
  );
}

/** A job that reads the files, matches their rows, or writes the vectors. */
export function VectorsWorking({ delivery, onCancel }: { delivery: VectorDeliverySummary; onCancel: () => void }) {
  const { data: job } = useQuery({ ...jobQuery(delivery.jobId ?? ''), enabled: delivery.jobId !== null });
  const isWriting = delivery.status === 'queued' || delivery.status === 'running';
  const title = isWriting ? 'Writing the vectors' : (job?.message ?? 'Reading the files');
  const progress = job === undefined ? { done: 0, total: null, perSecond: null } : progressOf(job);
  const note = (job === undefined ? null : sayWait(job)) ?? 'You can close this tab. The work goes on.';
  return (
    <Card className="p-5">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 role="status">{title}</h2>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
      <ProgressLine label={title} unit={job?.unit ?? 'rows'} progress={progress} />
      <p className="mt-2 text-12 text-ink-3">{note}</p>
    </Card>
  );
}
