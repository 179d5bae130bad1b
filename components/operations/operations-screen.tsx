'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { Undo2, X } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useMemo, useRef } from 'react';
import { LogFilters } from '@/components/operations/log-filters';
import { isFiltered, type LogSearch, toLogFilter } from '@/components/operations/log-search';
import { OperationList } from '@/components/operations/operation-list';
import { OperationPanel } from '@/components/operations/operation-panel';
import { logCountsQuery, logQuery } from '@/components/operations/operation-queries';
import { focusRow, showRow } from '@/components/operations/operation-row';
import { RevertPanel } from '@/components/operations/revert-panel';
import { useLogSearch } from '@/components/operations/use-log-search';
import { useOperationsCommands } from '@/components/operations/use-operations-commands';
import { useRevert, useWaitingReverts } from '@/components/operations/use-revert';
import { useDecisions } from '@/components/samples/use-decisions';
import { useKeysOf } from '@/components/shell/commands';
import { datasetQuery } from '@/components/shell/queries';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { formatCount, formatCounted } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';
import { ScrollArea } from '@/components/ui/scroll-area';
import { SkeletonLines } from '@/components/ui/skeleton-tiles';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { LogCounts, LoggedOperation } from '@/lib/operations/operation-log';

/** Every operation of a dataset, newest first; one of them beside the list, and what its revert would do. */
export function OperationsScreen({ datasetId }: { datasetId: string }) {
  const dataset = useQuery(datasetQuery(datasetId));
  if (dataset.data !== undefined) return <Screen dataset={dataset.data} />;
  return (
    <main className="min-h-0 p-6">
      {dataset.error !== null && <ErrorState error={dataset.error} onRetry={() => void dataset.refetch()} />}
    </main>
  );
}

const NOT_KNOWN: Pick<LogCounts, 'people' | 'goneClasses'> = { people: [], goneClasses: [] };
const NO_IDS: ReadonlySet<string> = new Set();

function Screen({ dataset }: { dataset: DatasetSummary }) {
  const { search, change } = useLogSearch();
  const { from, to, person, class: labelClass, kind, source, q } = search;
  const filter = useMemo(
    () => toLogFilter({ from, to, person, class: labelClass, kind, source, q } as LogSearch),
    [from, to, person, labelClass, kind, source, q],
  );
  const log = useInfiniteQuery(logQuery(dataset.id, filter));
  const counts = useQuery(logCountsQuery(dataset.id, filter));
  const operations = log.data?.pages.flatMap((page) => page.operations) ?? [];
  const wordsRef = useRef<HTMLInputElement>(null);
  const { undo, redo, revert } = useDecisions(dataset.id);
  const waiting = useWaitingReverts(dataset.id);
  const open = (operation: string) => change({ operation, revert: undefined });
  useRowInView(search.operation);
  useOperationsCommands({ operations, search, change, waitingIds: waiting.ids, wordsRef, undo, redo });
  return (
    <main
      className={clsx(
        'relative grid min-h-0 grid-cols-[minmax(0,1fr)_400px] max-[1100px]:grid-cols-[minmax(0,1fr)_340px] narrow:grid-cols-[minmax(0,1fr)]',
        search.operation === undefined
          ? 'narrow:grid-rows-[minmax(0,1fr)_auto]'
          : 'narrow:grid-rows-[minmax(0,1fr)_minmax(0,1fr)]',
      )}
    >
      <section
        className="flex min-h-0 min-w-0 flex-col bg-surface narrow:relative narrow:block narrow:overflow-y-auto"
        aria-label="Operations"
      >
        <header className="grid flex-none gap-2 border-b border-line px-4 py-3">
          <Title dataset={dataset} counts={counts.data} isFiltered={isFiltered(search)} onUndo={() => undo()} />
          <LogFilters
            datasetId={dataset.id}
            {...{ search, wordsRef }}
            known={counts.data ?? NOT_KNOWN}
            onChange={change}
          />
        </header>
        <ScrollArea name="Log" className="flex-1 pb-4 narrow:overflow-visible">
          <Log {...{ log, operations, search, waiting }} isText={dataset.modality === 'text'} onOpen={open} />
        </ScrollArea>
      </section>
      <ScrollArea
        name="Operation"
        className="border-l border-line bg-canvas p-4 narrow:border-t narrow:border-l-0 narrow:py-3"
      >
        <Side {...{ dataset, search, change, revert, waiting }} />
      </ScrollArea>
    </main>
  );
}

