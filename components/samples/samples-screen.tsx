'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type MouseEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { ActBar } from '@/components/samples/act-bar';
import { ClassPicker } from '@/components/samples/class-picker';
import { DuplicatesView } from '@/components/samples/duplicates-view';
import { FacetRail } from '@/components/samples/facet-rail';
import { leaveListAt, takeLeftOff } from '@/components/samples/left-off';
import { LookCloser } from '@/components/samples/look-closer';
import { SampleCollection } from '@/components/samples/sample-collection';
import { SamplesBody } from '@/components/samples/samples-body';
import { SamplesHead } from '@/components/samples/samples-head';
import { SimilarDialog } from '@/components/samples/similar-dialog';
import { useListSelection } from '@/components/samples/use-list-selection';
import { useSampleList } from '@/components/samples/use-sample-list';
import { samplePath, useSampleSearch } from '@/components/samples/use-sample-search';
import { useSamplesCommands } from '@/components/samples/use-samples-commands';
import { useShownDuplicates } from '@/components/samples/use-shown-duplicates';
import { useLook } from '@/components/samples/view-choice';
import { datasetQuery } from '@/components/shell/queries';
import { Dialog } from '@/components/ui/dialog';
import { ErrorState } from '@/components/ui/error-state';
import { formatCounted } from '@/components/ui/format';
import { ScrollArea } from '@/components/ui/scroll-area';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { LabelClass } from '@/lib/datasets/label-class';
import { targetsOf } from '@/lib/review/list-selection';
import { countFilters, withoutFilter } from '@/lib/review/sample-search';
import { readSearchMarks } from '@/lib/review/search-marks';

/** All samples of a dataset: filters with counts, a list without an end, and acts on what is chosen in it. */
export function SamplesScreen({ datasetId }: { datasetId: string }) {
  const { data: dataset, error, refetch } = useQuery(datasetQuery(datasetId));
  if (dataset !== undefined) return <Screen dataset={dataset} />;
  return (
    <main className="min-h-0 p-6">{error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}</main>
  );
}

const NONE: readonly string[] = [];

/** On the way back from a sample the cursor returns to it. */
function useReturn(ids: readonly string[], goTo: (id: string) => void): void {
  const returned = useRef<boolean>(false);
  useEffect(() => {
    if (returned.current || ids.length === 0) return;
    returned.current = true;
    const id = takeLeftOff();
    if (id !== null && ids.includes(id)) goTo(id);
  }, [ids, goTo]);
}

function howPicked(event: MouseEvent): 'only' | 'toggle' | 'range' {
  if (event.shiftKey) return 'range';
  return event.metaKey || event.ctrlKey ? 'toggle' : 'only';
}

