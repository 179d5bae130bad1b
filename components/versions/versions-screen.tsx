'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useCommands } from '@/components/shell/commands';
import { datasetQuery } from '@/components/shell/queries';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { ScrollArea } from '@/components/ui/scroll-area';
import { Select } from '@/components/ui/select';
import { ExportRail } from '@/components/versions/export-rail';
import { type ComparedWith, versionsQuery } from '@/components/versions/queries';
import { useFreeze } from '@/components/versions/use-freeze';
import { useVersionChoice } from '@/components/versions/use-version-choice';
import { VersionDiffView } from '@/components/versions/version-diff';
import { VersionList } from '@/components/versions/version-list';
import { sayLabels, sayLabelsOf } from '@/components/versions/version-words';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { VersionSummary } from '@/lib/versions/version';

/** The versions of a dataset: what is in each, what changed between them, and how they leave. */
export function VersionsScreen({ datasetId }: { datasetId: string }) {
  const dataset = useQuery(datasetQuery(datasetId));
  const versions = useQuery(versionsQuery(datasetId));
  const error = dataset.error ?? versions.error;
  if (dataset.data !== undefined && versions.data !== undefined) {
    const { versions: list, since } = versions.data;
    return <Screen dataset={dataset.data} versions={list} sinceCount={since.labelCount} />;
  }
  return (
    <main className="min-h-0 p-6">
      {error !== null && (
        <ErrorState
          error={error}
          safe="Versions never change; they are as they were."
          onRetry={() => void Promise.all([dataset.refetch(), versions.refetch()])}
        />
      )}
    </main>
  );
}

type ScreenProps = { dataset: DatasetSummary; versions: readonly VersionSummary[]; sinceCount: number };

function Screen({ dataset, versions, sinceCount }: ScreenProps) {
  const { chosen, comparedWith, choose } = useVersionChoice();
  const freeze = useFreeze(dataset.id, (version) => choose(version.id));
  const newest = versions.find(({ status }) => status === 'frozen') ?? null;
  const open = versions.find(({ id }) => id === chosen) ?? (chosen === 'since' ? null : (versions[0] ?? null));
  const isFreezing = freeze.isPending || versions.some(({ status }) => status === 'freezing');
  useCommands([
    {
      id: 'version.freeze',
      says: `Freeze ${sayLabelsOf(dataset.labeledCount, dataset.isMultiLabel)} as a version`,
      heading: 'This dataset',
      words: ['snapshot', 'version', 'export'],
      enabled: !isFreezing,
      run: () => freeze.mutate(),
    },
  ]);
  return (
    <main className="relative grid min-h-0 grid-cols-[288px_minmax(0,1fr)_320px] max-[1100px]:grid-cols-[220px_minmax(0,1fr)_280px] narrow:block narrow:overflow-y-auto">
      <ScrollArea name="Versions" className="border-r border-line narrow:border-r-0 narrow:border-b">
        <VersionList
          versions={versions}
          isMultiLabel={dataset.isMultiLabel}
          sinceCount={sinceCount}
          chosen={open?.id ?? 'since'}
          isFreezing={isFreezing}
          onChoose={(version) => choose(version)}
          onFreeze={() => freeze.mutate()}
        />
      </ScrollArea>
      <section className="flex min-h-0 min-w-0 flex-col bg-surface">
        {open === null ? (
          <Since dataset={dataset} newest={newest} sinceCount={sinceCount} />
        ) : (
          <Open {...{ dataset, versions, open, comparedWith }} onCompare={(other) => choose(open.id, other)} />
        )}
      </section>
      <ScrollArea
        name="Export"
        className="border-l border-line bg-canvas px-3.5 py-4 narrow:border-t narrow:border-l-0"
      >
        <ExportRail dataset={dataset} version={open ?? newest} />
      </ScrollArea>
    </main>
  );
}

function Since({
  dataset,
  newest,
  sinceCount,
}: {
  dataset: DatasetSummary;
  newest: VersionSummary | null;
  sinceCount: number;
}) {
  return (
    <>
      <Head
        title={newest === null ? 'Not in a version' : `Since version ${newest.number}`}
        facts="moves with every label"
      />
      <ScrollArea name="What changed" className="flex-1 px-5 py-4">
        {newest !== null && <VersionDiffView dataset={dataset} versionId={newest.id} comparedWith="now" />}
        {newest === null && (
          <EmptyState title="No version yet">
            {sinceCount === 0
              ? 'Label some samples first. A version freezes the labels as they are at that moment.'
              : `A version freezes ${sayLabelsOf(sinceCount, dataset.isMultiLabel)} as they are now. It never changes, and exports are made from it.`}
          </EmptyState>
        )}
      </ScrollArea>
    </>
  );
}

type OpenProps = {
  dataset: DatasetSummary;
  versions: readonly VersionSummary[];
  open: VersionSummary;
  comparedWith: ComparedWith;
  onCompare: (other: ComparedWith) => void;
};

function compareOptions(versions: readonly VersionSummary[], open: VersionSummary): { value: string; says: string }[] {
  const frozen = versions.filter(({ status, id }) => status === 'frozen' && id !== open.id);
  const previous = frozen.find(({ number }) => number < open.number);
  return [
    { value: 'previous', says: previous === undefined ? 'nothing before' : `Version ${previous.number}` },
    ...frozen
      .filter(({ id }) => id !== previous?.id)
      .map(({ id, number }) => ({ value: id, says: `Version ${number}` })),
    { value: 'now', says: 'now' },
  ];
}

function Open({ dataset, versions, open, comparedWith, onCompare }: OpenProps) {
  const options = compareOptions(versions, open);
  const known = options.some(({ value }) => value === comparedWith) ? comparedWith : 'previous';
  const isFrozen = open.status === 'frozen';
  return (
    <>
      <Head title={`Version ${open.number}`} facts={isFrozen ? `${sayLabels(open)} · frozen, never changes` : ''}>
        {isFrozen && (
          <>
            <span className="text-12 whitespace-nowrap text-ink-3">compared with</span>
            <Select
              label="Compared with"
              hideLabel
              value={known}
              options={options}
              onPick={onCompare}
              className="w-36"
            />
          </>
        )}
      </Head>
      <ScrollArea name="What changed" className="flex-1 px-5 py-4">
        {open.note !== '' && <p className="mb-4 max-w-160 wrap-anywhere text-ink-2">{open.note}</p>}
        {isFrozen && <VersionDiffView dataset={dataset} versionId={open.id} comparedWith={known} />}
        {open.status === 'freezing' && (
          <EmptyState title={`Version ${open.number} is being frozen`}>
            It holds the labels as they were when it was asked for. Labeling can go on meanwhile.
          </EmptyState>
        )}
        {open.status === 'failed' && (
          <EmptyState title={`Version ${open.number} was not frozen`}>
            {open.message ?? 'It stopped before the end.'} Freeze another one; nothing is lost.
          </EmptyState>
        )}
      </ScrollArea>
    </>
  );
}

function Head({ title, facts, children }: { title: string; facts: string; children?: ReactNode }) {
  return (
    <div className="flex min-h-14 flex-none flex-wrap items-center gap-2.5 border-b border-line px-4 py-2">
      <h2 className="text-17 font-[600] whitespace-nowrap">{title}</h2>
      {children}
      <span className="figures ml-auto text-12 text-ink-3">{facts}</span>
    </div>
  );
}
