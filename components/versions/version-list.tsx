'use client';

import clsx from 'clsx';
import { CircleDashed, Layers } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { formatCounted } from '@/components/ui/format';
import { RelativeTime } from '@/components/ui/relative-time';
import { JobLine } from '@/components/versions/job-line';
import { sayLabels, sayLabelsOf } from '@/components/versions/version-words';
import type { VersionSummary } from '@/lib/versions/version';

const HASH_SHOWN = 10;

type VersionListProps = {
  versions: readonly VersionSummary[];
  isMultiLabel: boolean;
  /** Samples whose labels are in no version yet. */
  sinceCount: number;
  /** The id of the open version, or `since`. */
  chosen: string;
  isFreezing: boolean;
  onChoose: (version: string) => void;
  onFreeze: () => void;
};

/** What is in no version yet, then the versions, newest first. */
export function VersionList({ versions, isMultiLabel, sinceCount, chosen, isFreezing, ...props }: VersionListProps) {
  const { onChoose, onFreeze } = props;
  const newest = versions.find(({ status }) => status === 'frozen');
  return (
    <nav aria-label="Versions" className="flex flex-col gap-0.5 px-2 py-3 narrow:flex-row narrow:overflow-x-auto">
      <div className="flex items-center justify-between px-1.5 pb-2.5 narrow:flex-none narrow:flex-col narrow:items-start narrow:justify-start narrow:gap-1">
        <h1 className="text-15 font-[580]">Versions</h1>
        <Button
          variant="primary"
          size="s"
          aria-disabled={isFreezing || undefined}
          onClick={() => !isFreezing && onFreeze()}
        >
          {isFreezing ? 'Freezing' : 'Freeze'}
        </Button>
        <p role="status" className="sr-only">
          {isFreezing && 'Freezing'}
          {!isFreezing && newest !== undefined && `Version ${newest.number} is frozen`}
        </p>
      </div>
      <Row isChosen={chosen === 'since'} onChoose={() => onChoose('since')}>
        <Title icon={<CircleDashed size={14} aria-hidden />} when="now">
          {newest === undefined ? 'Not in a version' : `Since version ${newest.number}`}
        </Title>
        <span className="figures mt-0.5 block text-12 text-ink-2">{sayNotFrozen(sinceCount, isMultiLabel)}</span>
      </Row>
      {versions.map((version) => (
        <Row key={version.id} isChosen={chosen === version.id} onChoose={() => onChoose(version.id)}>
          <Title icon={<Layers size={14} aria-hidden />} when={<RelativeTime at={version.createdAt} />}>
            Version {version.number}
          </Title>
          <VersionFacts version={version} />
        </Row>
      ))}
    </nav>
  );
}

function sayNotFrozen(sampleCount: number, isMultiLabel: boolean): string {
  return sampleCount === 0 ? 'nothing new' : `${sayLabelsOf(sampleCount, isMultiLabel)} not in a version`;
}

function VersionFacts({ version }: { version: VersionSummary }) {
  if (version.status === 'freezing') {
    return (
      <span className="mt-2 block">
        {version.jobId !== null && <JobLine jobId={version.jobId} label={`Freezing version ${version.number}`} />}
      </span>
    );
  }
  if (version.status === 'failed') {
    return <span className="mt-0.5 block text-12 text-danger">Not frozen. {version.message}</span>;
  }
  const classCount = version.classCounts.filter(({ count }) => count > 0).length;
  return (
    <>
      <span className="figures mt-0.5 block text-12 text-ink-2">
        {sayLabels(version)} · {formatCounted(classCount, 'class', 'classes')}
      </span>
      {version.note !== '' && <span className="mt-0.5 block truncate text-12 text-ink-2">{version.note}</span>}
      <span className="code mt-0.5 block text-11 text-ink-3" title={`Content SHA-256 ${version.contentHash}`}>
        {version.contentHash?.slice(0, HASH_SHOWN)}…
      </span>
    </>
  );
}

function Row({ isChosen, onChoose, children }: { isChosen: boolean; onChoose: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-current={isChosen ? 'true' : undefined}
      onClick={onChoose}
      className={clsx(
        'block w-full rounded-card px-3.5 py-3 text-left narrow:w-56 narrow:flex-none',
        isChosen ? 'bg-surface shadow-[0_0_0_1px_var(--line-2),var(--e1)]' : 'hover:bg-sunken',
      )}
    >
      {children}
    </button>
  );
}

function Title({ icon, when, children }: { icon: ReactNode; when: ReactNode; children: ReactNode }) {
  return (
    <span className="flex items-center justify-between gap-2">
      <span className="flex min-w-0 items-center gap-1.5 font-[560] whitespace-nowrap">
        <span className="text-ink-2">{icon}</span>
        {children}
      </span>
      <span className="flex-none text-11 text-ink-3">{when}</span>
    </span>
  );
}
