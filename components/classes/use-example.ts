'use client';

import { useClassEdits } from '@/components/classes/class-queries';
import { useDecisions } from '@/components/samples/use-decisions';
import { useCommands } from '@/components/shell/commands';
import { useToast } from '@/components/ui/toast';
import { EXAMPLE_LIMIT, type LabelClass } from '@/lib/datasets/label-class';

/** Makes a sample an example of a class, by key too; null while there is no sample or no class. */
export function useExample(
  datasetId: string,
  labelClass: LabelClass | undefined,
  sampleId: string | undefined,
): (() => void) | null {
  const showToast = useToast();
  const { edit } = useDecisions(datasetId);
  const { change } = useClassEdits(datasetId, edit);
  const canAdd = labelClass !== undefined && sampleId !== undefined;
  const add = () => {
    if (labelClass === undefined || sampleId === undefined) return;
    const { exampleIds, name } = labelClass;
    if (exampleIds.includes(sampleId)) showToast({ says: `Already an example of ${name}` });
    else if (exampleIds.length >= EXAMPLE_LIMIT) {
      showToast({ says: `${name} has ${EXAMPLE_LIMIT} examples, the most there can be. Take one away first.` });
    } else change(labelClass, { exampleIds: [...exampleIds, sampleId] }, `1 used as example of ${name}`);
  };
  useCommands([{ id: 'class.example', heading: 'This class', enabled: canAdd, run: add }]);
  return canAdd ? add : null;
}
