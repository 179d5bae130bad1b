'use client';

import { Pencil, Plus } from 'lucide-react';
import { useState } from 'react';
import { ClassExamples } from '@/components/classes/class-examples';
import { useClassEdits } from '@/components/classes/class-queries';
import { DraftText } from '@/components/classes/draft-field';
import { useDecisions } from '@/components/samples/use-decisions';
import { useKeysOf } from '@/components/shell/commands';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import type { Modality } from '@/lib/datasets/dataset';
import type { LabelClass } from '@/lib/datasets/label-class';

type GuidelineProps = {
  datasetId: string;
  modality: Modality;
  labelClass: LabelClass;
  onExample: (() => void) | null;
};

const SHOWN_EXAMPLES = 4;

/** What belongs to the chosen class, with examples; edited where it is read. */
export function Guideline({ datasetId, modality, labelClass, onExample }: GuidelineProps) {
  const [editedId, setEditedId] = useState<string | null>(null);
  const { edit } = useDecisions(datasetId);
  const { change } = useClassEdits(datasetId, edit);
  const exampleKeys = useKeysOf('class.example');
  const { id, name, description, exampleIds } = labelClass;
  const isEdited = editedId === id;
  return (
    <section aria-label={`Guideline of ${name}`} className="grid gap-1.5 narrow:hidden">
      <div className="flex items-center gap-1">
        <h3 className="min-w-0 flex-1 truncate">Guideline · {name}</h3>
        <IconButton label="Edit the guideline" onClick={() => setEditedId(isEdited ? null : id)}>
          <Pencil size={14} aria-hidden />
        </IconButton>
      </div>
      {isEdited ? (
        <DraftText
          label="What belongs to it and what does not"
          value={description}
          rows={4}
          onSave={(next) => {
            setEditedId(null);
            change(labelClass, { description: next }, `Guideline of ${name} changed`);
          }}
        />
      ) : (
        description !== '' && <p className="line-clamp-6 text-12 whitespace-pre-wrap text-ink-2">{description}</p>
      )}
      <ClassExamples
        datasetId={datasetId}
        modality={modality}
        className={name}
        sampleIds={exampleIds.slice(0, SHOWN_EXAMPLES)}
        onRemove={(sampleId) =>
          change(
            labelClass,
            { exampleIds: exampleIds.filter((one) => one !== sampleId) },
            `1 example of ${name} taken away`,
          )
        }
      />
      <Button
        size="s"
        keys={exampleKeys}
        disabled={onExample === null}
        icon={<Plus size={12} aria-hidden />}
        onClick={() => onExample?.()}
      >
        Use 1 as example
      </Button>
    </section>
  );
}
