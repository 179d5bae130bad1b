'use client';

import clsx from 'clsx';
import { CloudOff, Undo2 } from 'lucide-react';
import { sayOperation, sayOperationGroup } from '@/components/datasets/operation-words';
import { sayMoment, sayTime } from '@/components/operations/day-words';
import { OPERATION_ICONS } from '@/components/operations/operation-icon';
import { sayWaiting } from '@/components/operations/revert-words';
import { SampleGlimpse } from '@/components/operations/sample-glimpse';
import { ClassMarker } from '@/components/ui/class-marker';
import type { LoggedOperation } from '@/lib/operations/operation-log';

type RowProps = {
  operation: LoggedOperation;
  isText: boolean;
  isOpen: boolean;
  isRevertWaiting: boolean;
  now: Date;
  onOpen: (operationId: string) => void;
};

/** One operation: what, on what, a few of its samples, the class, when. What was taken back is struck through and says by what. */
export function OperationRow({ operation, isText, isOpen, isRevertWaiting, now, onOpen }: RowProps) {
  const { id, reverted, takenBackBy } = operation;
  const Icon = OPERATION_ICONS[operation.kind];
  return (
    <li className={clsx('border-b border-line', isOpen && 'bg-accent-weak shadow-[inset_3px_0_0_var(--accent)]')}>
      <button
        type="button"
        id={rowIdOf(id)}
        aria-current={isOpen ? 'true' : undefined}
        onClick={() => onOpen(id)}
        className={clsx(
          'grid min-h-11 w-full grid-cols-[20px_minmax(0,1fr)_128px_120px_auto] items-center gap-3 px-4 py-1.5 text-left -outline-offset-2',
          'max-[1100px]:grid-cols-[20px_minmax(0,1fr)_128px_auto]',
          !isOpen && 'hover:bg-sunken',
        )}
      >
        <Icon size={15} aria-hidden className="text-ink-3" />
        <Words operation={operation} />
        <span className={clsx('flex min-w-0 gap-0.75', reverted && !isText && 'opacity-40')} aria-hidden>
          {operation.samples.slice(0, isText ? 1 : undefined).map((sample) => (
            <SampleGlimpse key={sample.id} sample={sample} isText={isText} />
          ))}
        </span>
        <span className="flex min-w-0 items-center gap-1.5 text-12 text-ink-2 max-[1100px]:hidden">
          {operation.labelClass !== null && (
            <>
              <ClassMarker slot={operation.labelClass.slot} />
              <span className="truncate">{operation.labelClass.name}</span>
            </>
          )}
        </span>
        <time dateTime={operation.createdAt} className="figures text-12 text-ink-3">
          {sayTime(operation.createdAt)}
        </time>
      </button>
      {isRevertWaiting && (
        <p className="mb-1.5 ml-12 flex items-center gap-1.5 text-12 text-warn">
          <CloudOff size={12} aria-hidden />
          {sayWaiting(operation)}
        </p>
      )}
      {takenBackBy !== null && (
        <button
          type="button"
          onClick={() => onOpen(takenBackBy.id)}
          className="mb-1.5 ml-12 flex items-center gap-1.5 rounded-key text-12 text-accent-text hover:underline"
        >
          <Undo2 size={12} aria-hidden />
          Taken back by {takenBackBy.personName}, {sayMoment(takenBackBy.createdAt, now)}
        </button>
      )}
    </li>
  );
}

const rowIdOf = (operationId: string) => `operation-${operationId}`;

/** Takes the focus to the line of an operation, if it is on the screen's list. */
export function focusRow(operationId: string): void {
  const row = document.getElementById(rowIdOf(operationId));
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: 'nearest' });
}

/** Brings the line of an operation into view, if it is on the screen's list. */
export function showRow(operationId: string): void {
  document.getElementById(rowIdOf(operationId))?.scrollIntoView({ block: 'nearest' });
}

function Words({ operation }: { operation: LoggedOperation }) {
  const context = [sayOperationGroup(operation), operation.personName].filter((part) => part !== '').join(' · ');
  return (
    <span className="min-w-0 truncate">
      <span className={clsx('font-[540]', operation.reverted && 'text-ink-3 line-through')}>
        {sayOperation(operation)}
      </span>
      {operation.reverted && <span className="sr-only">, taken back</span>}
      <span className="text-ink-3"> · {context}</span>
    </span>
  );
}
