'use client';

import { useQuery } from '@tanstack/react-query';
import { CloudOff } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { sayMoment } from '@/components/operations/day-words';
import { revertQuery } from '@/components/operations/operation-queries';
import { OutcomeSection } from '@/components/operations/outcome-section';
import { askRevert, sayChange, sayRevertButton, sayWaiting } from '@/components/operations/revert-words';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { ClassMarker } from '@/components/ui/class-marker';
import { ErrorState } from '@/components/ui/error-state';
import { formatCount } from '@/components/ui/format';
import { SkeletonLines } from '@/components/ui/skeleton-tiles';
import type { RevertPreview } from '@/lib/labels/revert-preview';

type PanelProps = {
  datasetId: string;
  operationId: string;
  isText: boolean;
  isReverting: boolean;
  /** It is kept in the outbox, and not sent yet. */
  isWaiting: boolean;
  onRevert: (preview: RevertPreview) => void;
  onKeep: () => void;
};

/** What a revert would do, before it is done: in place of the operation, never over it. */
export function RevertPanel(props: PanelProps) {
  const { datasetId, operationId, isText, isReverting, isWaiting, onRevert, onKeep } = props;
  const { data, error, refetch } = useQuery(revertQuery(datasetId, operationId));
  if (error !== null) {
    return (
      <>
        <ErrorState error={error} safe="Nothing was changed." onRetry={() => void refetch()} />
        <Button size="l" className="mt-3" keys="Escape" onClick={onKeep}>
          Keep
        </Button>
      </>
    );
  }
  if (data === undefined) return <SkeletonLines count={6} />;
  const outcomes = data.outcomes.filter(({ count }) => count > 0);
  return (
    <div className="flex min-h-full flex-col">
      <h2 className="wrap-anywhere">{askRevert(data)}</h2>
      <p className="mt-1 text-ink-2">{sayOrigin(data)} Reverting adds an operation; nothing is erased.</p>
      <Things says={data.says} />
      {outcomes.length > 0 && (
        <Card className="mt-3.5 flex-none overflow-hidden">
          {outcomes.map((entry) => (
            <OutcomeSection key={entry.outcome} {...{ datasetId, operationId, isText, preview: data, entry }} />
          ))}
        </Card>
      )}
      <Totals preview={data} />
      <Buttons {...{ preview: data, isReverting, isWaiting, onRevert, onKeep }} />
    </div>
  );
}

function sayOrigin({ operation }: RevertPreview): string {
  const group = operation.groupTitle === null || operation.groupTitle === '' ? '' : `, ${operation.groupTitle}`;
  return `From ${sayMoment(operation.createdAt, new Date())}${group}, by ${operation.personName}.`;
}

function Things({ says }: Pick<RevertPreview, 'says'>) {
  if (says.length === 0) return null;
  return (
    <ul className="mt-3 list-disc pl-4 text-ink-2">
      {says.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  );
}

function Totals({ preview }: { preview: RevertPreview }) {
  const { labeledCount, classes, names } = preview;
  const byId = new Map(names.map((name) => [name.id, name]));
  return (
    <dl className="figures mt-4 grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-2">
      <dt className="text-ink-2">Labeled after it</dt>
      <Total {...labeledCount} />
      {classes.map(({ labelClassId, before, after }) => (
        <div key={labelClassId} className="contents">
          <dt className="flex min-w-0 items-center gap-1.5 text-ink-2">
            <ClassMarker slot={byId.get(labelClassId)?.slot ?? null} />
            <span className="truncate">{byId.get(labelClassId)?.name ?? 'a class that is gone'}</span>
          </dt>
          <Total {...{ before, after }} />
        </div>
      ))}
    </dl>
  );
}

function Total({ before, after }: { before: number; after: number }) {
  return (
    <dd className="text-right">
      {formatCount(after)}{' '}
      {before !== after && (
        <span className={after < before ? 'text-danger' : 'text-ok'}>{sayChange(after - before)}</span>
      )}
    </dd>
  );
}

type ButtonsProps = Pick<PanelProps, 'isReverting' | 'isWaiting' | 'onRevert' | 'onKeep'> & { preview: RevertPreview };

/** The primary button takes the focus once the preview is there, so that Enter reverts; Esc keeps. */
function Buttons({ preview, isReverting, isWaiting, onRevert, onKeep }: ButtonsProps) {
  const primary = useRef<HTMLButtonElement>(null);
  const says = sayRevertButton(preview);
  const { id } = preview.operation;
  useEffect(() => {
    if (id !== '') primary.current?.focus({ preventScroll: true });
  }, [id]);
  return (
    <div className="sticky bottom-0 mt-auto grid gap-2 bg-canvas pt-4 pb-1 narrow:grid-cols-[minmax(0,1fr)_auto] narrow:pt-2">
      {isWaiting && (
        <p role="status" className="flex items-center gap-1.5 text-12 text-warn narrow:col-span-2">
          <CloudOff size={12} aria-hidden />
          {sayWaiting(preview.operation)}
        </p>
      )}
      <Button
        ref={primary}
        variant="primary"
        size="l"
        keys="Enter"
        disabled={says === null || isReverting}
        onClick={() => onRevert(preview)}
      >
        {says ?? 'Nothing to revert: all was decided later'}
      </Button>
      <Button size="l" keys="Escape" onClick={onKeep}>
        {isReverting ? 'Close' : 'Keep'}
      </Button>
    </div>
  );
}
