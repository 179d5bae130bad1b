import clsx from 'clsx';
import { Chip } from '@/components/ui/chip';
import { ClassMarker, slotColour } from '@/components/ui/class-marker';
import { formatCount } from '@/components/ui/format';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import { sayChange } from '@/components/versions/diff-figures';
import type { VersionDiff } from '@/lib/versions/version';

/** "Version 2"; `null` before the first version is "nothing", after the last it is now. */
export function nameSide(number: number | null, side: 'from' | 'to'): string {
  if (number !== null) return `Version ${number}`;
  return side === 'from' ? 'Before' : 'Now';
}

type ClassRow = VersionDiff['classes'][number];

/** Labels by class on both sides, and how they moved; the old part of a bar is the lighter one. */
export function ClassTable({ diff }: { diff: VersionDiff }) {
  const widest = Math.max(1, ...diff.classes.map(({ before, after }) => Math.max(before, after)));
  return (
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
          <HeadCell className="w-[30%]">
            <span className="sr-only">Bar</span>
          </HeadCell>
        </tr>
      </thead>
      <tbody>
        {diff.classes.map((row) => (
          <Row key={row.labelClassId} row={row} widest={widest} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({ row, widest }: { row: ClassRow; widest: number }) {
  const change = row.after - row.before;
  return (
    <tr>
      <Cell>
        <span className="flex min-w-0 items-center gap-2">
          <ClassMarker slot={row.slot} size="l" />
          <span className="min-w-0 truncate font-[560]" title={row.name}>
            {row.name}
          </span>
          {row.before === 0 && row.after > 0 && <Chip look="line">new</Chip>}
        </span>
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
