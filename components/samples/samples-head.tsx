'use client';

import { ListFilter, Minus, Plus } from 'lucide-react';
import type { RefObject } from 'react';
import { CopyLink } from '@/components/samples/copy-link';
import { FilterChips } from '@/components/samples/filter-chips';
import { ReviewAll } from '@/components/samples/review-all';
import type { ClassesById } from '@/components/samples/sample-words';
import { SearchField } from '@/components/samples/search-field';
import type { Look } from '@/components/samples/view-choice';
import { useKeysOf } from '@/components/shell/commands';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';
import { Segmented } from '@/components/ui/segmented';
import type { Modality } from '@/lib/datasets/dataset';
import type { SampleFacets, SampleFilter } from '@/lib/samples/sample';

type HeadProps = {
  datasetId: string;
  modality: Modality;
  filter: SampleFilter;
  facets: SampleFacets | undefined;
  classes: ClassesById;
  /** Samples in the dataset, and how many of them match; undefined while it is not known. */
  sampleCount: number;
  matchCount: number | undefined;
  look: Look;
  searchField: RefObject<HTMLInputElement | null>;
  onFilter: (filter: SampleFilter, quiet?: boolean) => void;
  onSearch: (wanted: string) => void;
  onShowFilters: () => void;
};

/** Search, the filters that are on, how many samples match, and how the list looks. */
export function SamplesHead(props: HeadProps) {
  const { modality, filter, facets, classes, onFilter, onSearch } = props;
  const filterKeys = useKeysOf('samples.filter');
  return (
    <div className="flex flex-none flex-col gap-2 border-b border-line px-4 pt-3 pb-2.5">
      <div className="flex items-center gap-2">
        <SearchField
          fieldRef={props.searchField}
          value={filter.q ?? ''}
          placeholder={modality === 'text' ? 'Search in the texts' : 'Search in the names'}
          onSearch={onSearch}
        />
        <LookControl modality={modality} look={props.look} />
      </div>
      <div className="flex min-h-7 flex-wrap items-center gap-1.5">
        <FilterChips filter={filter} facets={facets} classes={classes} onFilter={onFilter} />
        <Button
          size="s"
          variant="ghost"
          icon={<ListFilter size={14} aria-hidden />}
          keys={filterKeys}
          onClick={props.onShowFilters}
        >
          Filter
        </Button>
        <span className="flex-1" />
        <MatchCount matchCount={props.matchCount} sampleCount={props.sampleCount} />
        <CopyLink />
        {props.matchCount !== undefined && (
          <ReviewAll datasetId={props.datasetId} {...{ filter, facets, classes }} matchCount={props.matchCount} />
        )}
      </div>
    </div>
  );
}

function MatchCount({ matchCount, sampleCount }: { matchCount: number | undefined; sampleCount: number }) {
  if (matchCount === undefined) return null;
  return (
    <span className="figures whitespace-nowrap" role="status">
      <b className="font-[560]">{formatCount(matchCount)}</b>{' '}
      <span className="text-ink-3">of {formatCount(sampleCount)}</span>
    </span>
  );
}

const LINE_OPTIONS = [
  { value: 'one', says: 'One line' },
  { value: 'more', says: 'More text' },
] as const;

function LookControl({ modality, look }: { modality: Modality; look: Look }) {
  const smaller = useKeysOf('tiles.smaller');
  const larger = useKeysOf('tiles.larger');
  if (modality === 'text') {
    return <Segmented label="Lines of each text" value={look.lines} options={LINE_OPTIONS} onPick={look.setLines} />;
  }
  return (
    <span className="flex flex-none items-center">
      <IconButton
        label="Smaller tiles"
        {...(smaller && { keys: smaller })}
        disabled={!look.canShrink}
        onClick={() => look.resize(-1)}
      >
        <Minus size={16} aria-hidden />
      </IconButton>
      <IconButton
        label="Larger tiles"
        {...(larger && { keys: larger })}
        disabled={!look.canGrow}
        onClick={() => look.resize(1)}
      >
        <Plus size={16} aria-hidden />
      </IconButton>
    </span>
  );
}
