'use client';

import type { RefObject } from 'react';
import { sayOperation } from '@/components/datasets/operation-words';
import type { LogSearch } from '@/components/operations/log-search';
import { focusRow } from '@/components/operations/operation-row';
import { useCommands } from '@/components/shell/commands';
import type { LoggedOperation } from '@/lib/operations/operation-log';

type Acts = {
  operations: readonly LoggedOperation[];
  search: LogSearch;
  /** Operations whose reverts are on their way. */
  waitingIds: ReadonlySet<string>;
  change: (part: Partial<LogSearch>) => void;
  wordsRef: RefObject<HTMLInputElement | null>;
  undo: () => void;
  redo: () => void;
};

const HEADING = 'This operation';

/** The keys and the palette's entries of the operations log: through the list, revert, keep, undo and redo. */
export function useOperationsCommands({ operations, search, change, waitingIds, wordsRef, undo, redo }: Acts): void {
  const place = operations.findIndex(({ id }) => id === search.operation);
  const open = operations[place];
  const step = (by: number) => {
    const next = operations[Math.min(operations.length - 1, Math.max(0, place < 0 ? 0 : place + by))];
    if (next === undefined) return;
    change({ operation: next.id, revert: undefined });
    focusRow(next.id);
  };
  const isPreview = search.revert === true;
  useCommands([
    { id: 'move.down', says: null, run: () => step(1) },
    { id: 'move.up', says: null, run: () => step(-1) },
    {
      id: 'operation.revert',
      says: open === undefined ? 'Revert this operation' : `Preview the revert of: ${sayOperation(open)}`,
      heading: HEADING,
      enabled:
        search.operation !== undefined && !isPreview && open?.reverted !== true && !waitingIds.has(search.operation),
      run: () => change({ revert: true }),
    },
    {
      id: 'operation.close',
      says: null,
      enabled: search.operation !== undefined,
      run: () => {
        change(isPreview ? { revert: undefined } : { operation: undefined });
        if (search.operation !== undefined) focusRow(search.operation);
      },
    },
    {
      id: 'samples.find',
      says: 'Search the notes and titles',
      heading: 'This list',
      run: () => wordsRef.current?.focus(),
    },
    { id: 'undo', says: 'Undo my newest operation', heading: 'This dataset', run: () => undo() },
    { id: 'redo', says: 'Redo', heading: 'This dataset', run: () => void redo() },
  ]);
}
