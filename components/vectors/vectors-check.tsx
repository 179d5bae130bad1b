'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Card } from '@/components/ui/card';
import { ErrorState } from '@/components/ui/error-state';
import { TextField } from '@/components/ui/field';
import { formatCount, formatCounted } from '@/components/ui/format';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { listLeftOut, sayMatches, saySource } from '@/components/vectors/vector-words';
import { VectorsLeftOut } from '@/components/vectors/vectors-left-out';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { VectorChoices, VectorDeliverySummary, VectorInspection } from '@/lib/embeddings/own-vectors';

type CheckProps = {
  dataset: DatasetSummary;
  delivery: VectorDeliverySummary;
  inspection: VectorInspection;
  onCancel: () => void;
};

/** Vectors before they are written: what the file holds, which rows match, what to do about the rest. */
export function VectorsCheck({ dataset, delivery, inspection, onCancel }: CheckProps) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: datasetKey(dataset.id) });
  const change = useMutation({
    mutationFn: (choices: VectorChoices) => api.patch<VectorDeliverySummary>(`/api/vectors/${delivery.id}`, choices),
    onSuccess: refresh,
  });
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_300px] items-start gap-5 narrow:grid-cols-1">
      <div className="grid min-w-0 gap-5">
        {delivery.message !== null && <Callout tone="danger">{delivery.message}</Callout>}
        {inspection.outcomes.matched === 0 && (
          <Callout tone="warn">
            No row matches a sample. Choose what the ids are matched to, or another column of ids.
          </Callout>
        )}
        <Card className="p-5">
          <h2 className="mb-1">{delivery.files.map(({ name }) => name).join(' and ')}</h2>
          <p className="figures mb-4 text-ink-2">{saySource(inspection)}</p>
          <Matching dataset={dataset} inspection={inspection} onChange={(choices) => change.mutate(choices)} />
        </Card>
        <VectorsLeftOut delivery={delivery} inspection={inspection} />
      </div>
      <div className="grid gap-4">
        <Facts inspection={inspection} />
        <Confirm
          delivery={delivery}
          inspection={inspection}
          isBusy={change.isPending}
          error={change.error}
          onChange={(choices) => change.mutateAsync(choices)}
          onStarted={refresh}
          onCancel={onCancel}
        />
      </div>
    </div>
  );
}

function Matching({
  dataset,
  inspection,
  onChange,
}: {
  dataset: DatasetSummary;
  inspection: VectorInspection;
  onChange: (choices: VectorChoices) => void;
}) {
  const { idColumn, idColumns } = inspection.source;
  return (
    <div className="grid grid-cols-2 gap-4 narrow:grid-cols-1">
      {idColumn !== null && idColumns.length > 1 && (
        <Select
          label="Column of the ids"
          value={idColumn}
          options={idColumns.map((name) => ({ value: name, says: name }))}
          onPick={(picked) => onChange({ idColumn: picked })}
        />
      )}
      <Select
        label="The ids are matched to"
        value={inspection.matchBy}
        options={sayMatches(inspection, dataset.modality)}
        onPick={(matchBy) => onChange({ matchBy })}
      />
    </div>
  );
}

function Facts({ inspection }: { inspection: VectorInspection }) {
  const { outcomes, withoutVectorCount } = inspection;
  const facts = [
    { says: 'Samples with a vector', count: outcomes.matched, look: 'font-[560]' },
    { says: 'Samples without one', count: withoutVectorCount, look: withoutVectorCount > 0 ? 'text-warn' : '' },
    ...listLeftOut(inspection).map((fact) => ({ ...fact, look: 'text-danger' })),
  ];
  return (
    <Card className="p-4" aria-label="What will happen">
      <h2 className="mb-2">What will happen</h2>
      <dl className="figures grid grid-cols-[1fr_auto] gap-x-3 gap-y-1.5" aria-live="polite">
        {facts.map(({ says, count, look }) => (
          <div key={says} className="contents">
            <dt className="text-ink-2">{says}</dt>
            <dd className={`text-right ${look}`}>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      {withoutVectorCount > 0 && (
        <p className="mt-2 text-12 text-ink-3">
          Samples without a vector are not clustered. The filter “failed” lists them.
        </p>
      )}
    </Card>
  );
}

type ConfirmProps = {
  delivery: VectorDeliverySummary;
  inspection: VectorInspection;
  isBusy: boolean;
  error: Error | null;
  onChange: (choices: VectorChoices) => Promise<unknown>;
  onStarted: () => Promise<void>;
  onCancel: () => void;
};

/** The one button that writes: under which name, with which of several vectors, and whether to cluster by them at once. */
function Confirm({ delivery, inspection, isBusy, error, onChange, onStarted, onCancel }: ConfirmProps) {
  const [name, setName] = useState(delivery.name);
  const [cluster, setCluster] = useState(true);
  const { matched, different } = inspection.outcomes;
  const start = useMutation({
    mutationFn: async () => {
      if (name.trim() !== delivery.name) await onChange({ name: name.trim() });
      return api.post<VectorDeliverySummary>(`/api/vectors/${delivery.id}/start`, { cluster });
    },
    onSuccess: onStarted,
  });
  const isRefused = matched === 0 || name.trim() === '' || (different > 0 && delivery.duplicates === 'refuse');
  const isHeld = isBusy || isRefused || start.isPending || start.isSuccess;
  return (
    <div className="grid gap-3">
      <TextField
        label="Name of the model"
        value={name}
        maxLength={200}
        onChange={(event) => setName(event.target.value)}
      />
      {different > 0 && (
        <div>
          <p className="mb-1.5 text-12 text-ink-2">Where a sample has different vectors</p>
          <Segmented
            wide
            label="Where a sample has different vectors"
            value={delivery.duplicates}
            options={[
              { value: 'refuse', says: 'Write nothing' },
              { value: 'first', says: 'Take the first' },
            ]}
            onPick={(duplicates) => void onChange({ duplicates }).catch(() => undefined)}
          />
        </div>
      )}
      <label className="flex items-center gap-2">
        <input type="checkbox" checked={cluster} onChange={(event) => setCluster(event.target.checked)} />
        Cluster by these vectors at once
      </label>
      {(error ?? start.error) !== null && <ErrorState error={(error ?? start.error) as Error} />}
      <Button variant="primary" size="l" disabled={isHeld} onClick={() => start.mutate()}>
        {matched === 0 ? 'No row matches a sample' : `Bring ${formatCounted(matched, 'vector')}`}
      </Button>
      <Button variant="ghost" disabled={start.isPending} onClick={onCancel}>
        Cancel: nothing is written
      </Button>
    </div>
  );
}
