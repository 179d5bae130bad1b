'use client';

import { useQuery } from '@tanstack/react-query';
import { HelpCard } from '@/components/compute/help-card';
import { ClassesCard } from '@/components/datasets/classes-card';
import { ClusterCard } from '@/components/datasets/cluster-card';
import { DatasetHead } from '@/components/datasets/dataset-head';
import { ImportsCard } from '@/components/datasets/imports-card';
import { JobCards } from '@/components/datasets/job-card';
import { NextBand } from '@/components/datasets/next-band';
import { OperationsCard } from '@/components/datasets/operations-card';
import { ProgressCard } from '@/components/datasets/progress-card';
import { VersionCard } from '@/components/datasets/version-card';
import { WindowDrop } from '@/components/imports/window-drop';
import { ModelCard } from '@/components/models/model-card';
import { datasetQuery } from '@/components/shell/queries';
import { Page } from '@/components/ui/page';

/** Where a dataset stands: the next step first, then its progress, running work, where things come from, what was done. */
export function Overview({ datasetId }: { datasetId: string }) {
  const { data: dataset } = useQuery(datasetQuery(datasetId));
  if (dataset === undefined) return <Page>{null}</Page>;
  return (
    <Page>
      <WindowDrop datasetId={datasetId} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <DatasetHead dataset={dataset} />
        <NextBand dataset={dataset} />
        <div className="grid grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)] items-start gap-5 narrow:grid-cols-1">
          <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-5">
            <ProgressCard datasetId={datasetId} />
            <OperationsCard datasetId={datasetId} />
          </div>
          <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-5">
            <JobCards datasetId={datasetId} />
            <HelpCard datasetId={datasetId} />
            <ClusterCard datasetId={datasetId} />
            <ClassesCard dataset={dataset} />
            <ModelCard dataset={dataset} />
            <VersionCard datasetId={datasetId} />
            <ImportsCard datasetId={datasetId} />
          </div>
        </div>
      </div>
    </Page>
  );
}
