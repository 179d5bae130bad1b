'use client';

import { useQuery } from '@tanstack/react-query';
import { Search, Upload } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { DatasetCard } from '@/components/datasets/dataset-card';
import { DeletedDatasets } from '@/components/datasets/deleted-datasets';
import { DemoCards } from '@/components/datasets/demo-cards';
import { FirstRun } from '@/components/datasets/first-run';
import { UnfinishedImports } from '@/components/imports/unfinished-imports';
import { WindowDrop } from '@/components/imports/window-drop';
import { useCommands, useKeysOf } from '@/components/shell/commands';
import { datasetsQuery } from '@/components/shell/queries';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { TextField } from '@/components/ui/field';
import { formatCount, formatCounted } from '@/components/ui/format';
import { Page } from '@/components/ui/page';
import type { DatasetCard as Facts } from '@/lib/datasets/dataset';

const BUSY_POLL_MS = 3_000;

/** All datasets, or the first run of an empty installation. */
export function Home() {
  const { data, error, refetch } = useQuery({
    ...datasetsQuery,
    refetchInterval: ({ state }) =>
      state.data?.datasets.some((one) => one.runningJobId !== null) ? BUSY_POLL_MS : false,
  });
  if (error !== null && data === undefined) {
    return (
      <Page>
        <ErrorState error={error} safe="Your datasets are on the disk, as they were." onRetry={() => void refetch()} />
      </Page>
    );
  }
  if (data === undefined) return <HomeFrame />;
  return data.datasets.length === 0 ? <FirstRun /> : <Datasets datasets={data.datasets} />;
}

/** The places of the cards while they are read. */
function HomeFrame() {
  return (
    <Page>
      <h1>Datasets</h1>
      <div aria-hidden="true" className="mt-12 grid grid-cols-2 gap-4 narrow:grid-cols-1">
        <span className="h-72 rounded-card bg-sunken" />
        <span className="h-72 rounded-card bg-sunken" />
      </div>
    </Page>
  );
}

function sayTotals(datasets: readonly Facts[]): string {
  const sampleCount = datasets.reduce((sum, dataset) => sum + dataset.sampleCount, 0);
  const labeledCount = datasets.reduce((sum, dataset) => sum + dataset.labeledCount, 0);
  return `${formatCounted(datasets.length, 'dataset')} · ${formatCounted(sampleCount, 'sample')} · ${formatCount(labeledCount)} labeled`;
}

function Datasets({ datasets }: { datasets: readonly Facts[] }) {
  const [wanted, setWanted] = useState('');
  const shown = datasets.filter((dataset) => dataset.name.toLowerCase().includes(wanted.trim().toLowerCase()));
  return (
    <Page>
      <WindowDrop />
      <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <div>
          <h1>Datasets</h1>
          <p className="figures mt-0.5 text-ink-2">{sayTotals(datasets)}</p>
        </div>
        <Tools wanted={wanted} onWant={setWanted} />
      </div>
      <UnfinishedImports />
      {shown.length === 0 && (
        <EmptyState
          title="No dataset has this name"
          action={<Button onClick={() => setWanted('')}>Show all {datasets.length}</Button>}
        />
      )}
      <div className="grid grid-cols-2 gap-4 narrow:grid-cols-1">
        {shown.map((dataset) => (
          <DatasetCard key={dataset.id} dataset={dataset} />
        ))}
      </div>
      <details className="mt-8">
        <summary className="w-fit rounded-key text-12 text-ink-2">Load a demo</summary>
        <div className="mt-3 max-w-215">
          <DemoCards />
        </div>
      </details>
      <DeletedDatasets />
    </Page>
  );
}

function Tools({ wanted, onWant }: { wanted: string; onWant: (wanted: string) => void }) {
  const router = useRouter();
  const place = useRef<HTMLDivElement>(null);
  const [findKeys, importKeys] = [useKeysOf('samples.find'), useKeysOf('import.files')];
  useCommands([
    { id: 'samples.find', says: null, run: () => place.current?.querySelector('input')?.focus() },
    { id: 'import.files', says: null, run: () => router.push('/import') },
  ]);
  return (
    <div ref={place} className="flex items-center gap-2">
      <TextField
        className="w-55"
        label="Filter datasets"
        hideLabel
        placeholder="Filter datasets"
        icon={<Search size={14} aria-hidden />}
        keys={findKeys}
        value={wanted}
        onChange={(event) => onWant(event.target.value)}
      />
      <Button
        variant="primary"
        size="field"
        keys={importKeys}
        icon={<Upload size={14} aria-hidden />}
        onClick={() => router.push('/import')}
      >
        Import samples
      </Button>
    </div>
  );
}
