'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { CloudOff, Images, ListChecks, Undo2 } from 'lucide-react';
import Link from 'next/link';
import { sayOperation, sayOperationGroup } from '@/components/datasets/operation-words';
import { sayMoment } from '@/components/operations/day-words';
import { SOURCE_WORDS } from '@/components/operations/log-words';
import { operationQuery } from '@/components/operations/operation-queries';
import { sayWaiting } from '@/components/operations/revert-words';
import { SampleGlimpse } from '@/components/operations/sample-glimpse';
import { useOpenAsGroup } from '@/components/review/open-as-group';
import { samplePath, samplesPath } from '@/components/samples/use-sample-search';
import { useKeysOf } from '@/components/shell/commands';
import { Button, ButtonLink } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { formatCount, formatCounted } from '@/components/ui/format';
import type { LoggedOperation, TouchedSample } from '@/lib/operations/operation-log';

type PanelProps = {
  datasetId: string;
  operationId: string;
  isText: boolean;
  /** Its revert is on its way to the server. */
  isOnItsWay: boolean;
  onOpen: (operationId: string) => void;
  onRevert: () => void;
};

/** One operation: who, when, on what, and its samples; from here it is reverted, listed or reviewed. */
export function OperationPanel({ datasetId, operationId, isText, isOnItsWay, onOpen, onRevert }: PanelProps) {
  const query = useInfiniteQuery(operationQuery(datasetId, operationId));
  if (query.error !== null) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const operation = query.data?.pages[0]?.operation;
  if (operation === undefined) return null;
  const samples = query.data?.pages.flatMap((page) => page.samples) ?? [];
  return (
    <>
      <h2 className={clsx('wrap-anywhere', operation.reverted && 'text-ink-3 line-through')}>
        {sayOperation(operation)}
      </h2>
      <Facts operation={operation} />
      <TakenBack operation={operation} onOpen={onOpen} />
      {isOnItsWay && <OnItsWay operation={operation} />}
      <Acts {...{ datasetId, operation, isOnItsWay, onRevert }} />
      {samples.length > 0 && (
        <section aria-label="Samples of this operation" className="mt-5">
          <h3 className="mb-2">{formatCounted(touchedCount(operation), 'sample')}</h3>
          <Samples {...{ datasetId, operationId, samples, isText }} />
          {query.hasNextPage && (
            <Button
              size="s"
              className="mt-2"
              disabled={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              Show more of {formatCounted(touchedCount(operation), 'sample')}
            </Button>
          )}
        </section>
      )}
    </>
  );
}

const touchedCount = ({ sampleCount, excludedCount }: LoggedOperation) => sampleCount + excludedCount;

function Facts({ operation }: { operation: LoggedOperation }) {
  const { kind, seq, personName, createdAt, groupSource } = operation;
  const source = kind === 'import' ? 'import' : (groupSource ?? 'single');
  const isDecision = ['accept', 'label', 'exclude', 'clear', 'import'].includes(kind);
  const group = sayOperationGroup(operation);
  return (
    <dl className="mt-2 grid grid-cols-[84px_minmax(0,1fr)] gap-y-1 text-12 [&_dt]:text-ink-3">
      <dt>By</dt>
      <dd>{personName}</dd>
      <dt>When</dt>
      <dd>{sayMoment(createdAt, new Date())}</dd>
      {isDecision && (
        <>
          <dt>Source</dt>
          <dd>{SOURCE_WORDS[source]}</dd>
        </>
      )}
      {group !== '' && (
        <>
          <dt>Details</dt>
          <dd className="wrap-anywhere">{group}</dd>
        </>
      )}
      <dt>Number</dt>
      <dd className="figures">{formatCount(seq)}</dd>
    </dl>
  );
}

function TakenBack({ operation, onOpen }: { operation: LoggedOperation; onOpen: (operationId: string) => void }) {
  const by = operation.takenBackBy;
  if (by === null) return null;
  return (
    <p className="mt-3 text-12 text-ink-2">
      Taken back by {by.personName}, {sayMoment(by.createdAt, new Date())}.{' '}
      <button type="button" className="rounded-key text-accent-text hover:underline" onClick={() => onOpen(by.id)}>
        Open operation {formatCount(by.seq)}
      </button>
    </p>
  );
}

function OnItsWay({ operation }: { operation: LoggedOperation }) {
  return (
    <p role="status" className="mt-3 flex items-center gap-1.5 text-12 text-warn">
      <CloudOff size={12} aria-hidden />
      {sayWaiting(operation)}
    </p>
  );
}

function Acts({
  datasetId,
  operation,
  isOnItsWay,
  onRevert,
}: Pick<PanelProps, 'datasetId' | 'isOnItsWay' | 'onRevert'> & { operation: LoggedOperation }) {
  const openAsGroup = useOpenAsGroup(datasetId);
  const keys = useKeysOf('operation.revert');
  const hasSamples = touchedCount(operation) > 0;
  const filter = { operation: operation.id };
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      {!operation.reverted && !isOnItsWay && (
        <Button icon={<Undo2 size={14} aria-hidden />} keys={keys} onClick={onRevert}>
          {operation.kind === 'revert' ? 'Take this back' : 'Revert'}
        </Button>
      )}
      {hasSamples && (
        <>
          <ButtonLink href={samplesPath(datasetId, filter)} icon={<Images size={14} aria-hidden />}>
            Show these in Samples
          </ButtonLink>
          <Button
            icon={<ListChecks size={14} aria-hidden />}
            onClick={() => void openAsGroup({ source: 'filter', filter, title: sayOperation(operation) })}
          >
            Review these as a group
          </Button>
        </>
      )}
    </div>
  );
}

function Samples({
  datasetId,
  operationId,
  samples,
  isText,
}: Pick<PanelProps, 'datasetId' | 'operationId' | 'isText'> & { samples: readonly TouchedSample[] }) {
  const pathOf = (sample: TouchedSample) => samplePath(datasetId, sample.id, { operation: operationId });
  return (
    <ul className={isText ? 'grid gap-0.5' : 'grid grid-cols-[repeat(auto-fill,46px)] gap-1'}>
      {samples.map((sample) => (
        <li key={sample.id} className="min-w-0">
          <Link
            href={pathOf(sample)}
            className={clsx(
              'block rounded-key',
              isText && 'px-1.5 py-1 hover:bg-sunken',
              sample.isDeleted && (isText ? 'line-through' : 'opacity-40'),
            )}
            {...(isText ? {} : { 'aria-label': `Sample ${sample.preview}` })}
          >
            <SampleGlimpse sample={sample} isText={isText} size="l" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
