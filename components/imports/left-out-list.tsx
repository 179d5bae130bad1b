'use client';

import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { problemsQuery } from '@/components/imports/import-queries';
import { Card } from '@/components/ui/card';
import { formatBytes, formatCount } from '@/components/ui/format';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import type { ImportDetail, ImportProblemItem } from '@/lib/samples/import';

/**
 * What an import leaves out, entry by entry. Before the commit it is the first that inspection found; after it all of it, as a
 * list to keep.
 */
export function LeftOut({ detail }: { detail: ImportDetail }) {
  const isCommitted = detail.status === 'committed';
  const { data } = useQuery({ ...problemsQuery(detail.id), enabled: isCommitted });
  const problems = isCommitted ? data?.problems : (detail.inspection?.problems ?? []);
  return (
    <section className="mt-6">
      <div className="mb-2 flex items-center justify-between gap-3">
        <h2>Left out</h2>
        {isCommitted && <DownloadList importId={detail.id} />}
      </div>
      {problems !== undefined && <LeftOutTable problems={problems} leftOutCount={detail.leftOutCount} />}
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

/** The list itself; says when more was left out than it shows. */
export function LeftOutTable({
  problems,
  leftOutCount,
}: {
  problems: readonly ImportProblemItem[];
  leftOutCount: number;
}) {
  const hiddenCount = leftOutCount - problems.length;
  return (
    <Card className="overflow-x-auto">
      <Table name="What was left out">
        <thead>
          <tr>
            <HeadCell align="right">Entry</HeadCell>
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
              <Cell className="code max-w-70 truncate" title={problem.name || problem.fileName}>
                {problem.name || problem.fileName}
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
          and {formatCount(hiddenCount)} more, in the list to download
        </p>
      )}
    </Card>
  );
}
