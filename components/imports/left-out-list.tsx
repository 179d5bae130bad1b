'use client';

import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { problemsQuery } from '@/components/imports/import-queries';
import { Card } from '@/components/ui/card';
import { formatBytes, formatCount } from '@/components/ui/format';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import type { ImportDetail, ImportProblemItem } from '@/lib/samples/import';

/**
 * What an import leaves out, entry by entry. Before the import runs it is the first that inspection found; after it all of it.
 * The list is there to keep.
 */
export function LeftOut({ detail }: { detail: ImportDetail }) {
  const isWritten = detail.status === 'committed' || detail.status === 'failed';
  const { data } = useQuery({ ...problemsQuery(detail.id), enabled: isWritten });
  const problems = isWritten ? data?.problems : (detail.inspection?.problems ?? []);
  if (problems === undefined || problems.length === 0) return null;
  return (
    <section className="mt-6">
      <div className="mb-2 flex items-center justify-between gap-3">
        <h2>Left out</h2>
        <DownloadList importId={detail.id} />
      </div>
      <LeftOutTable problems={problems} detail={detail} />
    </section>
  );
}

function DownloadList({ importId }: { importId: string }) {
  return (
    <a
      href={`/api/imports/${importId}/problems.csv`}
      download
      className="inline-flex h-6.5 items-center gap-1.5 rounded-control border border-line-2 bg-surface px-2 text-12 font-[510] hover:bg-sunken"
    >
      <Download size={14} aria-hidden />
      Download list
    </a>
  );
}

/** The list itself; says when more was left out than it shows. Rows of a table have no name but their file's. */
function LeftOutTable({ problems, detail }: { problems: readonly ImportProblemItem[]; detail: ImportDetail }) {
  const hiddenCount = detail.leftOutCount - problems.length;
  const isTable = detail.modality === 'text';
  const nameOf = ({ name, fileName }: ImportProblemItem) => (isTable ? fileName : name || fileName);
  return (
    <Card className="overflow-x-auto">
      <Table name="What was left out">
        <thead>
          <tr>
            <HeadCell align="right">{isTable ? 'Row' : 'Entry'}</HeadCell>
            <HeadCell>File</HeadCell>
            <HeadCell>Reason</HeadCell>
            <HeadCell align="right">Size</HeadCell>
          </tr>
        </thead>
        <tbody>
          {problems.map((problem) => (
            <tr key={`${problem.fileName} ${problem.position} ${problem.name}`} className="last:[&>td]:border-b-0">
              <Cell align="right" className="text-ink-3">
                {problem.position > 0 ? formatCount(problem.position) : ''}
              </Cell>
              <Cell className="code max-w-70 truncate" title={nameOf(problem)}>
                {nameOf(problem)}
              </Cell>
              <Cell className="py-1.5">{problem.reason}</Cell>
              <Cell align="right" className="whitespace-nowrap text-ink-3">
                {problem.sizeBytes === null ? '' : formatBytes(problem.sizeBytes)}
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
      {hiddenCount > 0 && (
        <p className="border-t border-line px-3 py-2.5 text-12 text-ink-3">
          and {formatCount(hiddenCount)} more{detail.status === 'committed' && ', in the list to download'}
        </p>
      )}
    </Card>
  );
}
