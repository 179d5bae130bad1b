'use client';

import { useOpenAsGroup } from '@/components/review/open-as-group';
import { ReviewButton } from '@/components/samples/review-button';
import { ReviewPreview } from '@/components/samples/review-preview';
import type { ClassesById } from '@/components/samples/sample-words';
import { api } from '@/components/shell/api';
import { GROUP_TITLE_LIMIT } from '@/lib/groups/group';
import { formatSampleSearch, STATE_WORDS } from '@/lib/review/sample-search';
import { formatMeaning, type MeaningSearch, toMeaning } from '@/lib/review/semantic';
import type { SampleFacets, SampleFilter } from '@/lib/samples/sample';

type ReviewAllProps = {
  datasetId: string;
  filter: SampleFilter;
  facets: SampleFacets | undefined;
  classes: ClassesById;
  matchCount: number;
  /** What the list is ordered by, and its cut. */
  meaning: MeaningSearch | null;
};

/** What the group is called: the filters in words. Null where the server has better ones. */
function nameFilter({ filter, facets, classes }: Pick<ReviewAllProps, 'filter' | 'facets' | 'classes'>): string | null {
  const cluster = facets?.clusters.find(({ clusterId }) => clusterId === filter.cluster);
  const parts = [
    filter.q === undefined || filter.q === '' ? '' : `“${filter.q}”`,
    filter.state === undefined ? '' : STATE_WORDS[filter.state],
    ...(filter.class ?? []).map((id) => classes.get(id)?.name ?? ''),
    cluster?.title ?? '',
    facets?.imports.find(({ importId }) => importId === filter.import)?.name ?? '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join(' · ').slice(0, GROUP_TITLE_LIMIT);
}

type Ranked = { sampleIds: string[]; distances: number[] };

/** Opens everything that the filters match on the review desk, never only the page. */
export function ReviewAll(props: ReviewAllProps) {
  const { datasetId, filter } = props;
  const openAsGroup = useOpenAsGroup(datasetId);
  const open = () => (props.meaning === null ? openFilter() : openNearest(props.meaning));
  const openNearest = async (meaning: MeaningSearch) => {
    const search = formatSampleSearch(filter);
    for (const [name, value] of formatMeaning(meaning)) search.set(name, value);
    const { sampleIds, distances } = await api.get<Ranked>(`/api/datasets/${datasetId}/meaning/ranked?${search}`);
    const asked = toMeaning(meaning);
    const start = asked === null || 'picture' in asked ? {} : { meaning: asked };
    const title = asked !== null && 'picture' in asked ? { title: 'Like a picture' } : {};
    await openAsGroup({ source: 'search', ...start, ...title, ranked: { sampleIds, distances } });
  };
  const openFilter = async () => {
    const title = nameFilter(props);
    const source = filter.q === undefined || filter.q === '' ? 'filter' : 'search';
    await openAsGroup({ source, filter, ...(title === null ? {} : { title }) });
  };
  return <ReviewButton matchCount={props.matchCount} preview={<ReviewPreview {...props} />} onOpen={open} />;
}
