'use client';

import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { GROUP_WORDS, nameCluster, sayOutlier } from '@/components/samples/facet-rail';
import type { ClassesById } from '@/components/samples/sample-words';
import { ClassMarker } from '@/components/ui/class-marker';
import { STATE_WORDS, withoutFilter } from '@/lib/review/sample-search';
import { parseRangeFilter, parseValueFilter } from '@/lib/samples/metadata';
import type { SampleFacets, SampleFilter } from '@/lib/samples/sample';

type ChipsProps = {
  filter: SampleFilter;
  facets: SampleFacets | undefined;
  classes: ClassesById;
  onFilter: (filter: SampleFilter) => void;
};

/** The filters that are on, each with a way to take it off. */
export function FilterChips({ filter, facets, classes, onFilter }: ChipsProps) {
  const cluster = facets?.clusters.find(({ clusterId }) => clusterId === filter.cluster);
  const source = facets?.imports.find(({ importId }) => importId === filter.import);
  return (
    <>
      {filter.state !== undefined && (
        <FilterChip
          name="state"
          says={STATE_WORDS[filter.state]}
          onRemove={() => onFilter(withoutFilter(filter, 'state'))}
        />
      )}
      {filter.class?.map((id) => (
        <FilterChip
          key={id}
          name="class"
          says={classes.get(id)?.name ?? 'a class that is gone'}
          marker={<ClassMarker slot={classes.get(id)?.slot ?? null} />}
          onRemove={() => onFilter(withoutFilter(filter, 'class', id))}
        />
      ))}
      {filter.cluster !== undefined && (
        <FilterChip
          name="cluster"
          says={cluster === undefined ? 'of an earlier run' : nameCluster(cluster)}
          onRemove={() => onFilter(withoutFilter(filter, 'cluster'))}
        />
      )}
      {filter.import !== undefined && (
        <FilterChip
          name="import"
          says={source?.name ?? 'one that is gone'}
          onRemove={() => onFilter(withoutFilter(filter, 'import'))}
        />
      )}
      {filter.operation !== undefined && (
        <FilterChip
          name="operation"
          says="one operation"
          onRemove={() => onFilter(withoutFilter(filter, 'operation'))}
        />
      )}
      {filter.source !== undefined && (
        <FilterChip name="label from" says={filter.source} onRemove={() => onFilter(withoutFilter(filter, 'source'))} />
      )}
      {filter.groupSource !== undefined && (
        <FilterChip
          name="labeled in"
          says={GROUP_WORDS[filter.groupSource]}
          onRemove={() => onFilter(withoutFilter(filter, 'groupSource'))}
        />
      )}
      {filter.group !== undefined && (
        <FilterChip name="group" says="one group" onRemove={() => onFilter(withoutFilter(filter, 'group'))} />
      )}
      {filter.outlier !== undefined && (
        <FilterChip
          name="cluster"
          says={sayOutlier(filter.outlier)}
          onRemove={() => onFilter(withoutFilter(filter, 'outlier'))}
        />
      )}
      {filter.value?.map((text) => {
        const { name, value } = parseValueFilter(text) ?? { name: text, value: '' };
        return (
          <FilterChip
            key={text}
            name={name}
            says={value}
            onRemove={() => onFilter(withoutFilter(filter, 'value', text))}
          />
        );
      })}
      {filter.range?.map((text) => {
        const range = parseRangeFilter(text);
        return (
          <FilterChip
            key={text}
            name={range?.name ?? text}
            says={`${range?.from ?? '…'} to ${range?.to ?? '…'}`}
            onRemove={() => onFilter(withoutFilter(filter, 'range', text))}
          />
        );
      })}
    </>
  );
}

function FilterChip({
  name,
  says,
  marker,
  onRemove,
}: {
  name: string;
  says: string;
  marker?: ReactNode;
  onRemove: () => void;
}) {
  return (
    <span className="inline-flex h-7 max-w-96 items-center gap-1.5 rounded-control border border-line-2 bg-surface pl-2.5">
      <span className="text-ink-3">{name}</span>
      {marker}
      <span className="min-w-0 truncate" title={says}>
        {says}
      </span>
      <button
        type="button"
        aria-label={`Take away the filter ${name} ${says}`}
        onClick={onRemove}
        className="grid size-6.5 flex-none place-items-center rounded-control text-ink-3 hover:text-ink"
      >
        <X size={12} aria-hidden />
      </button>
    </span>
  );
}
