'use client';

import { X } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { IconButton } from '@/components/ui/icon-button';
import { JobLine } from '@/components/versions/job-line';
import { isUnderWay } from '@/components/versions/queries';
import { useExporting } from '@/components/versions/use-freeze';
import type { Modality } from '@/lib/datasets/dataset';
import type { ExportFormat, ExportSummary } from '@/lib/exchange/export';
import type { VersionSummary } from '@/lib/versions/version';

type Format = {
  format: ExportFormat;
  name: string;
  says: string;
  /** Where samples may carry several classes, if that makes a difference. */
  saysOfLists?: string;
  modalities: readonly Modality[];
};

const FORMATS: readonly Format[] = [
  {
    format: 'csv',
    name: 'CSV',
    says: 'one row a sample; cells that a spreadsheet would run are guarded',
    modalities: ['image', 'text'],
  },
  {
    format: 'jsonl',
    name: 'JSON Lines',
    says: 'one object a sample, with all its origins',
    modalities: ['image', 'text'],
  },
  {
    format: 'folders',
    name: 'Image folders',
    says: 'a zip, one folder per class, and labels.csv',
    saysOfLists: 'a zip of one folder, each image once, and labels.csv with the classes of each',
    modalities: ['image'],
  },
];

/** What a format is called. */
export function nameFormat(format: ExportFormat): string {
  return FORMATS.find((candidate) => candidate.format === format)?.name ?? format;
}

type FormatsProps = {
  datasetId: string;
  modality: Modality;
  version: VersionSummary;
  exports: readonly ExportSummary[];
};

/** The formats a version can leave in; one that runs shows how far it is, in its place. */
export function ExportFormats({ datasetId, modality, version, exports }: FormatsProps) {
  const exporting = useExporting(datasetId, version.id);
  const formats = FORMATS.filter(({ modalities }) => modalities.includes(modality));
  const runningOf = (format: ExportFormat) =>
    exports.find((entry) => entry.versionId === version.id && entry.format === format && isUnderWay(entry)) ?? null;
  return (
    <Card className="overflow-hidden">
      {formats.map((format) => (
        <FormatRow
          key={format.format}
          {...format}
          says={version.isMultiLabel ? (format.saysOfLists ?? format.says) : format.says}
          running={runningOf(format.format)}
          isStarting={exporting.start.isPending && exporting.start.variables.format === format.format}
          onStart={(raw) => exporting.start.mutate({ format: format.format, ...(raw && { raw }) })}
          onCancel={(jobId) => exporting.cancel.mutate(jobId)}
        />
      ))}
    </Card>
  );
}

type RowProps = Format & {
  running: ExportSummary | null;
  isStarting: boolean;
  onStart: (raw: boolean) => void;
  onCancel: (jobId: string) => void;
};

function FormatRow({ format, name, says, running, isStarting, onStart, onCancel }: RowProps) {
  const [isRaw, setRaw] = useState(false);
  const jobId = running?.jobId ?? null;
  return (
    <div className="border-t border-line px-3.5 py-2.5 first:border-t-0">
      <div className="flex items-center gap-3">
        <div className="min-w-0 flex-1">
          <p className="font-[560]">{name}</p>
          <p className="text-12 text-ink-3">{says}</p>
        </div>
        {running === null ? (
          <Button size="s" aria-label={`Export as ${name}`} disabled={isStarting} onClick={() => onStart(isRaw)}>
            Export
          </Button>
        ) : (
          jobId !== null && (
            <IconButton label={`Cancel the export as ${name}`} onClick={() => onCancel(jobId)}>
              <X size={14} aria-hidden />
            </IconButton>
          )
        )}
      </div>
      {format === 'csv' && running === null && <RawChoice isRaw={isRaw} onChange={setRaw} />}
      {jobId !== null && (
        <div className="mt-2">
          <JobLine jobId={jobId} label={`Exporting as ${name}`} />
        </div>
      )}
    </div>
  );
}

function RawChoice({ isRaw, onChange }: { isRaw: boolean; onChange: (isRaw: boolean) => void }) {
  const id = useId();
  return (
    <div className="mt-1.5 flex items-center gap-2 text-12 text-ink-2">
      <input
        id={id}
        type="checkbox"
        checked={isRaw}
        onChange={(event) => onChange(event.target.checked)}
        className="size-3.5 accent-(--accent)"
      />
      <label htmlFor={id}>Raw: leave every cell as it is</label>
    </div>
  );
}
