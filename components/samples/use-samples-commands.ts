'use client';

import { classCommands } from '@/components/samples/class-keys';
import type { Look } from '@/components/samples/view-choice';
import { type Command, useCommands } from '@/components/shell/commands';
import { formatCounted } from '@/components/ui/format';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { SelectionAct } from '@/lib/review/list-selection';

type Acts = {
  classes: readonly LabelClass[];
  targets: readonly string[];
  labeledCount: number;
  /** Samples in a row, for moving up and down. */
  columns: () => number;
  act: (act: SelectionAct) => void;
  look: Look;
  label: (labelClass: LabelClass) => void;
  clear: () => void;
  findClass: () => void;
  open: (() => void) | null;
  lookCloser: (() => void) | null;
  findSimilar: (() => void) | null;
  showFilters: () => void;
  focusSearch: () => void;
  undo: () => void;
  redo: () => void;
};

const HEADING = 'These samples';

function moveCommands({ act, columns }: Acts): Command[] {
  const quiet = (id: Command['id'], run: () => void): Command => ({ id, says: null, run });
  const step = (extend: boolean) => (by: () => number) => () => act({ kind: 'move', by: by(), extend });
  const directions = [
    { name: 'left', by: () => -1 },
    { name: 'right', by: () => 1 },
    { name: 'up', by: () => -columns() },
    { name: 'down', by: columns },
  ] as const;
  return [
    ...directions.map(({ name, by }) => quiet(`move.${name}`, step(false)(by))),
    ...directions.map(({ name, by }) => quiet(`extend.${name}`, step(true)(by))),
    quiet('move.first', () => act({ kind: 'go', to: 'first' })),
    quiet('move.last', () => act({ kind: 'go', to: 'last' })),
    quiet('select.clear', () => act({ kind: 'release' })),
  ];
}

function lookCommands({ look, open, lookCloser, findSimilar }: Acts): Command[] {
  const heading = 'This sample';
  return [
    { id: 'samples.open', heading, enabled: open !== null, run: () => open?.() },
    { id: 'look.closer', says: 'Look closer', heading, enabled: lookCloser !== null, run: () => lookCloser?.() },
    { id: 'similar.find', heading, enabled: findSimilar !== null, run: () => findSimilar?.() },
    { id: 'tiles.smaller', heading: 'This list', enabled: look.canShrink, run: () => look.resize(-1) },
    { id: 'tiles.larger', heading: 'This list', enabled: look.canGrow, run: () => look.resize(1) },
  ];
}

/** The keys and the palette's entries of the samples screen. */
export function useSamplesCommands(acts: Acts): void {
  const { classes, targets, labeledCount } = acts;
  const hasTargets = targets.length > 0;
  useCommands([
    ...classCommands(classes, targets.length, HEADING, acts.label),
    {
      id: 'class.find',
      says: `Label ${formatCounted(targets.length, 'sample')} as another class`,
      heading: HEADING,
      enabled: hasTargets,
      run: acts.findClass,
    },
    {
      id: 'label.clear',
      says: `Clear ${formatCounted(labeledCount, 'label')}`,
      heading: HEADING,
      enabled: labeledCount > 0,
      run: acts.clear,
    },
    { id: 'select.all', says: 'Select all that is loaded', heading: 'This list', run: () => acts.act({ kind: 'all' }) },
    { id: 'samples.filter', says: 'Add a filter', heading: 'This list', run: acts.showFilters },
    { id: 'samples.find', says: 'Search in this list', heading: 'This list', run: acts.focusSearch },
    { id: 'undo', says: 'Undo my last act', heading: 'This dataset', run: acts.undo },
    { id: 'redo', says: 'Redo', heading: 'This dataset', run: acts.redo },
    ...moveCommands(acts),
    ...lookCommands(acts),
  ]);
}
