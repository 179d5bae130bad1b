'use client';

import { Ban, Check, Sparkle, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Facet, type FacetChoice } from '@/components/samples/facet';
import { MetadataFilter } from '@/components/samples/metadata-filter';
import type { ClassesById } from '@/components/samples/sample-words';
import { ClassMarker } from '@/components/ui/class-marker';
import type { GroupSource, LabelSource } from '@/lib/operations/operation';
import { STATE_WORDS, toggleFilter } from '@/lib/review/sample-search';
import { SAMPLE_STATES, type SampleFacets, type SampleFilter } from '@/lib/samples/sample';

type State = (typeof SAMPLE_STATES)[number];

const STATE_ICONS: Record<State, ReactNode> = {
  labeled: <Check size={14} aria-hidden className="flex-none text-ink-3" />,
  unlabeled: (
    <span className="grid w-3.5 flex-none place-items-center">
      <ClassMarker slot={null} size="l" />
    </span>
  ),
  suggested: <Sparkle size={14} aria-hidden className="flex-none text-ink-3" />,
  excluded: <Ban size={14} aria-hidden className="flex-none text-ink-3" />,
  failed: <TriangleAlert size={14} aria-hidden className="flex-none text-ink-3" />,
};
/** States that are rare: shown where there are any. */
const RARE_STATES: readonly State[] = ['excluded', 'failed'];

const SOURCE_WORDS: Record<LabelSource, string> = {
  person: 'a person',
  import: 'an import',
  rule: 'a rule',
  classifier: 'a classifier',
};

function stateChoices(facets: SampleFacets, chosen: string | undefined): FacetChoice[] {
  return SAMPLE_STATES.filter(
    (state) => !RARE_STATES.includes(state) || facets.states[state] > 0 || chosen === state,
  ).map((state) => ({
    value: state,
    says: STATE_WORDS[state],
    count: facets.states[state],
    icon: STATE_ICONS[state],
  }));
}

function classChoices(facets: SampleFacets, classes: ClassesById): FacetChoice[] {
  const counts = new Map(facets.classes.map(({ labelClassId, count }) => [labelClassId, count]));
  return [...classes.values()].map(({ id, name, slot }) => ({
    value: id,
    says: name,
    count: counts.get(id) ?? 0,
    icon: (
      <span className="grid w-3.5 flex-none place-items-center">
        <ClassMarker slot={slot} size="l" />
      </span>
    ),
  }));
}

export const GROUP_WORDS: Record<GroupSource, string> = {
  cluster: 'a cluster',
  part: 'a part of a cluster',
  merged: 'merged clusters',
  search: 'a search',
  similar: 'similar samples',
  lasso: 'the map',
  duplicates: 'near-duplicates',
  filter: 'a filter',
  rule: 'a rule',
  classifier: 'a classifier',
};

/** "the farthest 5 %" */
export function sayOutlier(percentile: number): string {
  return `the farthest ${Number((100 - percentile).toFixed(1))} %`;
}

/** "Cluster 7" for pictures; for texts the cluster's words, which tell more. */
export function nameCluster({ number, title }: { number: number; title: string }): string {
  return title === '' ? `Cluster ${number}` : title;
}

type RailProps = {
  datasetId: string;
  facets: SampleFacets;
  classes: ClassesById;
  filter: SampleFilter;
  onFilter: (filter: SampleFilter) => void;
};

/** The filters of the list with their counts; those of one group ignore the group's own choice. */
export function FacetRail({ datasetId, facets, classes, filter, onFilter }: RailProps) {
  const toggle =
    (name: 'state' | 'class' | 'cluster' | 'import' | 'source' | 'groupSource' | 'outlier') => (value: string) =>
      onFilter(toggleFilter(filter, name, value));
  const only = (value: string | undefined) => (value === undefined ? [] : [value]);
  const clusters = facets.clusters.map((cluster) => ({
    value: cluster.clusterId,
    says: nameCluster(cluster),
    count: cluster.count,
  }));
  const imports = facets.imports.map(({ importId, name, count }) => ({ value: importId, says: name, count }));
  const sources = facets.sources.map(({ labelSource, count }) => ({
    value: labelSource,
    says: SOURCE_WORDS[labelSource],
    count,
  }));
  return (
    <div className="flex flex-col gap-3.5">
      <Facet
        title="State"
        noun="states"
        choices={stateChoices(facets, filter.state)}
        chosen={only(filter.state)}
        onToggle={toggle('state')}
      />
      <Facet
        title="Class"
        noun="classes"
        choices={classChoices(facets, classes)}
        chosen={filter.class ?? []}
        onToggle={toggle('class')}
      />
      <Facet
        title="Cluster"
        noun="clusters"
        choices={clusters}
        chosen={only(filter.cluster)}
        onToggle={toggle('cluster')}
      />
      <Facet title="Import" noun="imports" choices={imports} chosen={only(filter.import)} onToggle={toggle('import')} />
      <Facet
        title="Label from"
        noun="sources"
        choices={sources}
        chosen={only(filter.source)}
        onToggle={toggle('source')}
      />
      <Facet
        title="Labeled in"
        noun="kinds of groups"
        choices={facets.groupSources.map(({ groupSource, count }) => ({
          value: groupSource,
          says: GROUP_WORDS[groupSource],
          count,
        }))}
        chosen={only(filter.groupSource)}
        onToggle={toggle('groupSource')}
      />
      <Facet
        title="Far from its cluster"
        noun="shares"
        choices={facets.outliers.map(({ atLeast, count }) => ({
          value: String(atLeast),
          says: sayOutlier(atLeast),
          count,
        }))}
        chosen={only(filter.outlier === undefined ? undefined : String(filter.outlier))}
        onToggle={toggle('outlier')}
      />
      {facets.metadata.map((facet) => (
        <MetadataFilter key={facet.name} {...{ datasetId, facet, filter, onFilter }} />
      ))}
      {facets.countedEvery > 1 && (
        <p className="px-2 text-12 text-ink-3">
          Counts are estimates from every {facets.countedEvery}th sample. The number above the list is exact.
        </p>
      )}
    </div>
  );
}
