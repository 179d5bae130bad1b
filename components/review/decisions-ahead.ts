import type { QueryClient } from '@tanstack/react-query';
import { classOf, type OutboxShow } from '@/components/outbox/outbox-acts';
import { classesQuery, datasetQuery } from '@/components/shell/queries';
import type { Progress } from '@/lib/datasets/dataset';

/**
 * Labels that a page counts ahead of the server: what it shows is what the server said last, with these on top. A reading
 * of the server that arrives meanwhile does not hold them, so they are put on top of it again.
 */
export class AheadCounts {
  private readonly datasetId: string;
  private readonly client: QueryClient;
  private readonly byClass = new Map<string, number>();
  private total = 0;

  constructor(datasetId: string, client: QueryClient) {
    this.datasetId = datasetId;
    this.client = client;
  }

  /** Counts labels of a class ahead, or takes them back. */
  add(labelClassId: string, by: number): void {
    this.count(labelClassId, by);
    this.showTotal(by);
    this.showClasses(new Map([[labelClassId, by]]));
  }

  /** Counts ahead what the requests of an act label, from one of them on, or takes that back. */
  addShown(shows: OutboxShow | null, fromIndex: number, sign: 1 | -1): void {
    for (const [index, count] of (shows?.counts ?? []).entries())
      if (index >= fromIndex) this.add(classOf(shows, index), sign * count);
  }

  /** The server's counts, with what it has not seen yet on top; `settledCount` of those counted ahead are in them now. */
  takeProgress(progress: Progress, labelClassId: string, settledCount: number): void {
    this.count(labelClassId, -settledCount);
    const labeledCount = progress.labeledCount + this.total;
    this.client.setQueryData(
      datasetQuery(this.datasetId).queryKey,
      (old) => old && { ...old, ...progress, labeledCount },
    );
  }

  /** Nothing is ahead any more. */
  clear(): void {
    this.total = 0;
    this.byClass.clear();
  }

  /** Keeps what is ahead on top of every reading. Answers what ends it: other screens show the server's counts. */
  follow(): () => void {
    this.show(1);
    const end = this.keepOnTop();
    return () => {
      end();
      this.show(-1);
    };
  }

  private keepOnTop(): () => void {
    const keys = [datasetQuery, classesQuery].map((query) => JSON.stringify(query(this.datasetId).queryKey));
    return this.client.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated' || event.action.type !== 'success' || event.action.manual === true) return;
      const at = keys.indexOf(event.query.queryHash);
      if (at === 0) this.showTotal(this.total);
      else if (at === 1) this.showClasses(this.byClass);
    });
  }

  private show(sign: 1 | -1): void {
    this.showTotal(sign * this.total);
    this.showClasses(new Map([...this.byClass].map(([id, count]) => [id, sign * count])));
  }

  private count(labelClassId: string, by: number): void {
    this.total += by;
    this.byClass.set(labelClassId, (this.byClass.get(labelClassId) ?? 0) + by);
  }

  private showTotal(by: number): void {
    if (by === 0) return;
    this.client.setQueryData(
      datasetQuery(this.datasetId).queryKey,
      (old) => old && { ...old, labeledCount: old.labeledCount + by },
    );
  }

  private showClasses(byClass: ReadonlyMap<string, number>): void {
    if ([...byClass.values()].every((by) => by === 0)) return;
    this.client.setQueryData(
      classesQuery(this.datasetId).queryKey,
      (old) =>
        old && {
          classes: old.classes.map((each) => ({ ...each, labelCount: each.labelCount + (byClass.get(each.id) ?? 0) })),
        },
    );
  }
}
