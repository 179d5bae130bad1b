'use client';

import { Check, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { CardJob } from '@/components/datasets/card-job';
import { Glimpse } from '@/components/datasets/glimpse';
import { findNextStep } from '@/components/datasets/next-step';
import { ModalityIcon } from '@/components/shell/modality-icon';
import { pathOf } from '@/components/shell/place';
import { Card } from '@/components/ui/card';
import { slotColour } from '@/components/ui/class-marker';
import { formatCount, formatPercent } from '@/components/ui/format';
import { Meter } from '@/components/ui/meter';
import { RelativeTime } from '@/components/ui/relative-time';
import type { DatasetCard as Facts } from '@/lib/datasets/dataset';

/** One dataset: what it looks like or what it is doing, how far it is, and its next step. */
export function DatasetCard({ dataset }: { dataset: Facts }) {
  return (
    <Card className="relative overflow-hidden transition-colors hover:border-line-2">
      <div className="h-43 overflow-hidden border-b border-line bg-sunken">
        {dataset.runningJobId === null ? <Glimpse {...dataset} /> : <CardJob jobId={dataset.runningJobId} />}
      </div>
      <div className="px-4 py-3.5">
        <div className="flex items-center justify-between gap-3">
          <h2 className="flex min-w-0 items-center gap-2">
            <ModalityIcon modality={dataset.modality} />
            <Link
              href={pathOf(dataset.id, 'overview')}
              className="truncate after:absolute after:inset-0 after:rounded-card focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
            >
              {dataset.name}
            </Link>
          </h2>
          <span className="figures font-[560] whitespace-nowrap">
            {formatPercent(dataset.labeledCount, dataset.sampleCount)}
          </span>
        </div>
        <Meter
          className="mt-2.5 mb-2"
          total={dataset.sampleCount}
          parts={dataset.classCounts.map((entry) => ({
            key: entry.labelClassId,
            count: entry.labelCount,
            colour: slotColour(entry.slot),
          }))}
        />
        <div className="figures flex justify-between gap-3 text-12 text-ink-3">
          <span>
            {formatCount(dataset.labeledCount)} of {formatCount(dataset.sampleCount)}{' '}
            {dataset.modality === 'image' ? 'images' : 'texts'}
          </span>
          <span>
            changed <RelativeTime at={dataset.updatedAt} />
          </span>
        </div>
        <Step dataset={dataset} />
      </div>
    </Card>
  );
}

function Step({ dataset }: { dataset: Facts }) {
  const step = findNextStep(dataset);
  if (step.path === null) return <p className="mt-2.5 text-12 text-ink-3">{step.says}</p>;
  return (
    <Link
      href={step.path}
      className="relative z-1 mt-2.5 inline-flex items-center gap-1 rounded-key text-12 font-[530] text-accent-text hover:underline"
    >
      {step.done && <Check size={14} aria-hidden />}
      {step.says}
      <ChevronRight size={12} aria-hidden />
    </Link>
  );
}
