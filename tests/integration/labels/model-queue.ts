/** The queue told a second time: which groups stand in it, and what may be done to them. */

import { type Act, stands } from '@/tests/integration/labels/model';

export type Group = {
  id: string;
  source: 'cluster' | 'part' | 'merged';
  sampleIds: readonly string[];
  runNumber: number;
};

export class QueueModel {
  readonly groups: Group[] = [];
  runNumber = 0;

  constructor(private readonly acts: readonly Act[]) {}

  /** A new run: its clusters are the queue, and what was made of earlier ones is in it no more. */
  recluster(clusters: readonly { id: string; sampleIds: readonly string[] }[]): void {
    this.runNumber += 1;
    for (const { id, sampleIds } of clusters) {
      this.groups.push({ id, source: 'cluster', sampleIds, runNumber: this.runNumber });
    }
  }

  /** Whether a group is of the present run and came about by what stands. */
  isKnown(id: string): boolean {
    const group = this.groups.find((one) => one.id === id);
    if (group === undefined) return false;
    if (group.source === 'cluster') return group.runNumber === this.runNumber;
    const maker = this.acts.find(({ intoIds }) => intoIds.includes(id));
    return maker !== undefined && stands(maker) && maker.fromIds.every((fromId) => this.isKnown(fromId));
  }

  isReplaced(id: string): boolean {
    return this.acts.some(
      (act) =>
        act.kind !== 'park' &&
        stands(act) &&
        act.fromIds.includes(id) &&
        act.fromIds.every((each) => this.isKnown(each)),
    );
  }

  isParked(id: string): boolean {
    return this.acts.some((act) => act.kind === 'park' && stands(act) && act.fromIds[0] === id);
  }

  /** The ids of the groups that stand in the queue, parked ones among them. */
  get standingIds(): string[] {
    return this.groups.map(({ id }) => id).filter((id) => this.isKnown(id) && !this.isReplaced(id));
  }

  mayRegroup(kind: 'split' | 'merge' | 'park', ids: readonly string[]): boolean {
    return ids.every((id) => this.isKnown(id) && !this.isReplaced(id) && !(kind === 'park' && this.isParked(id)));
  }
}
