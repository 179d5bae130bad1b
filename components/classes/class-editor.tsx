'use client';

import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, CloudOff, Merge, Trash2 } from 'lucide-react';
import { type RefObject, useId } from 'react';
import { expectedErrorsQuery } from '@/components/audit/audit-queries';
import { sayExpectedErrors } from '@/components/audit/audit-words';
import { sayAlike } from '@/components/classes/alike-words';
import { ClassExamples } from '@/components/classes/class-examples';
import { planStep, type Step } from '@/components/classes/class-moves';
import { type ClassChanges, useWaitingRemoval } from '@/components/classes/class-queries';
import { useKeysOfClasses } from '@/components/classes/class-tree';
import { DraftField, DraftText } from '@/components/classes/draft-field';
import { sayKeysOfClass } from '@/components/classes/key-words';
import { MarkPicker } from '@/components/classes/mark-picker';
import { useKeysOf } from '@/components/shell/commands';
import { Button } from '@/components/ui/button';
import { formatCounted } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';
import { Select } from '@/components/ui/select';
import { subtreeOf } from '@/lib/datasets/class-tree';
import type { Modality } from '@/lib/datasets/dataset';
import { KEY_PLACES, type LabelClass, MARK_COUNT } from '@/lib/datasets/label-class';

type EditorProps = {
  datasetId: string;
  modality: Modality;
  classes: readonly LabelClass[];
  labelClass: LabelClass;
  nameField: RefObject<HTMLInputElement | null>;
  onChange: (changes: ClassChanges, says: string) => void;
  onMerge: () => void;
  onDelete: () => void;
};

const STEP_ICONS = { up: ArrowUp, down: ArrowDown, out: ArrowLeft, in: ArrowRight };
const STEP_WORDS: Record<Step, string> = {
  up: 'Move up',
  down: 'Move down',
  out: 'Move out a level',
  in: 'Move below the class above',
};

/** Everything about one class, edited in place: each field is saved when it is left, and can be undone. */
export function ClassEditor(props: EditorProps) {
  const { datasetId, modality, classes, labelClass, nameField, onChange } = props;
  const { name, description, exampleIds } = labelClass;
  return (
    <div className="grid gap-4">
      <DraftField
        key={`${labelClass.id} name`}
        field={nameField}
        label="Name"
        value={name}
        caution={(next) =>
          sayAlike(
            classes.filter(({ id }) => id !== labelClass.id),
            next,
          )
        }
        onSave={(next) => onChange({ name: next }, `${name} is called ${next} now`)}
      />
      <Errors {...props} />
      <Steps {...props} />
      <div className="grid grid-cols-2 gap-3">
        <ParentChoice {...props} />
        <KeyChoice {...props} />
      </div>
      <Marks {...props} />
      <DraftText
        key={`${labelClass.id} guideline`}
        label="Guideline"
        hint="What belongs to it and what does not. Review shows it beside the samples."
        value={description}
        onSave={(next) => onChange({ description: next }, `Guideline of ${name} changed`)}
      />
      <section>
        <h3 className="mb-1.5 text-12 text-ink-2">Examples</h3>
        {exampleIds.length === 0 && (
          <p className="text-12 text-ink-3">None yet. In review, E makes the sample under the cursor an example.</p>
        )}
        <ClassExamples
          datasetId={datasetId}
          modality={modality}
          className={name}
          sampleIds={exampleIds}
          onRemove={(sampleId) =>
            onChange({ exampleIds: exampleIds.filter((id) => id !== sampleId) }, `1 example of ${name} taken away`)
          }
        />
      </section>
      <Ends {...props} />
    </div>
  );
}

/** How many labels of the class are there, and how many of them audits let expect to be wrong. */
function Errors({ datasetId, labelClass }: EditorProps) {
  const { data } = useQuery(expectedErrorsQuery(datasetId));
  const errors = data?.classes.find(({ labelClassId }) => labelClassId === labelClass.id);
  if (errors === undefined || errors.labelCount === 0) return null;
  return (
    <p className="figures -mt-2 text-12 text-ink-2" data-testid="class-errors">
      {formatCounted(errors.labelCount, 'label')} · expected errors: {sayExpectedErrors(errors)}
      {errors.auditedCount > 0 && ', 95 % interval'}
    </p>
  );
}

