import { formatCounted } from '@/components/ui/format';
import type { VersionSummary } from '@/lib/versions/version';

/** What a version holds: "428 labels"; where samples carry several classes, "428 labels on 300 samples". */
export function sayLabels(version: Pick<VersionSummary, 'isMultiLabel' | 'labelCount' | 'classCounts'>): string {
  if (!version.isMultiLabel) return formatCounted(version.labelCount, 'label');
  const labelCount = version.classCounts.reduce((sum, { count }) => sum + count, 0);
  return `${formatCounted(labelCount, 'label')} on ${formatCounted(version.labelCount, 'sample')}`;
}

/** Labels that are counted by their samples: "5 labels"; where samples carry several classes, "the labels of 5 samples". */
export function sayLabelsOf(sampleCount: number, isMultiLabel: boolean): string {
  return isMultiLabel ? `the labels of ${formatCounted(sampleCount, 'sample')}` : formatCounted(sampleCount, 'label');
}
