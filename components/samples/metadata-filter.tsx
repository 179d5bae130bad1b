'use client';

import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { useState } from 'react';
import { Facet } from '@/components/samples/facet';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import { TextField } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import { setRange, toggleFilter } from '@/lib/review/sample-search';
import {
  formatRangeFilter,
  formatValueFilter,
  parseRangeFilter,
  parseValueFilter,
  readEnd,
} from '@/lib/samples/metadata';
import type { MetadataFacet, SampleFilter } from '@/lib/samples/sample';

type FilterProps<Shown extends MetadataFacet> = {
  datasetId: string;
  facet: Shown;
  filter: SampleFilter;
  onFilter: (filter: SampleFilter) => void;
};

/** One field of metadata as a filter: categories with counts, numbers and dates as a range below their histogram. */
export function MetadataFilter({ facet, ...rest }: FilterProps<MetadataFacet>) {
  if (facet.kind === 'category') return <CategoryFilter facet={facet} {...rest} />;
  return <RangeFields key={JSON.stringify(rest.filter.range ?? [])} facet={facet} {...rest} />;
}

function CategoryFilter({
  datasetId,
  facet,
  filter,
  onFilter,
}: FilterProps<Extract<MetadataFacet, { kind: 'category' }>>) {
  const [q, setQ] = useState('');
  const wanted = q.trim();
  const found = useQuery({
    queryKey: [...datasetKey(datasetId), 'metadata-values', facet.name, wanted],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams({ field: facet.name, q: wanted });
      return api.get<{ values: { value: string; count: number }[] }>(
        `/api/datasets/${datasetId}/metadata-values?${query}`,
        signal,
      );
    },
    enabled: wanted !== '',
  });
  const toChoice = ({ value, count }: { value: string; count: number }) => ({
    value: formatValueFilter({ name: facet.name, value }),
    says: value,
    count,
  });
  const listed = (wanted === '' ? facet.values : (found.data?.values ?? [])).map(toChoice);
  const chosen = (filter.value ?? []).filter((text) => parseValueFilter(text)?.name === facet.name);
  return (
    <div>
      <Facet
        title={facet.name}
        noun="values"
        choices={listed}
        chosen={chosen}
        onToggle={(value) => onFilter(toggleFilter(filter, 'value', value))}
      />
      {facet.hasMore && (
        <TextField
          className="mt-1 px-2"
          label={`Find a value of ${facet.name}`}
          hideLabel
          placeholder="Find a value"
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
      )}
    </div>
  );
}

type Measured = Extract<MetadataFacet, { kind: 'number' | 'date' }>;

const TO_MS = 1_000;

/** An end of the field as a person writes it. */
function writeEnd({ kind }: Measured, value: number): string {
  if (kind === 'date') return new Date(value * TO_MS).toISOString().slice(0, 10);
  return String(Number(value.toPrecision(6)));
}

function RangeFields({ facet, filter, onFilter }: FilterProps<Measured>) {
  const active = (filter.range ?? []).map(parseRangeFilter).find((range) => range?.name === facet.name);
  const [from, setFrom] = useState(active?.from ?? '');
  const [to, setTo] = useState(active?.to ?? '');
  const apply = (first = from, last = to) => {
    const ends = { from: first.trim() === '' ? null : first.trim(), to: last.trim() === '' ? null : last.trim() };
    const isNone = ends.from === null && ends.to === null;
    const next = isNone ? null : formatRangeFilter({ name: facet.name, ...ends });
    if (next === null || parseRangeFilter(next) !== null) onFilter(setRange(filter, facet.name, next));
  };
  const field = (label: string, value: string, set: (value: string) => void, placeholder: number) => (
    <TextField
      label={`${facet.name} ${label}`}
      hideLabel
      className="flex-1"
      inputMode={facet.kind === 'date' ? undefined : 'decimal'}
      placeholder={writeEnd(facet, placeholder)}
      value={value}
      onChange={(event) => set(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') apply();
      }}
      onBlur={() => {
        if (from !== (active?.from ?? '') || to !== (active?.to ?? '')) apply();
      }}
    />
  );
  return (
    <section>
      <h3 className="px-2 pb-1">{facet.name}</h3>
      <Histogram facet={facet} range={active ?? null} />
      <div className="flex items-center gap-1 px-2">
        {field('from', from, setFrom, facet.minimum)}
        <span className="text-12 text-ink-3">to</span>
        {field('to', to, setTo, facet.maximum)}
      </div>
    </section>
  );
}

function Histogram({ facet, range }: { facet: Measured; range: { from: string | null; to: string | null } | null }) {
  const most = Math.max(1, ...facet.bins);
  const widthOfBin = (facet.maximum - facet.minimum) / facet.bins.length;
  const least = readEnd(range?.from ?? '', false) ?? -Infinity;
  const last = readEnd(range?.to ?? '', true) ?? Infinity;
  const total = facet.bins.reduce((sum, count) => sum + count, 0);
  const says = `${facet.name}: ${formatCount(total)} values from ${writeEnd(facet, facet.minimum)} to ${writeEnd(facet, facet.maximum)}`;
  return (
    <div role="img" aria-label={says} className="mx-2 mb-1 flex h-9 items-end gap-px">
      {facet.bins.map((count, bin) => {
        const start = facet.minimum + bin * widthOfBin;
        const isInside = start + widthOfBin >= least && start <= last;
        const share = count === 0 ? 0 : Math.max(6, (100 * count) / most);
        return (
          <span
            key={start}
            className={clsx('flex-1 rounded-t-[1px]', isInside ? 'bg-ink-2' : 'bg-line-2')}
            style={{ height: `${share}%` }}
          />
        );
      })}
    </div>
  );
}
