'use client';

import { useQuery } from '@tanstack/react-query';
import { ModelPicker } from '@/components/models/model-picker';
import { modelsQuery } from '@/components/models/model-queries';
import type { Modality } from '@/lib/datasets/dataset';

/** The model of the dataset that an import makes; nothing to see while there is only one. */
export function ImportModel({
  modality,
  model,
  onPick,
}: {
  modality: Modality;
  /** Key of the chosen one; null for the default. */
  model: string | null;
  onPick: (model: string) => void;
}) {
  const { data } = useQuery(modelsQuery(modality));
  if (data === undefined || data.models.length < 2) return null;
  const value = model ?? data.models.find(({ isDefault }) => isDefault)?.key ?? '';
  return (
    <div>
      <p className="mb-1.5 text-12 text-ink-2">Model</p>
      <ModelPicker models={data.models} value={value} onPick={onPick} />
    </div>
  );
}
