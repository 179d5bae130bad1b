'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus, Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { canCreateClass, sayAlike, sayFull } from '@/components/classes/alike-words';
import { ClassEditor } from '@/components/classes/class-editor';
import { planStep, type Step } from '@/components/classes/class-moves';
import { type ClassChanges, useClassEdits } from '@/components/classes/class-queries';
import { ClassRemoval, MergeTarget } from '@/components/classes/class-removal';
import { ClassTree } from '@/components/classes/class-tree';
import { useDecisions } from '@/components/samples/use-decisions';
import { type Command, useCommands, useKeysOf } from '@/components/shell/commands';
import { classesQuery, datasetQuery } from '@/components/shell/queries';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { TextField } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import { ScrollArea } from '@/components/ui/scroll-area';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import { CLASS_LIMIT, type LabelClass } from '@/lib/datasets/label-class';
import { findClasses } from '@/lib/review/class-search';

/** The classes of a dataset: what they are called, how they look, what belongs to them, and how they stand to each other. */
export function ClassesScreen({ datasetId }: { datasetId: string }) {
  const dataset = useQuery(datasetQuery(datasetId));
  const classes = useQuery(classesQuery(datasetId));
  const error = dataset.error ?? classes.error;
  if (dataset.data !== undefined && classes.data !== undefined) {
    return <Screen dataset={dataset.data} classes={classes.data.classes} />;
  }
  return (
    <main className="min-h-0 p-6">
      {error !== null && (
        <ErrorState error={error} onRetry={() => void Promise.all([dataset.refetch(), classes.refetch()])} />
      )}
    </main>
  );
}

type Panel =
  | { kind: 'edit' }
  | { kind: 'target' }
  /** What the class `ofId` becomes: part of another one, or nothing (null). */
  | { kind: 'remove'; ofId: string; into: LabelClass | null };

const focusTree = () => document.querySelector<HTMLElement>('[role=tree]')?.focus();

function useClassesState(dataset: DatasetSummary, classes: readonly LabelClass[]) {
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [asked, setPanel] = useState<Panel>({ kind: 'edit' });
  // The tree may not be there yet when a class was created: it gets the focus once the page shows what came of the act.
  const [returns, setReturns] = useState(0);
  useEffect(() => {
    if (returns > 0) focusTree();
  }, [returns]);
  const { undo, redo, edit } = useDecisions(dataset.id);
  const edits = useClassEdits(dataset.id, edit);
  const wanted = typed.trim();
  const shown = wanted === '' ? classes : findClasses(classes, wanted).map((hit) => hit.labelClass);
  const chosen = classes.find(({ id }) => id === chosenId) ?? shown[0] ?? null;
  // The preview of one class never stands beside another, which takes the place of one that is gone.
  const panel: Panel = asked.kind === 'remove' && asked.ofId !== chosen?.id ? { kind: 'edit' } : asked;
  const choose = (id: string) => {
    setChosenId(id);
    setPanel({ kind: 'edit' });
  };
  const change = (changes: ClassChanges, says: string) => {
    if (chosen === null) return;
    setChosenId(chosen.id);
    edits.change(chosen, changes, says);
  };
  const leavePanel = () => {
    setPanel({ kind: 'edit' });
    setReturns((count) => count + 1);
  };
  const step = (by: Step) => {
    const changes = chosen === null ? null : planStep(classes, chosen.id, by);
    if (chosen !== null && changes !== null) change(changes, `${chosen.name} moved`);
  };
  const create = () => {
    const madeId = edits.create(wanted, null);
    if (madeId === null) return;
    setTyped('');
    choose(madeId);
    setReturns((count) => count + 1);
  };
  const remove = (into: LabelClass | null, revision: number) => {
    if (chosen === null) return;
    setChosenId(chosen.id);
    const onDone = () => setChosenId((now) => (now === chosen.id ? (into?.id ?? null) : now));
    // Whoever still looks at the class sees what it would do now.
    const onRefused = () => setPanel((now) => (now.kind === 'edit' ? { kind: 'remove', ofId: chosen.id, into } : now));
    edits.remove({ labelClass: chosen, into }, revision, { onDone, onRefused });
    setPanel({ kind: 'edit' });
    setReturns((count) => count + 1);
  };
  return {
    ...{ chosen, shown, wanted, typed, setTyped, panel, setPanel, leavePanel },
    ...{ choose, change, step, create, remove, undo, redo },
  };
}