/** Where little room is left to the log beside the open operation, the line of the operation stays in view. */
function useRowInView(operationId: string | undefined) {
  useEffect(() => {
    if (operationId !== undefined) showRow(operationId);
  }, [operationId]);
}

type TitleProps = { dataset: DatasetSummary; counts: LogCounts | undefined; isFiltered: boolean; onUndo: () => void };

function Title({ dataset, counts, isFiltered: hasFilter, onUndo }: TitleProps) {
  const keys = useKeysOf('undo');
  const total = counts === undefined ? '' : formatCounted(counts.totalCount, 'operation');
  const matched = counts === undefined || !hasFilter ? total : `${formatCount(counts.matchedCount)} of ${total}`;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <h1 className="text-17 font-[600]">Operations</h1>
      <span className="figures flex-1 text-12 text-ink-3" role="status">
        {[matched, formatCounted(dataset.labeledCount, 'labeled sample')].filter((fact) => fact !== '').join(' · ')}
      </span>
      <Link
        href={`/datasets/${dataset.id}?deleted=samples`}
        className="rounded-key text-12 text-accent-text hover:underline"
      >
        Deletions of samples stand in Deleted samples
      </Link>
      <Button size="s" icon={<Undo2 size={14} aria-hidden />} keys={keys} onClick={onUndo}>
        Undo my newest
      </Button>
    </div>
  );
}

type LogProps = {
  log: ReturnType<typeof useInfiniteQuery<unknown, Error>>;
  operations: readonly LoggedOperation[];
  search: LogSearch;
  waiting: ReturnType<typeof useWaitingReverts>;
  isText: boolean;
  onOpen: (operationId: string) => void;
};

function Log({ log, operations, search, waiting, isText, onOpen }: LogProps) {
  if (log.error !== null) {
    return <ErrorState error={log.error} safe="Nothing was changed." onRetry={() => void log.refetch()} />;
  }
  if (log.data === undefined) {
    return (
      <div className="p-4">
        <SkeletonLines count={8} />
      </div>
    );
  }
  if (operations.length === 0) {
    return isFiltered(search) ? (
      <EmptyState title="No operation matches">Take away a filter to see more.</EmptyState>
    ) : (
      <EmptyState title="Nothing has been decided yet">
        Every act on this dataset is kept here, and any of them can be reverted.
      </EmptyState>
    );
  }
  return (
    <OperationList
      {...{ operations, isText, onOpen }}
      openId={search.operation ?? null}
      waitingIds={waiting.isSlow ? waiting.ids : NO_IDS}
      hasMore={log.hasNextPage}
      isFetching={log.isFetchingNextPage}
      onMore={() => void log.fetchNextPage()}
    />
  );
}

type SideProps = {
  dataset: DatasetSummary;
  search: LogSearch;
  change: (part: Partial<LogSearch>) => void;
  revert: ReturnType<typeof useDecisions>['revert'];
  waiting: ReturnType<typeof useWaitingReverts>;
};

function Side({ dataset, search, change, revert, waiting }: SideProps) {
  const open = (operation: string) => change({ operation, revert: undefined });
  const onRevert = useRevert({ datasetId: dataset.id, revert, change });
  const isText = dataset.modality === 'text';
  if (search.operation === undefined) {
    return <p className="text-ink-2">Open an operation to see its samples, and what its revert would do.</p>;
  }
  const common = { datasetId: dataset.id, operationId: search.operation, isText };
  const isOnItsWay = waiting.ids.has(search.operation);
  if (search.revert === true) {
    return (
      <RevertPanel
        {...common}
        isReverting={isOnItsWay}
        isWaiting={isOnItsWay && waiting.isSlow}
        onRevert={(preview) => void onRevert(preview)}
        onKeep={() => {
          change({ revert: undefined });
          focusRow(common.operationId);
        }}
      />
    );
  }
  return (
    <>
      <CloseOperation
        onClose={() => {
          change({ operation: undefined });
          focusRow(common.operationId);
        }}
      />
      <OperationPanel {...{ ...common, isOnItsWay }} onOpen={open} onRevert={() => change({ revert: true })} />
    </>
  );
}

/** Gives the room back to the log, where the operation takes it from there. */
function CloseOperation({ onClose }: { onClose: () => void }) {
  const keys = useKeysOf('operation.close');
  return (
    <span className="sticky top-0 float-right hidden rounded-control bg-canvas narrow:block">
      <IconButton label="Close the operation" onClick={onClose} {...(keys === undefined ? {} : { keys })}>
        <X size={16} aria-hidden />
      </IconButton>
    </span>
  );
}
