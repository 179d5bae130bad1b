'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { classCommands } from '@/components/samples/class-keys';
import { ClassPicker } from '@/components/samples/class-picker';
import { History } from '@/components/samples/history';
import { LabelPanel } from '@/components/samples/label-panel';
import { ModelSees } from '@/components/samples/model-sees';
import { OriginalSees } from '@/components/samples/original';
import { Origins, Payload } from '@/components/samples/origins';
import { sampleKey, sampleQuery } from '@/components/samples/queries';
import { SampleHead } from '@/components/samples/sample-head';
import { byId, type ClassesById } from '@/components/samples/sample-words';
import { SimilarSamples } from '@/components/samples/similar-samples';
import { Suggestions } from '@/components/samples/suggestions';
import { useDecisions } from '@/components/samples/use-decisions';
import { useSampleSearch } from '@/components/samples/use-sample-search';
import { api } from '@/components/shell/api';
import { useCommands } from '@/components/shell/commands';
import { classesQuery, datasetKey, datasetQuery } from '@/components/shell/queries';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { ErrorState } from '@/components/ui/error-state';
import { ScrollArea } from '@/components/ui/scroll-area';
import { useToast } from '@/components/ui/toast';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { SampleDetail, SampleFilter } from '@/lib/samples/sample';

const SHOWN_SIMILAR_PICTURES = 10;
const SHOWN_SIMILAR_TEXTS = 4;

/** One sample with everything that is known of it, and the acts on it. */
export function SampleScreen({ datasetId, sampleId }: { datasetId: string; sampleId: string }) {
  const { filter } = useSampleSearch();
  const { data: sample, error, refetch } = useQuery(sampleQuery(sampleId));
  const { data } = useQuery(classesQuery(datasetId));
  const classes = useMemo(() => data?.classes ?? [], [data]);
  if (sample !== undefined) return <Screen {...{ datasetId, sample, classes, filter }} />;
  return (
    <main className="min-h-0 p-6">{error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}</main>
  );
}

type ScreenProps = { datasetId: string; sample: SampleDetail; classes: readonly LabelClass[]; filter: SampleFilter };

/** Deletes the sample, or brings it back; both say so with the way back. */
function useDeletion(datasetId: string, sampleId: string) {
  const client = useQueryClient();
  const showToast = useToast();
  const turn = async (isDeletion: boolean): Promise<void> => {
    try {
      if (isDeletion) await api.delete(`/api/samples/${sampleId}`);
      else await api.post(`/api/samples/${sampleId}/restore`);
      showToast(
        isDeletion
          ? {
              says: 'Sample deleted. It can be brought back for 30 days.',
              action: { says: 'Undo', run: () => void turn(false) },
            }
          : { says: 'Sample brought back' },
      );
    } catch (error) {
      showToast({ says: error instanceof Error ? error.message : String(error), tone: 'error' });
    }
    await client.invalidateQueries({ queryKey: sampleKey(sampleId) });
    await client.invalidateQueries({ queryKey: datasetKey(datasetId) });
  };
  return { remove: () => void turn(true), restore: () => void turn(false) };
}

/** What can be done with the label of this sample, by keys and by mouse. */
function useLabelActs({ datasetId, sample, classes }: ScreenProps, classesById: ClassesById, findClass: () => void) {
  const { decide, undo, redo } = useDecisions(datasetId);
  const deniable = classesById.get(sample.labelClassId ?? sample.suggestions[0]?.labelClassId ?? '') ?? null;
  const on = { sampleIds: [sample.id], revision: sample.revision };
  const { data: dataset } = useQuery(datasetQuery(datasetId));
  // Where a sample may carry several classes, a class that it carries is taken away by the same key.
  const label = (labelClass: LabelClass) => {
    const takesAway = dataset?.isMultiLabel === true && sample.labelClassIds.includes(labelClass.id);
    decide({ ...on, kind: takesAway ? 'clear' : 'label', labelClass });
  };
  const clear = () => decide({ ...on, kind: 'clear' });
  const deny = () => {
    if (deniable !== null) decide({ ...on, kind: 'exclude', labelClass: deniable });
  };
  const heading = 'This sample';
  const isHere = sample.deletedAt === null;
  useCommands([
    ...(isHere ? classCommands(classes, 1, heading, label) : []),
    { id: 'class.find', heading, enabled: isHere, run: findClass },
    { id: 'label.clear', heading, enabled: isHere && sample.labelClassId !== null, run: clear },
    {
      id: 'review.notThisClass',
      says: deniable === null ? null : `Not ${deniable.name}`,
      heading,
      enabled: isHere && deniable !== null,
      run: deny,
    },
    { id: 'undo', says: 'Undo my last act', heading: 'This dataset', run: () => undo() },
    { id: 'redo', says: 'Redo', heading: 'This dataset', run: () => redo() },
  ]);
  return { label, clear, deny, deniable };
}

function Screen(props: ScreenProps) {
  const { datasetId, sample, classes, filter } = props;
  const [isFinding, setFinding] = useState(false);
  const classesById = useMemo(() => byId(classes), [classes]);
  const acts = useLabelActs(props, classesById, () => setFinding(true));
  const { remove, restore } = useDeletion(datasetId, sample.id);
  const isText = sample.text !== null;
  return (
    <main className="relative grid min-h-0 grid-cols-[minmax(0,1fr)_340px] narrow:block narrow:overflow-y-auto">
      <section className="flex min-h-0 min-w-0 flex-col narrow:min-h-160">
        <SampleHead datasetId={datasetId} sample={sample} filter={filter} />
        <div className="flex min-h-0 flex-1 flex-col gap-5 px-6 py-5 narrow:px-4">
          {sample.deletedAt !== null && (
            <Callout
              tone="warn"
              title="This sample is deleted"
              action={<Button onClick={restore}>Bring back the sample</Button>}
            >
              It is in no list and no export. It can be brought back for 30 days.
            </Callout>
          )}
          <div className="grid min-h-60 flex-1 grid-cols-2 gap-5 *:[container-type:inline-size]">
            <OriginalSees sample={sample} wanted={filter.q ?? ''} />
            <ModelSees sample={sample} />
          </div>
          <SimilarSamples
            sampleId={sample.id}
            classes={classesById}
            count={isText ? SHOWN_SIMILAR_TEXTS : SHOWN_SIMILAR_PICTURES}
            {...{ datasetId, isText, filter }}
          />
        </div>
      </section>
      <ScrollArea
        name="About this sample"
        className="border-l border-line bg-surface p-4 narrow:border-t narrow:border-l-0"
      >
        <div className="flex flex-col gap-5">
          <LabelPanel
            sample={sample}
            classes={classesById}
            deniable={acts.deniable}
            onChoose={() => setFinding(true)}
            onClear={acts.clear}
            onDeny={acts.deny}
          />
          <Suggestions sample={sample} classes={classesById} />
          <History sample={sample} classes={classesById} />
          <Origins sample={sample} />
          <Payload sample={sample} />
          {sample.deletedAt === null && (
            <Button
              size="s"
              variant="danger"
              icon={<Trash2 size={14} aria-hidden />}
              onClick={remove}
              className="self-start"
            >
              Delete this sample
            </Button>
          )}
        </div>
      </ScrollArea>
      <ClassPicker
        datasetId={datasetId}
        title="Label this sample as"
        classes={classes}
        open={isFinding}
        onClose={() => setFinding(false)}
        onPick={acts.label}
      />
    </main>
  );
}
