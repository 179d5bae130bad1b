'use client';

import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { MapColouring } from '@/components/map/map-queries';
import { sampleQuery } from '@/components/samples/queries';
import { useKeysOf } from '@/components/shell/commands';
import { Button } from '@/components/ui/button';
import { ClassMarker } from '@/components/ui/class-marker';
import { formatCount, formatCounted } from '@/components/ui/format';
import { Keys } from '@/components/ui/kbd';
import { GROUP_SAMPLE_LIMIT } from '@/lib/groups/group';
import type { MapPoints } from '@/lib/maps/map-format';
import { countByValue, listChosen, type MapSelection, pickEvenly, sampleIdAt } from '@/lib/maps/map-selection';

const PICTURE_COUNT = 12;
const LINE_COUNT = 5;
const CLASS_COUNT = 4;

type PanelProps = {
  points: MapPoints;
  selection: MapSelection;
  /** The classes of all points, whatever they are coloured by now. */
  classes: MapColouring;
  isText: boolean;
  isBusy: boolean;
  onReview: () => void;
  onClear: () => void;
};

/** What is chosen: how many samples, what they are labeled as already, a few of them, and the way to the review desk. */
export function SelectionPanel(props: PanelProps) {
  const { selection, isBusy, onReview, onClear } = props;
  const keys = { clear: useKeysOf('select.clear'), review: useKeysOf('map.review') };
  const tooMany = selection.count > GROUP_SAMPLE_LIMIT;
  return (
    <section aria-label="Selection" className="border-b border-line px-4 py-3">
      <div className="flex items-center justify-between">
        <h2>Selection</h2>
        <Button size="s" variant="ghost" keys={keys.clear} onClick={onClear}>
          Clear
        </Button>
      </div>
      <p className="figures mt-1 flex items-baseline gap-1.5 text-ink-2" role="status">
        <b className="text-28 font-[600] text-ink">{formatCount(selection.count)}</b>{' '}
        {selection.count === 1 ? 'sample' : 'samples'}
      </p>
      <LabeledAlready {...props} />
      <Glimpse {...props} />
      <Button
        variant="primary"
        size="l"
        className="mt-3 w-full"
        keys={keys.review}
        disabled={tooMany || isBusy}
        onClick={onReview}
      >
        Review {formatCounted(selection.count, 'sample')}
      </Button>
      <p className="mt-2 text-11 text-ink-3">
        {tooMany ? (
          `A group takes ${formatCount(GROUP_SAMPLE_LIMIT)} samples. Enclose fewer.`
        ) : (
          <>
            Another loop with <Keys keys="Shift" /> adds to it, with <Keys keys="Alt" /> takes away.
          </>
        )}
      </p>
    </section>
  );
}

function LabeledAlready({ selection, classes }: PanelProps) {
  const counts = useMemo(() => countByValue(classes.values, selection, classes.further), [classes, selection]);
  const found = classes.legend.entries
    .filter(({ value }) => value > 0 && (counts[value] ?? 0) > 0)
    .toSorted((one, other) => (counts[other.value] ?? 0) - (counts[one.value] ?? 0));
  if (found.length === 0) return <p className="mt-0.5 text-12 text-ink-3">None is labeled yet.</p>;
  const rest = found.slice(CLASS_COUNT);
  const restCount = rest.reduce((sum, { value }) => sum + (counts[value] ?? 0), 0);
  return (
    <ul aria-label="Labeled already" className="mt-0.5 flex flex-wrap gap-x-3 gap-y-0.5 text-12 text-ink-2">
      {found.slice(0, CLASS_COUNT).map(({ value, name, slot }) => (
        <li key={value} className="flex min-w-0 items-center gap-1.5">
          <ClassMarker slot={slot} />
          <span className="figures">{formatCount(counts[value] ?? 0)}</span> <span className="truncate">{name}</span>
        </li>
      ))}
      {rest.length > 0 && <li className="figures">{formatCount(restCount)} of other classes</li>}
    </ul>
  );
}

function Glimpse({ points, selection, isText }: PanelProps) {
  const ids = useMemo(() => {
    const picked = pickEvenly(listChosen(selection), isText ? LINE_COUNT : PICTURE_COUNT);
    return picked.map((point) => sampleIdAt(points.ids, point));
  }, [points.ids, selection, isText]);
  return isText ? <GlimpseLines ids={ids} /> : <GlimpsePictures ids={ids} />;
}

function GlimpsePictures({ ids }: { ids: readonly string[] }) {
  return (
    <div className="mt-2 grid grid-cols-6 gap-[3px] narrow:grid-cols-12">
      {ids.map((id) => (
        <img
          key={id}
          alt=""
          src={`/api/samples/${id}/thumb`}
          className="aspect-square w-full rounded-key bg-sunken object-cover"
        />
      ))}
    </div>
  );
}

function GlimpseLines({ ids }: { ids: readonly string[] }) {
  const samples = useQueries({ queries: ids.map((id) => sampleQuery(id)) });
  return (
    <ul className="mt-2 text-12 text-ink-2">
      {samples.map(({ data }, i) => (
        <li key={ids[i]} className="h-5 truncate">
          {data?.preview ?? ''}
        </li>
      ))}
    </ul>
  );
}
