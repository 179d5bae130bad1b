'use client';

import { Download, FileText, FileWarning } from 'lucide-react';
import { Card } from '@/components/ui/card';
import { formatBytes } from '@/components/ui/format';
import { RelativeTime } from '@/components/ui/relative-time';
import { nameFormat } from '@/components/versions/export-formats';
import type { ExportSummary } from '@/lib/exchange/export';

/** Finished files with size and download, and exports that failed, with why. */
export function ExportFiles({ exports }: { exports: readonly ExportSummary[] }) {
  const shown = exports.filter(({ status }) => status === 'ready' || status === 'failed');
  if (shown.length === 0) return null;
  return (
    <section aria-labelledby="ready-heading">
      <h3 id="ready-heading" className="mb-1.5">
        Ready
      </h3>
      <Card>
        <ul>
          {shown.map((entry) => (
            <li
              key={entry.id}
              className="flex min-h-12 items-center gap-2.5 border-t border-line py-1.5 pr-2 pl-3.5 first:border-t-0"
            >
              {entry.status === 'ready' ? <ReadyFile entry={entry} /> : <FailedExport entry={entry} />}
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}

function ReadyFile({ entry }: { entry: ExportSummary }) {
  return (
    <>
      <FileText size={14} aria-hidden className="flex-none text-ink-3" />
      <span className="min-w-0 flex-1">
        <span className="line-clamp-2 font-[560] wrap-anywhere" title={entry.fileName}>
          {entry.fileName}
        </span>
        <span className="figures block text-12 text-ink-3" title={`SHA-256 ${entry.sha256}`}>
          {entry.sizeBytes === null ? '' : `${formatBytes(entry.sizeBytes)} · `}
          {entry.raw && 'raw · '}
          <RelativeTime at={entry.readyAt ?? entry.createdAt} />
        </span>
      </span>
      <a
        href={`/api/exports/${entry.id}/file`}
        download={entry.fileName}
        aria-label={`Download ${entry.fileName}`}
        className="inline-flex h-6.5 flex-none items-center gap-1.5 rounded-control border border-line-2 bg-surface px-2 text-12 font-[510] hover:bg-sunken"
      >
        <Download size={14} aria-hidden />
        Download
      </a>
    </>
  );
}

function FailedExport({ entry }: { entry: ExportSummary }) {
  return (
    <>
      <FileWarning size={14} aria-hidden className="flex-none text-danger" />
      <span className="min-w-0 flex-1">
        <span className="block font-[560]">
          {nameFormat(entry.format)} of version {entry.versionNumber} was not written
        </span>
        <span className="block text-12 text-ink-2">{entry.message}</span>
      </span>
    </>
  );
}