function Screen({ dataset }: { dataset: DatasetSummary }) {
  const router = useRouter();
  const { filter, faults, meaning, duplicates, setFilter, setMeaning, setDuplicates } = useSampleSearch();
  const found = useSampleList(dataset.id, filter, meaning);
  const { samples, ids, classes, classesById, decisions } = found;
  const shownDuplicates = useShownDuplicates(dataset.id, duplicates);
  // What is not on the screen is not acted on.
  const { selection, act, moves } = useListSelection(duplicates === null ? ids : NONE);
  const look = useLook();
  const [overlay, setOverlay] = useState<'none' | 'classes' | 'look' | 'similar' | 'filters'>('none');
  const searchField = useRef<HTMLInputElement>(null);
  const rail = useRef<HTMLElement>(null);
  const columns = useRef(1);

  const targets = targetsOf(selection, duplicates === null ? ids : NONE);
  const chosen = new Set(targets);
  const labeledIds = (samples ?? [])
    .filter(({ id, labelClassId }) => chosen.has(id) && labelClassId !== null)
    .map(({ id }) => id);
  const marks = useMemo(() => readSearchMarks(filter.q ?? '', found.instead), [filter.q, found.instead]);
  const cursorSample = samples?.find(({ id }) => id === selection.cursor) ?? null;
  const rest = useCallback((id: string) => act({ kind: 'rest', id }), [act]);
  useReturn(
    ids,
    useCallback((id: string) => act({ kind: 'return', id }), [act]),
  );

  const label = (labelClass: LabelClass) => {
    if (targets.length === 0) return;
    // Where samples may carry several classes, a class that all of them carry is taken away by the same key.
    const carriers = (samples ?? []).filter(
      ({ id, labelClassIds }) => chosen.has(id) && labelClassIds.includes(labelClass.id),
    );
    const takesAway = dataset.isMultiLabel && carriers.length === targets.length;
    const kind = takesAway ? 'clear' : 'label';
    decisions.decide({ kind, labelClass, sampleIds: targets, revision: found.revisionOf(targets) });
  };
  const clear = () => {
    if (labeledIds.length === 0) return;
    decisions.decide({ kind: 'clear', sampleIds: labeledIds, revision: found.revisionOf(labeledIds) });
  };
  const open = (id: string) => {
    leaveListAt(id);
    router.push(samplePath(dataset.id, id, filter));
  };
  const search = useCallback(
    (q: string) => setFilter(q === '' ? withoutFilter(filter, 'q') : { ...filter, q }, true),
    [filter, setFilter],
  );
  const showFilters = () => {
    const first = rail.current?.querySelector<HTMLElement>('button');
    if (first?.checkVisibility()) first.focus();
    else setOverlay('filters');
  };

  useSamplesCommands({
    ...{ classes, targets, labeledCount: labeledIds.length, act, look, label, clear, showFilters },
    columns: () => (dataset.modality === 'text' ? 1 : columns.current),
    open: cursorSample === null ? null : () => open(cursorSample.id),
    lookCloser: cursorSample === null ? null : () => setOverlay('look'),
    findSimilar: cursorSample === null ? null : () => setOverlay('similar'),
    findClass: () => setOverlay('classes'),
    focusSearch: () => searchField.current?.focus(),
    undo: () => decisions.undo(),
    redo: () => decisions.redo(),
  });

  const facets = found.facets && (
    <FacetRail
      datasetId={dataset.id}
      facets={found.facets}
      classes={classesById}
      filter={filter}
      onFilter={setFilter}
    />
  );
  return (
    <main className="grid min-h-0 grid-cols-[232px_minmax(0,1fr)] narrow:grid-cols-1">
      <aside ref={rail} aria-label="Filters" className="min-h-0 border-r border-line narrow:hidden">
        <ScrollArea name="Filters" className="h-full px-2 py-3">
          {facets}
        </ScrollArea>
      </aside>
      <section className="flex min-h-0 min-w-0 flex-col bg-surface">
        <h1 className="sr-only">Samples of {dataset.name}</h1>
        <SamplesHead
          datasetId={dataset.id}
          {...{ filter, facets: found.facets, classes: classesById, look, searchField }}
          modality={dataset.modality}
          sampleCount={dataset.sampleCount}
          matchCount={found.totalCount ?? undefined}
          onFilter={setFilter}
          onSearch={search}
          onShowFilters={showFilters}
          {...{ faults, meaning, nearest: found.nearest, instead: found.instead }}
          isEmpty={samples?.length === 0}
          onMeaning={setMeaning}
          onDuplicates={() => setDuplicates(0.95)}
          duplicates={shownDuplicates}
        />
        {duplicates === null ? (
          <SamplesBody
            modality={dataset.modality}
            tilePx={look.tilePx}
            samples={samples}
            error={found.list.error}
            filterCount={countFilters(filter)}
            onRetry={() => void found.list.refetch()}
            onClearFilters={() => setFilter({})}
          >
            <SampleCollection
              {...{ selection, moves, classes: classesById }}
              samples={samples ?? []}
              modality={dataset.modality}
              totalCount={found.totalCount ?? 0}
              tilePx={look.tilePx}
              lines={look.lines}
              marks={marks}
              hasMore={found.list.hasNextPage}
              onNearEnd={found.loadMore}
              onColumns={(count) => {
                columns.current = count;
              }}
              onPick={(id, event) => act({ kind: 'pick', id, how: howPicked(event) })}
              onOpen={open}
              onRest={rest}
            />
          </SamplesBody>
        ) : (
          <DuplicatesView
            datasetId={dataset.id}
            modality={dataset.modality}
            threshold={duplicates}
            classes={classesById}
            onThreshold={setDuplicates}
            decide={decisions.decide}
          />
        )}
        <ActBar
          targetCount={targets.length}
          labeledCount={labeledIds.length}
          isSelection={selection.selected.size > 0}
          classes={classes}
          onLabel={label}
          onFindClass={() => setOverlay('classes')}
          onClear={clear}
          onOpen={() => targets[0] !== undefined && open(targets[0])}
          onRelease={() => act({ kind: 'release' })}
        />
      </section>
      <ClassPicker
        datasetId={dataset.id}
        title={`Label ${formatCounted(targets.length, 'sample')} as`}
        classes={classes}
        open={overlay === 'classes'}
        onClose={() => setOverlay('none')}
        onPick={label}
      />
      <LookCloser
        sample={overlay === 'look' ? cursorSample : null}
        onClose={() => setOverlay('none')}
        onOpen={open}
        onSimilar={() => setOverlay('similar')}
      />
      <SimilarDialog
        datasetId={dataset.id}
        sample={overlay === 'similar' ? cursorSample : null}
        isText={dataset.modality === 'text'}
        classes={classesById}
        onClose={() => setOverlay('none')}
      />
      <Dialog open={overlay === 'filters'} onClose={() => setOverlay('none')} title="Filters" className="w-80">
        <ScrollArea name="Filters" className="p-3">
          {facets}
        </ScrollArea>
      </Dialog>
    </main>
  );
}