function Steps({ classes, labelClass, onChange }: EditorProps) {
  const keys = {
    up: useKeysOf('class.up'),
    down: useKeysOf('class.down'),
    in: useKeysOf('class.in'),
    out: useKeysOf('class.out'),
  };
  return (
    <fieldset className="-mt-2 flex gap-0.5">
      <legend className="sr-only">Place in the list</legend>
      {(['up', 'down', 'out', 'in'] as const).map((step) => {
        const changes = planStep(classes, labelClass.id, step);
        const Icon = STEP_ICONS[step];
        return (
          <IconButton
            key={step}
            label={STEP_WORDS[step]}
            {...(keys[step] === undefined ? {} : { keys: keys[step] })}
            disabled={changes === null}
            onClick={() => changes !== null && onChange(changes, `${labelClass.name} moved`)}
          >
            <Icon size={16} aria-hidden />
          </IconButton>
        );
      })}
    </fieldset>
  );
}

function ParentChoice({ classes, labelClass, onChange }: EditorProps) {
  const below = subtreeOf(classes, labelClass.id);
  const options = [
    { value: '', says: 'None' },
    ...classes.filter(({ id }) => !below.has(id)).map(({ id, name }) => ({ value: id, says: name })),
  ];
  return (
    <Select
      label="Parent"
      value={labelClass.parentId ?? ''}
      options={options}
      onPick={(parentId) => onChange({ parentId: parentId === '' ? null : parentId }, `${labelClass.name} moved`)}
    />
  );
}

function KeyChoice({ classes, labelClass, onChange }: EditorProps) {
  const keys = useKeysOfClasses(classes);
  const own = keys.get(labelClass.id);
  const byOrder =
    labelClass.key === null && own !== undefined ? `By its place: ${sayKeysOfClass(own)}` : 'By its place';
  const options = [
    { value: '', says: byOrder },
    ...KEY_PLACES.map((key) => ({ value: key, says: sayKeysOfClass(key) })),
  ];
  return (
    <Select
      label="Key"
      value={labelClass.key ?? ''}
      options={options}
      onPick={(key) => onChange({ key: key === '' ? null : key }, `Key of ${labelClass.name} changed`)}
    />
  );
}

function Marks({ classes, labelClass, onChange }: EditorProps) {
  const headingId = useId();
  const takenBy = new Map(
    classes.filter(({ id }) => id !== labelClass.id).map(({ slot, name }) => [slot % MARK_COUNT, name] as const),
  );
  return (
    <section aria-labelledby={headingId}>
      <h3 id={headingId} className="mb-1.5 text-12 text-ink-2">
        Colour and shape
      </h3>
      <MarkPicker
        slot={labelClass.slot}
        takenBy={takenBy}
        onPick={(mark) => onChange({ mark }, `${labelClass.name} has another colour or shape`)}
      />
    </section>
  );
}

function Ends({ classes, labelClass, onMerge, onDelete }: EditorProps) {
  const mergeKeys = useKeysOf('class.merge');
  const deleteKeys = useKeysOf('class.delete');
  const waiting = useWaitingRemoval(labelClass.id);
  if (waiting !== null) {
    const into = classes.find(({ id }) => id === waiting.intoId);
    return (
      <p role="status" className="flex items-center gap-1.5 border-t border-line pt-4 text-12 text-warn">
        <CloudOff size={12} aria-hidden className="flex-none" />
        {into === undefined ? 'Its deletion is on its way' : `Its merge into ${into.name} is on its way`}
      </p>
    );
  }
  return (
    <div className="flex flex-wrap gap-2 border-t border-line pt-4">
      <Button keys={mergeKeys} disabled={classes.length < 2} icon={<Merge size={14} aria-hidden />} onClick={onMerge}>
        Merge into another …
      </Button>
      <Button variant="danger" keys={deleteKeys} icon={<Trash2 size={14} aria-hidden />} onClick={onDelete}>
        Delete …
      </Button>
    </div>
  );
}
