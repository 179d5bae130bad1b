'use client';

import { useQueries } from '@tanstack/react-query';
import { groupLabelsQuery } from '@/components/review/review-queries';
import type { ClassNames } from '@/components/review/wording';
import { formatCount } from '@/components/ui/format';
import type { GroupLabels } from '@/lib/groups/group';

/** Labels of several groups together, most first, with the rest as one line: "96 glass by Mira". */
export function sumLabels(groups: readonly GroupLabels[]): GroupLabels['labels'] {
  const sums = new Map<string, GroupLabels['labels'][number]>();
  for (const each of groups.flatMap(({ labels }) => labels)) {
    const key = `${each.labelClassId} ${each.labelSource} ${each.personName}`;
    sums.set(key, { ...each, count: each.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()].sort((a, b) => b.count - a.count);
}

const SHOWN_COUNT = 6;

/** "96 glass by Mira · 12 metal from the import of Ada", six entries at most and the rest as one. */
export function sayLabels(labels: GroupLabels['labels'], classes: ClassNames): string {
  const rest = labels.slice(SHOWN_COUNT).reduce((sum, { count }) => sum + count, 0);
  const says = labels.slice(0, SHOWN_COUNT).map(({ labelClassId, labelSource, personName, count }) => {
    const by = labelSource === 'person' ? `by ${personName}` : `from the ${labelSource} of ${personName}`;
    return `${formatCount(count)} ${classes.get(labelClassId)?.name ?? 'a class that is gone'} ${by}`;
  });
  if (rest > 0) says.push(`${formatCount(rest)} others`);
  return says.join(' · ');
}

/** Who gave a class to members of a group: " by Mira", " by Mira and 2 others"; nothing where that is not known yet. */
export function sayLabelers(labels: GroupLabels['labels'], labelClassId: string | null): string {
  const given = labels.filter((label) => label.labelClassId === labelClassId).sort((a, b) => b.count - a.count);
  const names = new Set(
    given.map(({ labelSource, personName }) =>
      labelSource === 'person' ? personName : `the ${labelSource} of ${personName}`,
    ),
  );
  const [first, second] = names;
  if (first === undefined) return '';
  if (second === undefined) return ` by ${first}`;
  return names.size === 2 ? ` by ${first} and ${second}` : ` by ${first} and ${formatCount(names.size - 1)} others`;
}

type LabelsProps = { datasetId: string; groupIds: readonly string[]; classes: ClassNames };

/** Which labels the members of some groups carry already, and whose they are. Nothing when none is labeled. */
export function LabeledAlready({ datasetId, groupIds, classes }: LabelsProps) {
  const answers = useQueries({ queries: groupIds.map((id) => groupLabelsQuery(datasetId, id)) });
  const labels = sumLabels(answers.flatMap(({ data }) => data ?? []));
  return labels.length === 0 ? null : sayLabels(labels, classes);
}
