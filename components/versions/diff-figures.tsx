import clsx from 'clsx';
import { formatCount } from '@/components/ui/format';
import type { VersionDiff } from '@/lib/versions/version';

/** A change with its sign; the minus is the typographic one. */
export function sayChange(count: number): string {
  if (count === 0) return '0';
  return `${count > 0 ? '+' : '−'}${formatCount(Math.abs(count))}`;
}

/** The four numbers of a comparison: labels added, changed, cleared, and classes that came. */
export function DiffFigures({ diff }: { diff: VersionDiff }) {
  const newClasses = diff.classes.filter(({ before, after }) => before === 0 && after > 0).length;
  const figures = [
    { value: sayChange(diff.addedCount), says: 'labels added', tone: diff.addedCount > 0 ? 'text-ok' : '' },
    { value: formatCount(diff.changedCount), says: 'labels changed', tone: '' },
    { value: sayChange(-diff.clearedCount), says: 'labels cleared', tone: diff.clearedCount > 0 ? 'text-danger' : '' },
    { value: sayChange(newClasses), says: newClasses === 1 ? 'class added' : 'classes added', tone: '' },
  ];
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-3">
      {figures.map(({ value, says, tone }) => (
        <div key={says} className="flex flex-col-reverse">
          <dt className="text-12 text-ink-3">{says}</dt>
          <dd className={clsx('figures text-20 font-[580]', tone)}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
