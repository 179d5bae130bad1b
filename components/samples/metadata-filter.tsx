'use client';

import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { type ReactNode, useId, useState } from 'react';
import { Facet } from '@/components/samples/facet';
import { api } from '@/components/shell/api';
import { datasetKey } from '@/components/shell/queries';
import { TextField } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import { setRange, toggleFilter } from '@/lib/review/sample-search';
import {
  findEndsFault,
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

/** An end of a range as it was typed; null for none. */
const readTyped = (end: string) => (end.trim() === '' ? null : end.trim());

/** What is typed into the two ends of a field's range; one that cannot be is told of and goes no further. */
function useTypedRange({ facet, filter, onFilter }: FilterProps<Measured>) {
  const active = (filter.range ?? []).map(parseRangeFilter).find((range) => range?.name === facet.name) ?? null;
  const held = { from: active?.from ?? '', to: active?.to ?? '' };
  const [typed, setTyped] = useState(held);
  const [fault, setFault] = useState<string | null>(null);
  const apply = () => {
    const ends = { from: readTyped(typed.from), to: readTyped(typed.to) };
    const isNone = ends.from === null && ends.to === null;
    const found = isNone ? null : findEndsFault(ends, facet.kind);
    setFault(found);
    if (found !== null || (typed.from === held.from && typed.to === held.to)) return;
    onFilter(setRange(filter, facet.name, isNone ? null : formatRangeFilter({ name: facet.name, ...ends })));
  };
  return { active, typed, setTyped, fault, apply };
}

/** At the lower end of the rail what is said would be below the edge. */
const bringIntoSight = (said: HTMLElement | null) => said?.scrollIntoView({ block: 'nearest' });

function RangeFields(props: FilterProps<Measured>) {
  const { facet } = props;
  const { active, typed, setTyped, fault, apply } = useTypedRange(props);
  const faultId = useId();
  const isDate = facet.kind === 'date';
  const field = (end: 'from' | 'to') => (
    <TextField
      label={`${facet.name} ${end}`}
      hideLabel
      className="flex-1"
      inputMode={isDate ? undefined : 'decimal'}
      placeholder={writeEnd(facet, end === 'from' ? facet.minimum : facet.maximum)}
      value={typed[end]}
      aria-describedby={fault === null ? undefined : faultId}
      aria-invalid={fault !== null || undefined}
      onChange={(event) => setTyped({ ...typed, [end]: event.target.value })}
      onKeyDown={(event) => {
        if (event.key === 'Enter') apply();
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        // On the way from one end to the other nothing is settled yet.
        if (!currentTarget.closest('[data-range]')?.contains(relatedTarget)) apply();
      }}
    />
  );
  return (
    <section>
      <h3 className="px-2 pb-1">{facet.name}</h3>
      <Histogram facet={facet} range={active} />
      {/* Two whole dates do not fit beside each other. */}
      <div data-range className={clsx('gap-1 px-2', isDate ? 'grid grid-cols-[minmax(0,1fr)]' : 'flex items-center')}>
        {isDate ? <DateEnd name="from">{field('from')}</DateEnd> : field('from')}
        {isDate ? <DateEnd name="to">{field('to')}</DateEnd> : <span className="text-12 text-ink-3">to</span>}
        {!isDate && field('to')}
      </div>
      {fault !== null && (
        <p id={faultId} ref={bringIntoSight} role="alert" className="px-2 pt-1 text-12 text-danger">
          {fault}
        </p>
      )}
    </section>
  );
}

function DateEnd({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span className="flex min-w-0 items-center gap-1">
      <span className="w-8 text-12 text-ink-3" aria-hidden>
        {name}
      </span>
      {children}
    </span>
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
