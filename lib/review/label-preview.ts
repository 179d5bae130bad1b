import type { GroupLabels } from '@/lib/groups/group';

/** What the samples of a list are labeled as, and by whom; where countedEvery is above 1, estimates from every so-many-th. */
export type LabelPreview = GroupLabels & { labeledCount: number; countedEvery: number };
