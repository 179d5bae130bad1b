'use client';

import { ChevronDown } from 'lucide-react';
import type { ClassesById } from '@/components/samples/sample-words';
import { nameOf } from '@/components/samples/sample-words';
import { useKeysOf } from '@/components/shell/commands';
import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { ClassMarker } from '@/components/ui/class-marker';
import { formatCount } from '@/components/ui/format';
import { Keys } from '@/components/ui/kbd';
import { RelativeTime } from '@/components/ui/relative-time';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { SampleDetail } from '@/lib/samples/sample';

type LabelPanelProps = {
  sample: SampleDetail;
  classes: ClassesById;
  /** The class that "Not …" would rule out: the label, or else the first suggestion. */
  deniable: LabelClass | null;
  onChoose: () => void;
  onClear: () => void;
  onDeny: () => void;
};

/** The label of one sample, who gave it, and the ways to change it. */
export function LabelPanel({ sample, classes, deniable, onChoose, onClear, onDeny }: LabelPanelProps) {
  const findKeys = useKeysOf('class.find');
  const clearKeys = useKeysOf('label.clear');
  const denyKeys = useKeysOf('review.notThisClass');
  const labelClass = classes.get(sample.labelClassId ?? '');
  const hasSeveral = sample.labelClassIds.length > 1;
  return (
    <section aria-labelledby="label-heading">
      <h3 id="label-heading">Label</h3>
      <button
        type="button"
        onClick={onChoose}
        className="mt-1.5 flex h-9 w-full items-center gap-2 rounded-control border border-control bg-surface px-2.5 text-left hover:bg-sunken"
      >
        {hasSeveral ? null : <ClassMarker slot={labelClass?.slot ?? null} size="l" />}
        <span
          className={`min-w-0 flex-1 truncate ${labelClass === undefined ? 'text-ink-2' : 'font-[560]'}`}
          title={labelClass?.name}
        >
          {hasSeveral
            ? `${formatCount(sample.labelClassIds.length)} classes`
            : (labelClass?.name ?? 'Unlabeled: choose a class')}
        </span>
        {findKeys !== undefined && <Keys keys={findKeys} />}
        <ChevronDown size={14} aria-hidden className="flex-none text-ink-3" />
      </button>
      {hasSeveral && (
        <ul aria-label="All classes of the sample" className="mt-1.5 flex flex-wrap gap-1">
          {sample.labelClassIds.map((id) => (
            <li key={id}>
              <Chip>
                <ClassMarker slot={classes.get(id)?.slot ?? null} /> {nameOf(id, classes)}
              </Chip>
            </li>
          ))}
        </ul>
      )}
      {sample.label !== null && (
        <p className="mt-1.5 text-12 text-ink-3">
          {sample.label.labelSource === 'person' ? 'by' : `from ${sample.label.labelSource}, by`}{' '}
          {sample.label.personName} · <RelativeTime at={sample.label.decidedAt} />
        </p>
      )}
      <div className="mt-2 grid grid-cols-2 gap-2">
        <Button size="s" keys={clearKeys} disabled={sample.labelClassId === null} onClick={onClear}>
          Clear
        </Button>
        <Button size="s" keys={denyKeys} disabled={deniable === null} onClick={onDeny} className="min-w-0">
          <span className="min-w-0 truncate">{deniable === null ? 'Not this class' : `Not ${deniable.name}`}</span>
        </Button>
      </div>
      {sample.excludedClassIds.length > 0 && (
        <p className="mt-2 flex flex-wrap gap-1">
          {sample.excludedClassIds.map((id) => (
            <Chip key={id} look="line">
              not {nameOf(id, classes)}
            </Chip>
          ))}
        </p>
      )}
    </section>
  );
}
