import clsx from 'clsx';
import { formatCount } from '@/components/ui/format';
import type { VersionDiff } from '@/lib/versions/version';

/** A change with its sign; the minus is the typographic one. */
export function sayChange(count: number): string {
  if (count === 0) return '0';
  return `${count > 0 ? '+' : '−'}${formatCount(Math.abs(count))}`;
}

type Figure = { value: string; says: string; tone: string };

const gained = (count: number, says: string): Figure => ({
  ...{ value: sayChange(count), says },
  tone: count > 0 ? 'text-ok' : '',
});
const lost = (count: number, says: string): Figure => ({
  ...{ value: sayChange(-count), says },
  tone: count > 0 ? 'text-danger' : '',
});

/** Where a sample has one label at most, counting samples counts labels; where it has several, each is said apart. */
function figuresOf(diff: VersionDiff): Figure[] {
  const classCount = diff.classes.filter(({ before, after }) => before === 0 && after > 0).length;
  const classes = { value: sayChange(classCount), says: classCount === 1 ? 'class added' : 'classes added', tone: '' };
  const changed = { value: formatCount(diff.changedCount), tone: '' };
  if (!diff.isMultiLabel) {
    return [
      gained(diff.addedCount, 'labels added'),
      { ...changed, says: 'labels changed' },
      lost(diff.clearedCount, 'labels cleared'),
      classes,
    ];
  }
  return [
    gained(diff.gainedLabelCount, 'labels added'),
    lost(diff.lostLabelCount, 'labels taken away'),
    gained(diff.addedCount, 'samples labeled'),
    { ...changed, says: 'samples changed' },
    lost(diff.clearedCount, 'samples cleared'),
    classes,
  ];
}

/** The numbers of a comparison: labels added, changed, cleared, and classes that came. */
export function DiffFigures({ diff }: { diff: VersionDiff }) {
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-3">
      {figuresOf(diff).map(({ value, says, tone }) => (
        <div key={says} className="flex flex-col-reverse">
          <dt className="text-12 text-ink-3">{says}</dt>
          <dd className={clsx('figures text-20 font-[580]', tone)}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
