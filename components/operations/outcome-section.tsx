'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { ChevronDown, ChevronRight, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { sayMoment } from '@/components/operations/day-words';
import { turnedQuery } from '@/components/operations/operation-queries';
import { sayOutcome } from '@/components/operations/revert-words';
import { SampleGlimpse } from '@/components/operations/sample-glimpse';
import { Button } from '@/components/ui/button';
import { ClassMarker } from '@/components/ui/class-marker';
import { formatCount } from '@/components/ui/format';
import type { RevertPreview } from '@/lib/labels/revert-preview';
import type { TurnedSample } from '@/lib/operations/operation-log';

const STRIP = 6;
const SHORT_LIST = 4;

type SectionProps = {
  datasetId: string;
  operationId: string;
  isText: boolean;
  preview: RevertPreview;
  entry: RevertPreview['outcomes'][number];
};
type Names = ReadonlyMap<string, { name: string; slot: number }>;

/** Samples that go one way: how many, the first of them, and on asking all. Those that keep a later decision say whose. */
export function OutcomeSection({ datasetId, operationId, isText, preview, entry }: SectionProps) {
  const [isWhole, setWhole] = useState(false);
  const { outcome, count, samples } = entry;
  const isKept = outcome === 'kept';
  const names: Names = new Map(preview.names.map((name) => [name.id, name]));
  const hasMore = count > (isKept || isText ? SHORT_LIST : STRIP);
  const Chevron = isWhole ? ChevronDown : ChevronRight;
  return (
    <section className={clsx('border-b border-line px-3.5 py-3 last:border-b-0', isKept && 'bg-warn-weak')}>
      <h3 className="flex items-center gap-1.5 text-13 text-ink">
        {isKept && <TriangleAlert size={14} aria-hidden className="flex-none text-warn" />}
        <span className="flex-1 font-[560]">{sayOutcome(outcome, count, preview.willStand)}</span>
        {hasMore && (
          <button
            type="button"
            aria-expanded={isWhole}
            aria-label={isWhole ? 'Show fewer' : `Show all ${formatCount(count)}`}
            onClick={() => setWhole(!isWhole)}
            className="grid size-6.5 place-items-center rounded-control text-ink-3 hover:text-ink"
          >
            <Chevron size={16} aria-hidden />
          </button>
        )}
      </h3>
      {outcome === 'relabeled' && <Changes preview={preview} names={names} />}
      {isWhole ? (
        <All {...{ datasetId, operationId, outcome, isText, isKept, names }} />
      ) : (
        <Listed {...{ samples: samples.slice(0, isKept || isText ? SHORT_LIST : STRIP), isText, isKept, names }} />
      )}
    </section>
  );
}

function All({
  datasetId,
  operationId,
  outcome,
  ...looks
}: Omit<ListedProps, 'samples'> &
  Pick<SectionProps, 'datasetId' | 'operationId'> &
  Pick<SectionProps['entry'], 'outcome'>) {
  const query = useInfiniteQuery(turnedQuery(datasetId, operationId, outcome));
  const samples = query.data?.pages.flatMap((page) => page.samples) ?? [];
  return (
    <>
      <Listed {...looks} samples={samples} />
      {query.hasNextPage && (
        <Button
          size="s"
          className="mt-2"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </>
  );
}

type ListedProps = { samples: readonly TurnedSample[]; isText: boolean; isKept: boolean; names: Names };

function Listed({ samples, isText, isKept, names }: ListedProps) {
  if (samples.length === 0) return null;
  if (!isKept && !isText) {
    return (
      <ul className="mt-2 flex flex-wrap gap-1">
        {samples.map((sample) => (
          <li key={sample.id}>
            <SampleGlimpse sample={sample} isText={isText} size="l" />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <ul className="mt-2 grid gap-1.5 text-12">
      {samples.map((sample) => (
        <li
          key={sample.id}
          className={clsx(
            'min-w-0 items-center gap-2',
            isText && isKept ? 'grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)]' : 'flex',
          )}
        >
          <SampleGlimpse sample={sample} isText={isText} size="s" />
          {isKept && <Kept sample={sample} names={names} />}
        </li>
      ))}
    </ul>
  );
}

/** What a sample keeps, and who decided it when. */
function Kept({ sample, names }: { sample: TurnedSample; names: Names }) {
  const { beforeClassIds, decidedBy } = sample;
  const [first] = beforeClassIds;
  const labels = beforeClassIds.map((id) => names.get(id)?.name ?? 'a class that is gone').join(', ');
  const where = decidedBy?.groupTitle ?? 'one by one';
  return (
    <span className="min-w-0">
      <span className="flex min-w-0 items-center gap-1.5">
        <ClassMarker slot={first === undefined ? null : (names.get(first)?.slot ?? null)} />
        <span className="truncate" title={labels}>
          {labels === '' ? 'unlabeled' : labels}
        </span>
      </span>
      {decidedBy !== null && (
        <span className="block truncate text-ink-3">
          {decidedBy.personName}, {sayMoment(decidedBy.createdAt, new Date())}, {where}
        </span>
      )}
    </span>
  );
}

/** From which classes to which, and how many each. */
function Changes({ preview, names }: { preview: RevertPreview; names: Names }) {
  return (
    <ul className="mt-1.5 grid gap-1 text-12 text-ink-2">
      {preview.changes.map(({ beforeClassIds, afterClassIds, count }) => (
        <li key={`${beforeClassIds.join()} ${afterClassIds.join()}`} className="flex flex-wrap items-center gap-1.5">
          {beforeClassIds.length > 0 && <ClassNames ids={beforeClassIds} names={names} isGone />}
          <ChevronRight size={12} aria-hidden className="text-ink-3" />
          <span className="sr-only">to</span>
          <ClassNames ids={afterClassIds} names={names} />
          <span className="figures">{formatCount(count)}</span>
        </li>
      ))}
    </ul>
  );
}

function ClassNames({ ids, names, isGone = false }: { ids: readonly string[]; names: Names; isGone?: boolean }) {
  return ids.map((id) => (
    <span key={id} className="inline-flex items-center gap-1.5">
      <ClassMarker slot={names.get(id)?.slot ?? null} />
      <span className={clsx(isGone && 'text-ink-3 line-through')}>{names.get(id)?.name ?? 'a class that is gone'}</span>
    </span>
  ));
}
