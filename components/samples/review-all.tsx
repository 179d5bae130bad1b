'use client';

import { ListChecks } from 'lucide-react';
import { useState } from 'react';
import { useOpenAsGroup } from '@/components/review/open-as-group';
import type { ClassesById } from '@/components/samples/sample-words';
import { api } from '@/components/shell/api';
import { useCommands, useKeysOf } from '@/components/shell/commands';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import { Tooltip } from '@/components/ui/tooltip';
import { GROUP_SAMPLE_LIMIT, GROUP_TITLE_LIMIT } from '@/lib/groups/group';
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

/** What opening them means, before the button is pressed. */
function sayPreview({ matchCount, filter, facets }: ReviewAllProps): string {
  const labeledCount =
    filter.state === 'labeled' ? matchCount : filter.state === undefined ? facets?.states.labeled : 0;
  const labeled = labeledCount === undefined ? '' : ` ${formatCount(labeledCount)} of them are labeled already.`;
  const limit =
    matchCount > GROUP_SAMPLE_LIMIT
      ? ` A group holds the ${formatCount(GROUP_SAMPLE_LIMIT)} most typical of them.`
      : '';
  return `Opens all that match as one group, most typical first.${labeled}${limit} Nothing changes until you accept.`;
}

type Ranked = { sampleIds: string[]; distances: number[] };

/** Opens everything that the filters match on the review desk, never only the page. */
export function ReviewAll(props: ReviewAllProps) {
  const { datasetId, filter, matchCount } = props;
  const openAsGroup = useOpenAsGroup(datasetId);
  const keys = useKeysOf('samples.reviewAll');
  const [isOpening, setIsOpening] = useState(false);
  const open = async () => {
    setIsOpening(true);
    await (props.meaning === null ? openFilter() : openNearest(props.meaning));
    setIsOpening(false);
  };
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
  const isHeld = matchCount === 0 || isOpening;
  const says = `Review all ${formatCount(matchCount)}`;
  useCommands([{ id: 'samples.reviewAll', says, heading: 'This list', enabled: !isHeld, run: () => void open() }]);
  return (
    <Tooltip says={sayPreview(props)}>
      <Button
        size="s"
        icon={<ListChecks size={14} aria-hidden />}
        keys={keys}
        disabled={isHeld}
        onClick={() => void open()}
      >
        {says}
      </Button>
    </Tooltip>
  );
}