function Screen({ dataset, classes }: { dataset: DatasetSummary; classes: readonly LabelClass[] }) {
  const state = useClassesState(dataset, classes);
  const { chosen, panel, setPanel } = state;
  const field = useRef<HTMLInputElement>(null);
  const nameField = useRef<HTMLInputElement>(null);
  const rename = () => {
    nameField.current?.focus();
    nameField.current?.select();
  };
  useClassesCommands(state, { classes, rename, find: () => field.current?.focus() });
  return (
    <main className="relative grid min-h-0 grid-cols-[minmax(0,1fr)_400px] grid-rows-[minmax(0,1fr)] max-[1100px]:grid-cols-[minmax(0,1fr)_340px] narrow:block narrow:overflow-y-auto">
      <section className="flex min-h-0 min-w-0 flex-col gap-2 bg-surface px-4 pt-4 pb-2 narrow:h-[60dvh]">
        <Head state={state} classes={classes} field={field} />
        {state.shown.length > 0 ? (
          <ClassTree
            classes={classes}
            shown={state.shown}
            wanted={state.wanted}
            chosenId={chosen?.id ?? null}
            onChoose={state.choose}
            onOpen={rename}
          />
        ) : (
          <EmptyState title={classes.length === 0 ? 'No classes yet' : `No class contains “${state.wanted}”`}>
            Type a name above and press Enter to create the class.
          </EmptyState>
        )}
      </section>
      <ScrollArea
        name="The chosen class"
        className="border-l border-line bg-canvas p-4 narrow:border-t narrow:border-l-0"
      >
        {chosen !== null && panel.kind === 'edit' && (
          <ClassEditor
            datasetId={dataset.id}
            modality={dataset.modality}
            classes={classes}
            labelClass={chosen}
            nameField={nameField}
            onChange={state.change}
            onMerge={() => setPanel({ kind: 'target' })}
            onDelete={() => setPanel({ kind: 'remove', ofId: chosen.id, into: null })}
          />
        )}
        {chosen !== null && panel.kind === 'target' && (
          <MergeTarget
            labelClass={chosen}
            classes={classes}
            onPick={(into) => setPanel({ kind: 'remove', ofId: chosen.id, into })}
            onBack={state.leavePanel}
          />
        )}
        {chosen !== null && panel.kind === 'remove' && (
          <ClassRemoval
            datasetId={dataset.id}
            labelClass={chosen}
            into={panel.into}
            onBack={state.leavePanel}
            onRemove={(revision) => state.remove(panel.into, revision)}
          />
        )}
      </ScrollArea>
    </main>
  );
}

type State = ReturnType<typeof useClassesState>;
type HeadProps = { state: State; classes: readonly LabelClass[]; field: React.RefObject<HTMLInputElement | null> };

function Head({ state, classes, field }: HeadProps) {
  const { typed, setTyped, wanted, shown, choose, create } = state;
  const findKeys = useKeysOf('class.find');
  const canCreate = canCreateClass(classes, wanted);
  const note = sayFull(classes, wanted) ?? sayAlike(classes, wanted);
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const first = shown[0];
    if (event.key === 'Enter' && canCreate && (first === undefined || event.shiftKey)) create();
    else if (first !== undefined && (event.key === 'ArrowDown' || (event.key === 'Enter' && wanted !== ''))) {
      choose(first.id);
      focusTree();
    } else if (event.key === 'Escape') {
      setTyped('');
      focusTree();
    } else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="flex items-baseline gap-2">
        <h1 className="text-20 font-[600]">Classes</h1>
        <span className="figures text-12 text-ink-3">
          {formatCount(classes.length)} of at most {CLASS_LIMIT}
        </span>
      </div>
      <div className="flex items-start gap-2">
        <TextField
          ref={field}
          label="Find or create a class"
          hideLabel
          className="flex-1"
          icon={<Search size={14} aria-hidden />}
          {...(typed === '' ? { keys: findKeys } : { keys: 'Escape' })}
          value={typed}
          maxLength={200}
          placeholder="Find or create a class"
          {...(note === null ? {} : { hint: <span role="status">{note}</span> })}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={press}
        />
        <Button
          size="field"
          disabled={!canCreate}
          icon={<Plus size={14} aria-hidden />}
          onClick={create}
          {...(canCreate ? { keys: shown.length === 0 ? 'Enter' : 'Shift+Enter' } : {})}
        >
          Create class
        </Button>
      </div>
    </>
  );
}

const HEADING = 'This class';

function useClassesCommands(
  { chosen, panel, setPanel, leavePanel, step, undo, redo }: State,
  { classes, rename, find }: { classes: readonly LabelClass[]; rename: () => void; find: () => void },
): void {
  const enabled = chosen !== null && panel.kind === 'edit';
  const one = (id: Command['id'], run: () => void): Command => ({ id, heading: HEADING, enabled, run });
  useCommands([
    one('class.rename', rename),
    ...(['up', 'down', 'in', 'out'] as const).map((by) => one(`class.${by}`, () => step(by))),
    { ...one('class.merge', () => setPanel({ kind: 'target' })), enabled: enabled && classes.length > 1 },
    one('class.delete', () => chosen !== null && setPanel({ kind: 'remove', ofId: chosen.id, into: null })),
    { id: 'class.find', run: find },
    {
      id: 'class.keep',
      says: null,
      enabled: panel.kind !== 'edit',
      run: leavePanel,
    },
    { id: 'undo', run: undo },
    { id: 'redo', run: redo },
  ]);
}
