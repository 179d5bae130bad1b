import clsx from 'clsx';
import { Card } from '@/components/ui/card';
import { formatCount } from '@/components/ui/format';
import type { Inspection } from '@/lib/samples/import';
import { splitClasses } from '@/lib/samples/split-classes';

/** The counts of an import before anything is written. Duplicates among pictures show only while they are imported. */
export function WhatWillHappen({
  inspection,
  separator = null,
}: {
  inspection: Inspection;
  separator?: string | null;
}) {
  const classNames = new Set(inspection.labels.flatMap(({ name }) => splitClasses(name, separator)));
  const isTable = inspection.kind === 'table';
  const facts: { name: string; count: number; look?: string }[] = [
    { name: isTable ? 'New samples' : 'Pictures found', count: inspection.newCount, look: 'font-[560]' },
    ...(isTable ? [{ name: 'Exact duplicates, skipped', count: inspection.duplicateCount }] : []),
    {
      name: isTable ? 'Rows left out' : 'Entries left out',
      count: inspection.leftOutCount,
      look: inspection.leftOutCount > 0 ? 'text-danger' : '',
    },
    ...(isTable
      ? [
          { name: 'Labels to import', count: inspection.labelCount },
          { name: 'Classes found', count: classNames.size },
        ]
      : []),
  ];
  return (
    <Card className="p-4" aria-label="What will happen">
      <h2 className="mb-2">What will happen</h2>
      <dl className="figures grid grid-cols-[1fr_auto] gap-x-3 gap-y-1.5" aria-live="polite">
        {facts.map(({ name, count, look }) => (
          <div key={name} className="contents">
            <dt className="text-ink-2">{name}</dt>
            <dd className={clsx('text-right', look)}>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      {inspection.warnings.map((warning) => (
        <p key={warning} className="mt-2 text-12 text-warn">
          {warning}
        </p>
      ))}
    </Card>
  );
}
