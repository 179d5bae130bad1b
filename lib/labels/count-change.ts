import type { Effect } from '@/lib/operations/sample-state';

/** What effects add to the counters of labeled samples and of labels by class. */
export type LabelCountChange = {
  labeledCount: number;
  classes: { labelClassId: string; labelCount: number }[];
};

/** Sums what effects on live samples change; the others are not counted while they are deleted. */
export function sumCounts(effects: readonly Effect[], isLive: (sampleId: string) => boolean): LabelCountChange {
  const byClass = new Map<string, number>();
  const add = (labelClassId: string, by: number) => byClass.set(labelClassId, (byClass.get(labelClassId) ?? 0) + by);
  let labeledCount = 0;
  for (const { sampleId, before, after } of effects) {
    if (!isLive(sampleId)) continue;
    labeledCount += Number(after.labels.length > 0) - Number(before.labels.length > 0);
    for (const label of before.labels) add(label.labelClassId, -1);
    for (const label of after.labels) add(label.labelClassId, 1);
  }
  const classes = [...byClass].map(([labelClassId, labelCount]) => ({ labelClassId, labelCount }));
  return { labeledCount, classes: classes.filter((entry) => entry.labelCount !== 0) };
}
