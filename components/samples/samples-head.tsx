'use client';

import { Copy, ListFilter, Minus, Plus } from 'lucide-react';
import { type RefObject, useCallback, useState } from 'react';
import { CopyLink } from '@/components/samples/copy-link';
import { FilterChips } from '@/components/samples/filter-chips';
import { MeaningBar } from '@/components/samples/meaning-bar';
import { PictureSearch } from '@/components/samples/picture-search';
import type { ListPage } from '@/components/samples/queries';
import { ReviewAll } from '@/components/samples/review-all';
import { ReviewDuplicates } from '@/components/samples/review-duplicates';
import type { ClassesById } from '@/components/samples/sample-words';
import { SearchField } from '@/components/samples/search-field';
import type { Look } from '@/components/samples/view-choice';
import { useKeysOf } from '@/components/shell/commands';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';
import { Segmented } from '@/components/ui/segmented';
import type { Modality } from '@/lib/datasets/dataset';
import type { MeaningSearch } from '@/lib/review/semantic';
import type { SampleFacets, SampleFilter, SampleItem, SamplePage } from '@/lib/samples/sample';

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
  meaning: MeaningSearch | null;
  nearest: ListPage['nearest'];
  instead: SamplePage['instead'];
  /** Whether the list is there and holds nothing. */
  isEmpty: boolean;
  /** What of the link could not be read, in sentences. */
  faults: readonly string[];
  onMeaning: (meaning: MeaningSearch | null, quiet?: boolean) => void;
  onDuplicates: () => void;
  /** The near-duplicates that stand in the place of the list; null where the list stands, undefined until they are there. */
  duplicates: readonly SampleItem[] | null | undefined;
};

const WAYS = [
  { value: 'words', says: 'Words' },
  { value: 'meaning', says: 'Meaning' },
] as const;

/** Search, the filters that are on, how many samples match, and how the list looks. */
export function SamplesHead(props: HeadProps) {
  const { modality, filter, facets, classes, onFilter, onSearch } = props;
  const { meaning, onMeaning, duplicates } = props;
  const filterKeys = useKeysOf('samples.filter');
  const [chosenWay, setWay] = useState<'words' | 'meaning'>('words');
  const isText = modality === 'text';
  const byMeaning = isText && (meaning?.phrase !== undefined || chosenWay === 'meaning');
  const pickWay = (way: 'words' | 'meaning') => {
    setWay(way);
    if (way === 'words' && meaning !== null) onMeaning(null);
    props.searchField.current?.focus();
  };
  const seekMeaning = (phrase: string) => onMeaning(phrase === '' ? null : { phrase }, true);
  const lookForPicture = useCallback((picture: string) => onMeaning({ picture }), [onMeaning]);
  return (
    <div className="flex flex-none flex-col gap-2 border-b border-line px-4 pt-3 pb-2.5">
      <div className="flex items-center gap-2">
        <SearchField
          key={byMeaning ? 'meaning' : 'words'}
          fieldRef={props.searchField}
          value={(byMeaning ? meaning?.phrase : filter.q) ?? ''}
          placeholder={byMeaning ? 'Say what to look for' : isText ? 'Search in the texts' : 'Search in the names'}
          onSearch={byMeaning ? seekMeaning : onSearch}
        />
        {isText && (
          <Segmented label="Search by" value={byMeaning ? 'meaning' : 'words'} options={WAYS} onPick={pickWay} />
        )}
        {!isText && <PictureSearch datasetId={props.datasetId} onPicture={lookForPicture} />}
        <LookControl modality={modality} look={props.look} />
      </div>
      {meaning !== null && <MeaningBar {...{ meaning, onMeaning }} nearest={props.nearest} />}
      <InsteadNote instead={props.instead} isEmpty={props.isEmpty} />
      {props.faults.length > 0 && (
        <p role="alert" className="text-12 text-danger">
          This link holds a filter that cannot be read and is left out. {props.faults.join(' ')}
        </p>
      )}
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
        <Button size="s" variant="ghost" icon={<Copy size={14} aria-hidden />} onClick={props.onDuplicates}>
          Near-duplicates
        </Button>
        <span className="flex-1" />
        <MatchCount
          matchCount={duplicates === null ? props.matchCount : duplicates?.length}
          sampleCount={props.sampleCount}
        />
        <CopyLink />
        {duplicates && <ReviewDuplicates datasetId={props.datasetId} shown={duplicates} />}
        {duplicates === null && props.matchCount !== undefined && (
          <ReviewAll
            datasetId={props.datasetId}
            {...{ filter, facets, classes, meaning }}
            matchCount={props.matchCount}
          />
        )}
      </div>
    </div>
  );
}

/** Says which words were looked for in the place of one that no sample has, or beside it. */
function InsteadNote({ instead, isEmpty }: { instead: SamplePage['instead']; isEmpty: boolean }) {
  if (instead.length === 0) return null;
  const says = instead.map(({ typed, words, isAlso }) => {
    if (isAlso) return `“${typed}” stands for ${words.join(', ')} too.`;
    return isEmpty
      ? `Nothing has “${typed}”. Looked for instead: ${words.join(', ')}.`
      : `Nothing has “${typed}”. Shown: ${words.join(', ')}.`;
  });
  return (
    <p role="status" className="text-12 text-ink-2">
      {instead.some(({ isAlso }) => isAlso) && 'Nothing has all of these words as they were typed. '}
      {says.join(' ')}
    </p>
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
