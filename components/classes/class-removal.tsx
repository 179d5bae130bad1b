'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { removalQuery } from '@/components/classes/class-queries';
import { sayRemoval, sayUncounted } from '@/components/classes/removal-words';
import { countActs } from '@/components/outbox/outbox-acts';
import { useOutbox } from '@/components/outbox/outbox-notice';
import { Button } from '@/components/ui/button';
import { ClassMarker } from '@/components/ui/class-marker';
import { ErrorState } from '@/components/ui/error-state';
import { TextField } from '@/components/ui/field';
import { formatCount, formatCounted } from '@/components/ui/format';
import { Cell, Table } from '@/components/ui/table';
import type { ClassRemovalPreview, LabelClass } from '@/lib/datasets/label-class';
import { findClasses } from '@/lib/review/class-search';

type RemovalProps = {
  datasetId: string;
  labelClass: LabelClass;
  into: LabelClass | null;
  onBack: () => void;
  onRemove: (revision: number) => void;
};

/** What the person did in the dataset that the server does not have, and so counts in no preview; `onIn` is called once it has. */
function useUncounted(datasetId: string, onIn: () => void): number {
  const { acts } = useOutbox();
  const { waitingCount } = countActs(acts.filter((act) => act.datasetId === datasetId));
  const before = useRef(waitingCount);
  const tell = useRef(onIn);
  tell.current = onIn;
  useEffect(() => {
    if (before.current > 0 && waitingCount === 0) tell.current();
    before.current = waitingCount;
  }, [waitingCount]);
  return waitingCount;
}

/** What merging a class into another, or deleting it, will do, with the one button that does it. */
export function ClassRemoval({ datasetId, labelClass, into, onBack, onRemove }: RemovalProps) {
  const [isSent, setSent] = useState(false);
  // Once it is asked for, the class may be gone before this is: nothing is asked of it any more.
  const asked = removalQuery(datasetId, labelClass.id, into?.id ?? null);
  const { data, error, refetch, isFetching } = useQuery({ ...asked, enabled: !isSent });
  const uncounted = useUncounted(datasetId, () => !isSent && void refetch());
  return (
    <section aria-label="What will change" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <h2 className="wrap-anywhere">
        {into === null ? 'Delete' : 'Merge'} <Named labelClass={labelClass} />
        {into !== null && (
          <>
            {' '}
            into <Named labelClass={into} />
          </>
        )}
      </h2>
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <Preview preview={data} into={into} />}
      {uncounted > 0 && !isSent && (
        <p role="status" className="text-ink-2">
          {sayUncounted(uncounted)}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {data === undefined || (isFetching && !isSent) ? (
          <span className="flex h-7.5 items-center text-ink-2">Counting</span>
        ) : (
          <Button
            autoFocus
            variant={into === null ? 'danger' : 'primary'}
            keys="Enter"
            disabled={isSent}
            onClick={() => {
              setSent(true);
              onRemove(data.revision);
            }}
            title={sayRemoval(data, labelClass.name, into?.name ?? null)}
            className="max-w-full flex-initial"
          >
            <span className="truncate">{sayRemoval(data, labelClass.name, into?.name ?? null)}</span>
          </Button>
        )}
        <Button variant="ghost" keys="Escape" onClick={onBack}>
          Keep it
        </Button>
      </div>
    </section>
  );
}

/** A class within a sentence. */
function Named({ labelClass }: { labelClass: LabelClass }) {
  return (
    <>
      <span className="inline-block">
        <ClassMarker slot={labelClass.slot} />
      </span>{' '}
      {labelClass.name}
    </>
  );
}

function Preview({ preview, into }: { preview: ClassRemovalPreview; into: LabelClass | null }) {
  const { labelCount, labeledBy, exclusionCount, suggestionCount, bothCount, contradictedCount, children } = preview;
  const facts = [
    { says: 'Labels', count: labelCount, shown: true },
    ...labeledBy.map(({ personName, count }) => ({ says: `by ${personName}`, count, shown: labeledBy.length > 0 })),
    { says: 'Remembered as not this class', count: exclusionCount, shown: true },
    { says: 'Suggestions', count: suggestionCount, shown: true },
    { says: 'Samples that carry both and keep one', count: bothCount, shown: bothCount > 0 },
    {
      says: 'Samples whose “not this class” gives way to a label',
      count: contradictedCount,
      shown: contradictedCount > 0,
    },
  ];
  return (
    <>
      <Table name="What will change">
        <tbody>
          {facts
            .filter(({ shown }) => shown)
            .map(({ says, count }) => (
              <tr key={says}>
                <Cell className={says.startsWith('by ') ? 'pl-6 text-ink-2' : ''}>{says}</Cell>
                <Cell align="right">{formatCount(count)}</Cell>
              </tr>
            ))}
        </tbody>
      </Table>
      {children.length > 0 && (
        <p className="text-ink-2">
          {formatCounted(children.length, 'class', 'classes')} below it {children.length === 1 ? 'goes' : 'go'}{' '}
          {into === null ? 'up a level' : `below ${into.name}`}: {children.map(({ name }) => name).join(', ')}.
        </p>
      )}
      <p className="text-12 text-ink-3">
        {into === null
          ? 'Samples without another label become unlabeled. '
          : 'Every label keeps who gave it, and when. '}
        It is one operation: Undo, or a revert in Operations, brings all of it back.
      </p>
    </>
  );
}

type TargetProps = {
  labelClass: LabelClass;
  classes: readonly LabelClass[];
  onPick: (into: LabelClass) => void;
  onBack: () => void;
};
const SHOWN_TARGETS = 8;

/** Finds the class to merge into by typing. */
export function MergeTarget({ labelClass, classes, onPick, onBack }: TargetProps) {
  const [typed, setTyped] = useState('');
  const others = classes.filter(({ id }) => id !== labelClass.id);
  const hits = findClasses(others, typed).slice(0, SHOWN_TARGETS);
  return (
    <section aria-label="Merge into" className="grid gap-2">
      <h2>Merge {labelClass.name} into …</h2>
      <TextField
        label="Class to merge into"
        hideLabel
        autoFocus
        value={typed}
        placeholder="Find a class"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          const first = hits[0];
          if (event.key === 'Escape') {
            event.preventDefault();
            onBack();
          } else if (event.key === 'Enter' && typed.trim() !== '' && first !== undefined) {
            event.preventDefault();
            onPick(first.labelClass);
          }
        }}
      />
      <ul className="grid">
        {hits.map(({ labelClass: other }) => (
          <li key={other.id}>
            <button
              type="button"
              onClick={() => onPick(other)}
              className="flex h-8 w-full items-center gap-2 rounded-control px-2 text-left hover:bg-sunken"
            >
              <ClassMarker slot={other.slot} />
              <span className="min-w-0 flex-1 truncate">{other.name}</span>
              <span className="figures text-12 text-ink-3">{formatCount(other.labelCount)}</span>
            </button>
          </li>
        ))}
      </ul>
      {hits.length === 0 && <p className="text-ink-2">No other class contains “{typed.trim()}”.</p>}
      <div>
        <Button variant="ghost" keys="Escape" onClick={onBack}>
          Cancel
        </Button>
      </div>
    </section>
  );
}
