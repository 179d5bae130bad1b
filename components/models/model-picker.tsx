'use client';

import clsx from 'clsx';
import { useId } from 'react';
import { DeleteModel } from '@/components/models/delete-model';
import { InstallModel } from '@/components/models/install-model';
import { sayCost } from '@/components/models/model-words';
import type { ModelChoice } from '@/lib/embeddings/embedding-model';

type PickerProps = {
  models: readonly ModelChoice[];
  /** Key of the chosen one. */
  value: string;
  onPick: (key: string) => void;
};

const isOwn = ({ source }: ModelChoice) => source !== 'package';

/** Models side by side with what each is good for and what it costs; one that is not installed can be installed here. */
export function ModelPicker({ models, value, onPick }: PickerProps) {
  const name = useId();
  return (
    <fieldset className="grid gap-2">
      <legend className="sr-only">Model</legend>
      {models.map((model) => (
        <div
          key={model.key}
          className={clsx(
            'rounded-control border px-3 py-2.5',
            'has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-accent',
            model.key === value ? 'border-accent bg-accent-weak' : 'border-line-2',
          )}
        >
          <label className="flex items-start gap-2.5">
            <input
              type="radio"
              name={name}
              value={model.key}
              checked={model.key === value}
              disabled={!model.isReady}
              onChange={() => onPick(model.key)}
              aria-describedby={`${name}-${model.key}`}
              className="mt-0.75 flex-none accent-(--accent)"
            />
            <span className="min-w-0">
              <span className="block font-[540] wrap-anywhere">{model.title}</span>
              <span id={`${name}-${model.key}`} className="block text-12 text-ink-2">
                {model.description} <span className="figures text-ink-3">{sayCost(model)}</span>
              </span>
            </span>
          </label>
          {!model.isReady && <InstallModel model={model} />}
          {isOwn(model) && model.datasetCount === 0 && <DeleteModel model={model} />}
        </div>
      ))}
    </fieldset>
  );
}
