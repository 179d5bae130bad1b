import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { expectedErrorsQuery, versionErrorsQuery } from '@/components/audit/audit-queries';
import { sayExpectedErrors } from '@/components/audit/audit-words';
import { Chip } from '@/components/ui/chip';
import { ClassMarker, slotColour } from '@/components/ui/class-marker';
import { formatCount } from '@/components/ui/format';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import { sayChange } from '@/components/versions/diff-figures';
import { versionsQuery } from '@/components/versions/queries';
import type { VersionDiff } from '@/lib/versions/version';

/** "Version 2"; `null` before the first version is "nothing", after the last it is now. */
export function nameSide(number: number | null, side: 'from' | 'to'): string {
  if (number !== null) return `Version ${number}`;
  return side === 'from' ? 'Before' : 'Now';
}

type ClassRow = VersionDiff['classes'][number];

/** What audits let expect of the labels on the later side: frozen with a version, or as they are now. */
function useErrors(datasetId: string, toNumber: number | null) {
  const versions = useQuery(versionsQuery(datasetId)).data?.versions;
  const versionId = versions?.find(({ number }) => number === toNumber)?.id ?? '';
  const frozen = useQuery({ ...versionErrorsQuery(datasetId, versionId), enabled: versionId !== '' });
  const now = useQuery({ ...expectedErrorsQuery(datasetId), enabled: toNumber === null });
  return toNumber === null ? now.data : frozen.data;
}

/** Labels by class on both sides, how they moved, and how many may be wrong; the old part of a bar is the lighter one. */
export function ClassTable({ datasetId, diff }: { datasetId: string; diff: VersionDiff }) {
  const errors = useErrors(datasetId, diff.toNumber);
  const isAudited = errors !== undefined && errors.all.auditedCount > 0;
  const saysOf = new Map(isAudited ? errors.classes.map((one) => [one.labelClassId, sayExpectedErrors(one)]) : []);
  const widest = Math.max(1, ...diff.classes.map(({ before, after }) => Math.max(before, after)));
  return (
    <>
      {errors !== undefined && errors.all.labelCount > 0 && (
        <p className="figures mb-2 text-12 text-ink-2" data-testid="version-errors">
          Expected errors {diff.toNumber === null ? 'now' : `in version ${diff.toNumber}`}:{' '}
          {sayExpectedErrors(errors.all)}
          {isAudited && ', 95 % interval'}
        </p>
      )}
      <Table name="Labels by class" className="table-fixed">
        <thead>
          <tr>
            <HeadCell>Class</HeadCell>
            <HeadCell align="right" className="w-24">
              {nameSide(diff.fromNumber, 'from')}
            </HeadCell>
            <HeadCell align="right" className="w-24">
              {nameSide(diff.toNumber, 'to')}
            </HeadCell>
            <HeadCell align="right" className="w-20">
              Change
            </HeadCell>
            <HeadCell className="w-[22%]">
              <span className="sr-only">Bar</span>
            </HeadCell>
          </tr>
        </thead>
        <tbody>
          {diff.classes.map((row) => (
            <Row key={row.labelClassId} row={row} widest={widest} errors={saysOf.get(row.labelClassId) ?? ''} />
          ))}
        </tbody>
      </Table>
    </>
  );
}

function Row({ row, widest, errors }: { row: ClassRow; widest: number; errors: string }) {
  const change = row.after - row.before;
  return (
    <tr>
      <Cell>
        <span className={clsx('flex min-w-0 items-center gap-2', errors !== '' && 'pt-1.5')}>
          <ClassMarker slot={row.slot} size="l" />
          <span className="min-w-0 truncate font-[560]" title={row.name}>
            {row.name}
          </span>
          {row.before === 0 && row.after > 0 && <Chip look="line">new</Chip>}
        </span>
        {errors !== '' && (
          <span className="figures block pb-1.5 pl-5.5 text-11 text-ink-3">
            <span className="sr-only">Expected errors: </span>
            {errors === 'not audited' ? errors : `wrong: ${errors}`}
          </span>
        )}
      </Cell>
      <Cell align="right" className="text-ink-3">
        {row.before === 0 ? '–' : formatCount(row.before)}
      </Cell>
      <Cell align="right">{row.after === 0 ? '–' : formatCount(row.after)}</Cell>
      <Cell align="right" className={clsx(change > 0 && 'text-ok', change < 0 && 'text-danger')}>
        {change === 0 ? '' : sayChange(change)}
      </Cell>
      <Cell>
        <ChangeBar row={row} widest={widest} />
      </Cell>
    </tr>
  );
}

/** What was there and stayed, lighter; what came, full; what went, an outline. */
function ChangeBar({ row: { before, after, slot }, widest }: { row: ClassRow; widest: number }) {
  const stayed = Math.min(before, after);
  const part = (count: number) => `${(100 * count) / widest}%`;
  const colour = slotColour(slot);
  return (
    <span aria-hidden="true" className="flex h-1.5 w-full gap-px">
      <i className="block h-full rounded-[2px] opacity-45" style={{ width: part(stayed), background: colour }} />
      {after > before && (
        <i className="block h-full rounded-[2px]" style={{ width: part(after - before), background: colour }} />
      )}
      {before > after && (
        <i className="block h-full rounded-[2px] border border-control" style={{ width: part(before - after) }} />
      )}
    </span>
  );
}
