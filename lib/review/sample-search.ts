import { z } from 'zod';
import { findRangeFault, METADATA_FILTER_LIMIT, parseRangeFilter, parseValueFilter } from '@/lib/samples/metadata';
import { type SAMPLE_STATES, type SampleFilter, type SampleItem, sampleFilter } from '@/lib/samples/sample';

const NAMES = [
  'state',
  'class',
  'cluster',
  'import',
  'operation',
  'group',
  'source',
  'groupSource',
  'outlier',
  'value',
  'range',
  'q',
] as const;
export type FilterName = (typeof NAMES)[number];

const CLASS_LIMIT = 50;
const isUuid = (value: string) => z.uuid().safeParse(value).success;

function compareIds(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** The uuids of a list of values, each once, in their order, at most 50. */
function readClasses(values: readonly string[]): string[] {
  return [...new Set(values.filter(isUuid))].slice(0, CLASS_LIMIT);
}

function readTexts(values: readonly string[], isReadable: (text: string) => boolean): string[] {
  return [...new Set(values.filter(isReadable))].slice(0, METADATA_FILTER_LIMIT);
}

/**
 * The filters that a URL holds. A link may be old or typed by hand: what cannot be read is left out, one filter at a
 * time, and never makes the whole link fail.
 */
export function parseSampleSearch(search: URLSearchParams): SampleFilter {
  const single = Object.fromEntries(NAMES.map((name) => [name, search.get(name) ?? undefined]));
  const lists = {
    class: readClasses(search.getAll('class')),
    value: readTexts(search.getAll('value'), (text) => parseValueFilter(text) !== null),
    range: readTexts(search.getAll('range'), (text) => parseRangeFilter(text) !== null),
  };
  const several = Object.fromEntries(
    Object.entries(lists).map(([name, list]) => [name, list.length > 0 ? list : undefined]),
  );
  const outlier = single.outlier === undefined || single.outlier === '' ? undefined : Number(single.outlier);
  const readable = Object.entries({ ...single, ...several, outlier }).filter(
    ([name, value]) => value !== undefined && sampleFilter.safeParse({ [name]: value }).success,
  );
  const filter = sampleFilter.parse(Object.fromEntries(readable));
  return filter.q === '' ? withoutFilter(filter, 'q') : filter;
}

/** What is wrong with the ranges of a URL, which the filter leaves out: a sentence for each. */
export function findLinkFaults(search: URLSearchParams): string[] {
  return [...new Set(search.getAll('range'))].flatMap((text) => findRangeFault(text) ?? []);
}

/** The filters as a URL or a query of the API holds them: one order, so that equal filters have equal links. */
export function formatSampleSearch(filter: SampleFilter): URLSearchParams {
  const search = new URLSearchParams();
  for (const name of NAMES) {
    const value = filter[name];
    if (Array.isArray(value)) for (const id of value.toSorted(compareIds)) search.append(name, id);
    else if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return search;
}

/** The filter without one of its parts; of those that stand together, without one where it is named. */
export function withoutFilter(filter: SampleFilter, name: FilterName, one?: string): SampleFilter {
  const { [name]: dropped, ...rest } = filter;
  if (one === undefined || !Array.isArray(dropped)) return rest;
  const left = dropped.filter((each) => each !== one);
  return left.length === 0 ? rest : { ...rest, [name]: left };
}

/** The filter with a choice of one facet taken on, or off again when it was on. Classes and values add up; others replace. */
export function toggleFilter(
  filter: SampleFilter,
  name: Exclude<FilterName, 'q' | 'range'>,
  value: string,
): SampleFilter {
  if (name === 'class' || name === 'value') {
    if (filter[name]?.includes(value)) return withoutFilter(filter, name, value);
    const more = [...(filter[name] ?? []), value];
    return { ...filter, [name]: name === 'class' ? readClasses(more) : more.slice(0, METADATA_FILTER_LIMIT) };
  }
  const rest = withoutFilter(filter, name);
  if (String(filter[name]) === value) return rest;
  return sampleFilter.parse({ ...rest, [name]: name === 'outlier' ? Number(value) : value });
}

/** The filter with a range of one field of metadata in the place of the former; null takes it away. */
export function setRange(filter: SampleFilter, name: string, range: string | null): SampleFilter {
  const others = (filter.range ?? []).filter((text) => parseRangeFilter(text)?.name !== name);
  const next = range === null ? others : [...others, range];
  return next.length === 0
    ? withoutFilter(filter, 'range')
    : { ...filter, range: next.slice(0, METADATA_FILTER_LIMIT) };
}

/** How many filters are on; every class counts. */
export function countFilters(filter: SampleFilter): number {
  return NAMES.reduce((count, name) => {
    const value = filter[name];
    if (value === undefined || value === '') return count;
    return count + (Array.isArray(value) ? value.length : 1);
  }, 0);
}

/**
 * Whether a sample that was just decided still belongs to the list. Only what a decision moves is looked at: state,
 * class and source; a decision changes neither cluster nor import nor words.
 */
export function stillMatches(
  item: Pick<SampleItem, 'labelClassId' | 'labelSource' | 'suggestedClassId'>,
  filter: SampleFilter,
): boolean {
  if (filter.state === 'labeled' && item.labelClassId === null) return false;
  if (filter.state === 'unlabeled' && item.labelClassId !== null) return false;
  if (filter.state === 'suggested' && (item.labelClassId !== null || item.suggestedClassId === null)) return false;
  if (filter.class !== undefined && (item.labelClassId === null || !filter.class.includes(item.labelClassId))) {
    return false;
  }
  return filter.source === undefined || filter.source === item.labelSource;
}

/** What each state of a sample is called in the list of filters. */
export const STATE_WORDS: Record<(typeof SAMPLE_STATES)[number], string> = {
  labeled: 'labeled',
  unlabeled: 'unlabeled',
  suggested: 'suggested',
  excluded: 'excluded by hand',
  failed: 'not embedded',
};
