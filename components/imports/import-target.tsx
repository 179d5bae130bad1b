'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ImportModel } from '@/components/models/import-model';
import { datasetsQuery } from '@/components/shell/queries';
import { Card } from '@/components/ui/card';
import { TextField } from '@/components/ui/field';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import type { Modality } from '@/lib/datasets/dataset';
import type { ImportDetail, ImportSettings } from '@/lib/samples/import';

const NEW = 'new';
const SETTLE_MS = 600;
const LABELS_AS = [
  { value: 'suggestions', says: 'Suggestions' },
  { value: 'labels', says: 'Labels' },
] as const;

const ONE = 'one';
const SEPARATORS = [
  { value: ONE, says: 'No: a cell is one class' },
  { value: ';', says: 'Separated by ;' },
  { value: '|', says: 'Separated by |' },
  { value: ',', says: 'Separated by ,' },
] as const;

type TargetProps = {
  detail: ImportDetail;
  modality: Modality;
  hasLabels: boolean;
  onChange: (settings: ImportSettings) => void;
};

/** Where the samples go, and what imported labels count as. */
export function ImportTarget({ detail, modality, hasLabels, onChange }: TargetProps) {
  const { data } = useQuery(datasetsQuery);
  const fitting = data?.datasets.filter((dataset) => dataset.modality === modality) ?? [];
  const options = [
    { value: NEW, says: 'New dataset' },
    ...fitting.map((dataset) => ({ value: dataset.id, says: dataset.name })),
  ];
  const pick = (value: string) =>
    onChange(value === NEW ? { datasetName: detail.datasetName ?? detail.name } : { datasetId: value });
  return (
    <Card className="grid gap-3 p-4">
      <Select label="Dataset" value={detail.datasetId ?? NEW} options={options} onPick={pick} />
      {detail.datasetId === null && (
        <NewName initial={detail.datasetName ?? detail.name} onName={(datasetName) => onChange({ datasetName })} />
      )}
      {detail.datasetId === null && (
        <ImportModel modality={modality} model={detail.model} onPick={(model) => onChange({ model })} />
      )}
      {hasLabels && (
        <div>
          <p className="mb-1.5 text-12 text-ink-2">Imported labels count as</p>
          <Segmented
            wide
            label="Imported labels count as"
            value={detail.labelsAs}
            options={LABELS_AS}
            onPick={(labelsAs) => onChange({ labelsAs })}
          />
          <p className="mt-1.5 text-12 text-ink-3">
            {detail.labelsAs === 'suggestions'
              ? 'Suggestions wait for your review and never count as labeled.'
              : 'Labels count as labeled at once, with the import as their source.'}
          </p>
          <Select
            className="mt-3"
            label="Several classes in a cell"
            value={detail.labelSeparator ?? ONE}
            options={SEPARATORS}
            onPick={(sign) => onChange({ labelSeparator: sign === ONE ? null : sign })}
          />
          {detail.labelSeparator !== null && detail.datasetId === null && (
            <p className="mt-1.5 text-12 text-ink-3">A sample of the new dataset can carry several classes.</p>
          )}
        </div>
      )}
    </Card>
  );
}

/** Tells a new name once typing has paused, and at the latest when the field is left. */
function NewName({ initial, onName }: { initial: string; onName: (name: string) => void }) {
  const [draft, setDraft] = useState(initial);
  const [told, setTold] = useState(initial);
  const name = draft.trim();
  useEffect(() => {
    if (name === '' || name === told) return;
    const timer = setTimeout(() => {
      setTold(name);
      onName(name);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [name, told, onName]);
  const tellNow = () => {
    if (name === '' || name === told) return;
    setTold(name);
    onName(name);
  };
  return (
    <TextField
      label="Its name"
      value={draft}
      maxLength={200}
      onBlur={tellNow}
      onChange={(event) => setDraft(event.target.value)}
      {...(name === '' ? { error: 'A dataset has a name of 1 to 200 characters.' } : {})}
    />
  );
}
