import type { QueryClient } from '@tanstack/react-query';
import { queueQuery } from '@/components/review/review-queries';
import type { QueuedGroup } from '@/lib/groups/group';

type Change = (clusters: readonly QueuedGroup[]) => QueuedGroup[];

/**
 * What acts on their way to the server do to the queue of a page: a reading of the server that arrives meanwhile does not
 * hold it, so it is done again to every reading until the act is answered.
 */
export class QueueAhead {
  private readonly datasetId: string;
  private readonly client: QueryClient;
  private readonly changes = new Map<string, Change>();

  constructor(datasetId: string, client: QueryClient) {
    this.datasetId = datasetId;
    this.client = client;
  }

  /** Shows what an act does to the queue. */
  add(actId: string, change: Change): void {
    this.changes.set(actId, change);
    this.show([change]);
  }

  /** The act is answered: the next reading of the queue holds it, or never will. */
  drop(actId: string): void {
    this.changes.delete(actId);
  }

  /** Keeps what is ahead on top of every reading. Answers what ends it. */
  follow(): () => void {
    const hash = JSON.stringify(queueQuery(this.datasetId).queryKey);
    return this.client.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated' || event.action.type !== 'success' || event.action.manual === true) return;
      if (event.query.queryHash === hash) this.show([...this.changes.values()]);
    });
  }

  private show(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    this.client.setQueryData(
      queueQuery(this.datasetId).queryKey,
      (old) =>
        old && { ...old, clusters: changes.reduce<QueuedGroup[]>((now, change) => change(now), [...old.clusters]) },
    );
  }
}
