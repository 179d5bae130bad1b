'use client';

import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { sampleQuery } from '@/components/samples/queries';
import { samplePath } from '@/components/samples/use-sample-search';
import { ClassMarker } from '@/components/ui/class-marker';
import { formatCount, formatCounted } from '@/components/ui/format';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import type { Modality } from '@/lib/datasets/dataset';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { VersionDiff } from '@/lib/versions/version';

type PairsProps = {
  datasetId: string;
  modality: Modality;
  diff: VersionDiff;
  classes: ReadonlyMap<string, Pick<LabelClass, 'name' | 'slot'>>;
};

/** Labels that went from one class to another, pair by pair, with some of their samples. */
export function ChangePairs({ datasetId, modality, diff, classes }: PairsProps) {
  if (diff.changedCount === 0) return null;
  return (
    <section className="mt-6">
      <h2 className="mb-1">{formatCounted(diff.changedCount, diff.isMultiLabel ? 'sample' : 'label')} changed</h2>
      <Table name="Changes by pair of classes">
        <thead className="sr-only">
          <tr>
            <HeadCell>From and to</HeadCell>
            <HeadCell>Samples</HeadCell>
            <HeadCell align="right">Labels</HeadCell>
          </tr>
        </thead>
        <tbody>
          {diff.changes.map((change) => (
            <tr key={`${change.fromClassId} ${change.toClassId}`}>
              <Cell className="h-11">
                <span className="flex items-center gap-2">
                  <Side labelClass={sideOf(classes, change.fromClassId)} className="text-ink-2" />
                  <ChevronRight size={14} aria-label="to" className="flex-none text-ink-3" />
                  <Side labelClass={sideOf(classes, change.toClassId)} className="font-[560]" />
                </span>
              </Cell>
              <Cell>
                <Glimpse datasetId={datasetId} modality={modality} sampleIds={change.sampleIds} />
              </Cell>
              <Cell align="right">{formatCount(change.count)}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

const NOTHING = { name: 'nothing', slot: null };

function sideOf(classes: PairsProps['classes'], labelClassId: string | null) {
  return labelClassId === null ? NOTHING : classes.get(labelClassId);
}

function Side({
  labelClass,
  className,
}: {
  labelClass: { name: string; slot: number | null } | undefined;
  className: string;
}) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <ClassMarker slot={labelClass?.slot ?? null} size="l" />
      <span className={`max-w-40 truncate ${className}`} title={labelClass?.name}>
        {labelClass?.name ?? 'a class that is gone'}
      </span>
    </span>
  );
}

type GlimpseProps = { datasetId: string; modality: Modality; sampleIds: readonly string[] };

function Glimpse({ datasetId, modality, sampleIds }: GlimpseProps) {
  if (modality === 'text') {
    const [first] = sampleIds;
    return first === undefined ? null : <TextGlimpse datasetId={datasetId} sampleId={first} />;
  }
  return (
    <span className="flex gap-0.75">
      {sampleIds.map((id) => (
        <Link key={id} href={samplePath(datasetId, id, {})} aria-label="Open the sample" className="block rounded-key">
          <img
            src={`/api/samples/${id}/thumb`}
            alt=""
            loading="lazy"
            className="size-7.5 rounded-key bg-sunken object-cover"
          />
        </Link>
      ))}
    </span>
  );
}

function TextGlimpse({ datasetId, sampleId }: { datasetId: string; sampleId: string }) {
  const { data } = useQuery(sampleQuery(sampleId));
  return (
    <Link
      href={samplePath(datasetId, sampleId, {})}
      // Until its text is there the link has no words of its own.
      aria-label={data === undefined ? 'Open the sample' : undefined}
      className="block max-w-80 truncate rounded-key text-ink-2 hover:text-ink hover:underline"
    >
      {data?.preview ?? ''}
    </Link>
  );
}
