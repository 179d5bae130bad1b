import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { expectedErrorsQuery } from '@/components/audit/audit-queries';
import { sayExpectedErrors } from '@/components/audit/audit-words';
import { importProgressQuery } from '@/components/shell/queries';
import { ClassMarker, slotColour } from '@/components/ui/class-marker';
import { ErrorState } from '@/components/ui/error-state';
import { formatCount, formatPercent } from '@/components/ui/format';
import { Meter } from '@/components/ui/meter';
import { SkeletonLines } from '@/components/ui/skeleton-tiles';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import type { ProgressDetail } from '@/lib/datasets/progress';
import type { LabelSource } from '@/lib/operations/operation';

const SOURCES: Record<LabelSource, string> = {
  person: 'By a person',
  import: 'From an import',
  rule: 'By a rule',
  classifier: 'By a classifier',
};
const ROW = 'last:[&>*]:border-b-0';

function Bar({ count, most, colour }: { count: number; most: number; colour?: string }) {
  return (
    <Meter
      className="w-28 bg-transparent max-[1100px]:w-16"
      total={Math.max(1, most)}
      parts={[{ key: 'count', count, ...(colour === undefined ? {} : { colour }) }]}
    />
  );
}

/** Labels of each class, and what has none yet. */
export function ByClass({ datasetId, detail }: { datasetId: string; detail: ProgressDetail }) {
  const { data: errors } = useQuery(expectedErrorsQuery(datasetId));
  const errorsOf = new Map(errors?.classes.map((one) => [one.labelClassId, sayExpectedErrors(one)]));
  const most = Math.max(0, ...detail.classes.map((one) => one.labelCount));
  const unlabeledCount = detail.progress.sampleCount - detail.progress.labeledCount;
  return (
    <Table name="Labels by class">
      <thead>
        <tr>
          <HeadCell>Class</HeadCell>
          <HeadCell>
            <span className="sr-only">Compared</span>
          </HeadCell>
          <HeadCell align="right">Expected errors</HeadCell>
          <HeadCell align="right">Labeled</HeadCell>
        </tr>
      </thead>
      <tbody>
        {detail.classes.map((one) => (
          <tr key={one.id}>
            <Cell>
              <Link
                href={`/datasets/${datasetId}/samples?class=${one.id}`}
                className="flex w-fit items-center gap-2 rounded-key font-[540] wrap-anywhere hover:underline"
              >
                <ClassMarker slot={one.slot} />
                {one.name}
              </Link>
            </Cell>
            <Cell>
              <Bar count={one.labelCount} most={most} colour={slotColour(one.slot)} />
            </Cell>
            <Cell align="right" className="text-12 text-ink-2">
              {errorsOf.get(one.id) ?? ''}
            </Cell>
            <Cell align="right">{formatCount(one.labelCount)}</Cell>
          </tr>
        ))}
        <tr className={ROW}>
          <Cell>
            <Link
              href={`/datasets/${datasetId}/samples?state=unlabeled`}
              className="flex w-fit items-center gap-2 rounded-key text-ink-2 hover:underline"
            >
              <ClassMarker slot={null} />
              unlabeled
            </Link>
          </Cell>
          <Cell />
          <Cell />
          <Cell align="right">{formatCount(unlabeledCount)}</Cell>
        </tr>
      </tbody>
    </Table>
  );
}

/** Labels by what made them. */
export function BySource({ detail }: { detail: ProgressDetail }) {
  const most = Math.max(0, ...detail.bySource.map((one) => one.count));
  if (detail.bySource.length === 0) return <p className="py-3 text-ink-2">No labels yet.</p>;
  return (
    <Table name="Labels by source">
      <thead>
        <tr>
          <HeadCell>Source</HeadCell>
          <HeadCell>
            <span className="sr-only">Compared</span>
          </HeadCell>
          <HeadCell align="right">Labeled</HeadCell>
        </tr>
      </thead>
      <tbody>
        {detail.bySource.map((one) => (
          <tr key={one.labelSource} className={ROW}>
            <Cell>{SOURCES[one.labelSource]}</Cell>
            <Cell>
              <Bar count={one.count} most={most} />
            </Cell>
            <Cell align="right">{formatCount(one.count)}</Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** How far each import is. */
export function ByImport({ datasetId }: { datasetId: string }) {
  const { data, error, refetch } = useQuery(importProgressQuery(datasetId));
  if (error !== null && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <SkeletonLines count={2} />;
  return (
    <Table name="Labels by import">
      <thead>
        <tr>
          <HeadCell>Import</HeadCell>
          <HeadCell align="right">Samples</HeadCell>
          <HeadCell align="right">Labeled</HeadCell>
          <HeadCell align="right">Share</HeadCell>
        </tr>
      </thead>
      <tbody>
        {data.imports.map((one) => (
          <tr key={one.importId} className={ROW}>
            <Cell className="max-w-70">
              <Link
                href={`/datasets/${datasetId}/samples?import=${one.importId}`}
                className="block truncate rounded-key hover:underline"
              >
                {one.name}
              </Link>
            </Cell>
            <Cell align="right">{formatCount(one.sampleCount)}</Cell>
            <Cell align="right">{formatCount(one.labeledCount)}</Cell>
            <Cell align="right">{formatPercent(one.labeledCount, one.sampleCount)}</Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
