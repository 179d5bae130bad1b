'use client';

import clsx from 'clsx';
import { Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { FIND_FROM_COUNT, findEntries, orderLegend } from '@/components/map/legend-order';
import type { MapColouring } from '@/components/map/map-queries';
import { nameEntry } from '@/components/map/map-words';
import { Button } from '@/components/ui/button';
import { ClassMarker } from '@/components/ui/class-marker';
import { TextField } from '@/components/ui/field';
import { formatCount, formatCounted } from '@/components/ui/format';
import type { LegendEntry } from '@/lib/maps/map';
import { slotOf } from '@/lib/maps/map-palette';
import { ALL_SHOWN, isolate, isShown, keyOf, type Shown, toggleShown } from '@/lib/maps/map-shown';

const FIRST_COUNT = 60;

type LegendProps = {
  coloured: MapColouring;
  /** Chosen points of each value; null while none is chosen. */
  chosen: Uint32Array | null;
  shown: Shown;
  onShown: (shown: Shown) => void;
};

/** What the colours stand for, with counts: a click hides an entry, a double-click shows it alone. */
export function MapLegend({ coloured, chosen, shown, onShown }: LegendProps) {
  const [isLong, setLong] = useState(false);
  const [isUnfolded, setUnfolded] = useState(false);
  const [typed, setTyped] = useState('');
  const { by, legend } = coloured;
  const list = useMemo(() => orderLegend(by, legend.entries), [by, legend.entries]);
  const isFinding = typed.trim() !== '';
  const found = isFinding ? findEntries(list, typed) : [...list.filled, ...(isUnfolded ? list.empty : [])];
  const listed = isLong ? found : found.slice(0, FIRST_COUNT);
  const hiddenCount = legend.entries.filter((entry) => !isShown(shown, keyOf(entry))).length;
  return (
    <>
      {legend.entries.length >= FIND_FROM_COUNT && <FindField typed={typed} onType={setTyped} />}
      <div className="flex items-baseline justify-between gap-2 px-2">
        <span className="text-11 text-ink-3">click hides, double-click isolates</span>
        {hiddenCount > 0 && (
          <Button size="s" variant="ghost" onClick={() => onShown(ALL_SHOWN)}>
            Show all
          </Button>
        )}
      </div>
      <ul aria-label="Legend">
        {listed.map((entry) => (
          <Row key={entry.value} {...{ entry, coloured, chosen, shown, onShown }} />
        ))}
      </ul>
      {isFinding && found.length === 0 && (
        <p className="px-2 py-1 text-12 text-ink-2">Nothing contains “{typed.trim()}”.</p>
      )}
      {listed.length < found.length && (
        <Button size="s" variant="ghost" onClick={() => setLong(true)}>
          Show {formatCounted(found.length - listed.length, 'more entry', 'more entries')}
        </Button>
      )}
      {!isFinding && list.empty.length > 0 && (
        <Button size="s" variant="ghost" aria-expanded={isUnfolded} onClick={() => setUnfolded(!isUnfolded)}>
          {isUnfolded ? 'Fold away' : ''} {formatCount(list.empty.length)} without points
        </Button>
      )}
    </>
  );
}

function FindField({ typed, onType }: { typed: string; onType: (typed: string) => void }) {
  return (
    <TextField
      label="Find in the legend"
      hideLabel
      className="px-1 pt-1 pb-2"
      icon={<Search size={14} aria-hidden />}
      placeholder="Find in the legend"
      value={typed}
      maxLength={200}
      onChange={(event) => onType(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onType('');
      }}
    />
  );
}

function sayCount(entry: LegendEntry, chosen: Uint32Array | null): string {
  const all = formatCount(entry.count);
  return chosen === null || chosen[entry.value] === 0 ? all : `${formatCount(chosen[entry.value] ?? 0)} / ${all}`;
}

function Row({ entry, coloured, chosen, shown, onShown }: LegendProps & { entry: LegendEntry }) {
  const key = keyOf(entry);
  const name = nameEntry(coloured.by, entry);
  const isDrawn = isShown(shown, key);
  return (
    <li className="group flex items-center rounded-control hover:bg-sunken">
      <button
        type="button"
        aria-pressed={isDrawn}
        title={name}
        onClick={() => onShown(toggleShown(shown, key))}
        onDoubleClick={() => onShown(isolate(shown, key))}
        className="flex h-6.5 min-w-0 flex-1 items-center gap-2 rounded-control px-2 text-left -outline-offset-2"
      >
        <ClassMarker slot={slotOf(entry)} />
        <span className={clsx('min-w-0 truncate', isDrawn ? 'text-ink' : 'text-ink-3 line-through')}>{name}</span>
      </button>
      <button
        type="button"
        aria-label={`Show only ${name}`}
        onClick={() => onShown(isolate(shown, key))}
        className="max-w-0 overflow-hidden rounded-key text-11 text-ink-2 group-hover:max-w-none group-hover:px-1 hover:bg-surface focus-visible:max-w-none focus-visible:px-1"
      >
        only
      </button>
      <span className="figures px-2 text-12 whitespace-nowrap text-ink-2">{sayCount(entry, chosen)}</span>
    </li>
  );
}
