'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { AddModel } from '@/components/models/add-model';
import { ModelPicker } from '@/components/models/model-picker';
import { datasetModelQuery } from '@/components/models/model-queries';
import { sayChange, sayCost } from '@/components/models/model-words';
import { callApi } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import { Button, ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { ModelChoice } from '@/lib/embeddings/embedding-model';
import type { JobSummary } from '@/lib/jobs/job';

/** The model that a dataset is embedded with, and a way to another one. */
export function ModelCard({ dataset }: { dataset: DatasetSummary }) {
  const { data } = useQuery(datasetModelQuery(dataset.id));
  const [isChoosing, setChoosing] = useState(false);
  if (data === undefined) return null;
  const present = data.models.find(({ key }) => key === data.model);
  return (
    <Card className="p-5" aria-label="Model">
      <div className="mb-2 flex items-center justify-between gap-2">
        <h2>Model</h2>
        <Button size="s" aria-expanded={isChoosing} onClick={() => setChoosing(!isChoosing)}>
          {isChoosing ? 'Keep this one' : 'Choose another'}
        </Button>
      </div>
      {isChoosing ? (
        <Choose dataset={dataset} present={data.model} models={data.models} onDone={() => setChoosing(false)} />
      ) : (
        present && (
          <>
            <p className="font-[540] wrap-anywhere">{present.title}</p>
            <p className="mt-1 text-12 text-ink-2">
              {present.description} <span className="figures text-ink-3">{sayCost(present)}</span>
            </p>
          </>
        )
      )}
      <ButtonLink size="s" className="mt-3" href={`/datasets/${dataset.id}/vectors`}>
        Bring vectors
      </ButtonLink>
    </Card>
  );
}

type ChooseProps = { dataset: DatasetSummary; present: string; models: ModelChoice[]; onDone: () => void };

function Choose({ dataset, present, models, onDone }: ChooseProps) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(present);
  const choose = useMutation({
    mutationFn: (model: string) =>
      callApi<{ model: string; job: JobSummary | null }>('PUT', `/api/datasets/${dataset.id}/model`, {
        body: { model },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: datasetKey(dataset.id) });
      onDone();
    },
  });
  const picked = models.find(({ key }) => key === draft);
  const isOther = picked !== undefined && draft !== present;
  return (
    <div className="grid gap-3">
      <ModelPicker models={models} value={draft} onPick={setDraft} />
      {isOther && <p className="text-12 text-ink-2">{sayChange(picked, dataset.sampleCount)}</p>}
      {choose.error !== null && (
        <p role="alert" className="text-12 text-danger">
          {choose.error.message}
        </p>
      )}
      <div>
        <Button disabled={!isOther || choose.isPending} onClick={() => choose.mutate(draft)}>
          {isOther ? `Use ${picked.title}` : 'This model is in use'}
        </Button>
      </div>
      {dataset.modality === 'image' && <AddModel datasetId={dataset.id} />}
    </div>
  );
}
