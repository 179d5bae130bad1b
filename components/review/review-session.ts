import type { QueryClient } from '@tanstack/react-query';
import { Outbox } from '@/components/outbox/outbox';
import { AheadCounts } from '@/components/review/decisions-ahead';
import { QueueAhead } from '@/components/review/queue-ahead';
import { groupQuery, queueQuery, recentQuery } from '@/components/review/review-queries';
import { classesQuery, datasetKey, datasetQuery, progressQuery } from '@/components/shell/queries';
import type { Progress } from '@/lib/datasets/dataset';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { OpenGroup, ReviewQueue } from '@/lib/groups/group';
import type { Desk } from '@/lib/review/desk';
import type { DeskAct } from '@/lib/review/desk-acts';
import { orderQueue, pickNext, type QueueItem } from '@/lib/review/queue-order';
import { FRESH_REVIEW, type ReviewAct, type ReviewState, reduceReview } from '@/lib/review/review-state';

/** Groups that are read ahead: with them a page goes on while the server is away. */
const PREFETCH_COUNT = 4;
const PREFETCH_PICTURE_COUNT = 60;

/** A skipped cluster; how many operations stood then, and how long the past of each desk was. */
type Skip = { groupId: string; actCount: number; pastLengths: ReadonlyMap<string, number> };

/**
 * The review of one dataset in this tab, apart from React: its state, its way through the queue, and what it reads.
 * Components read it with `useSyncExternalStore`; answers of the server find the state as it is then.
 */
export class ReviewSession {
  readonly datasetId: string;
  readonly client: QueryClient;
  readonly outbox: Outbox;
  readonly ahead: AheadCounts;
  readonly queueAhead: QueueAhead;
  /** Revisions that acts of this browser made: what somebody else did is told from them. */
  readonly ownRevisions = new Set<number>();
  private state: ReviewState = FRESH_REVIEW;
  private readonly listeners = new Set<() => void>();
  /** Groups that arrived while decisions were on their way: they may be older than those. */
  private readonly late = new Map<string, OpenGroup>();
  /** Readings that were taken in, so that none is taken in twice. */
  private readonly taken = new WeakSet<OpenGroup>();
  /** The queue of an older run that is being reviewed; null while that of the newest one is. */
  pinned: ReviewQueue | null = null;
  /** Skips that can be taken back, the newest last. */
  private readonly skips: Skip[] = [];

  constructor(datasetId: string, client: QueryClient) {
    this.datasetId = datasetId;
    this.client = client;
    this.outbox = new Outbox(datasetId);
    this.ahead = new AheadCounts(datasetId, client);
    this.queueAhead = new QueueAhead(datasetId, client);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getState = (): ReviewState => this.state;

  dispatch(act: ReviewAct): void {
    const next = reduceReview(this.state, act);
    if (next === this.state) return;
    this.state = next;
    for (const listener of this.listeners) listener();
  }

  /** An act on a desk: that of the open cluster, unless another is named. */
  act(act: DeskAct, groupId = this.state.openId): void {
    if (groupId !== null) this.dispatch({ kind: 'desk', groupId, act });
  }

  /** The desk of the open cluster; null until its group was read. */
  get desk(): Desk | null {
    return this.state.openId === null ? null : (this.state.desks.get(this.state.openId) ?? null);
  }

  get classes(): readonly LabelClass[] {
    return this.client.getQueryData(classesQuery(this.datasetId).queryKey)?.classes ?? [];
  }

  /** The queue as it stands now. */
  get queue(): { open: QueueItem[]; done: QueueItem[] } {
    const queue = this.pinned ?? this.client.getQueryData(queueQuery(this.datasetId).queryKey);
    const clusters = queue?.clusters ?? [];
    return orderQueue(clusters, this.state.look, this.state.sitting);
  }

  /** Opens a cluster; at once when it was read before. */
  open(groupId: string | null): void {
    const read = groupId === null ? undefined : this.client.getQueryData(groupQuery(this.datasetId, groupId).queryKey);
    if (read !== undefined && !this.state.desks.has(read.head.id)) this.lay(read);
    this.dispatch({ kind: 'open', groupId });
    this.prefetch();
  }

  /** A reading arrived. While decisions are on their way it waits for them. */
  receive(group: OpenGroup): void {
    const { id } = group.head;
    if (this.taken.has(group)) return;
    if (this.outbox.isIdle || !this.state.desks.has(id)) this.lay(group);
    else this.late.set(id, group);
  }

  /** Lays a desk for a group, or carries the desk over to this reading. */
  lay(group: OpenGroup): void {
    this.taken.add(group);
    this.dispatch({ kind: 'lay', group });
  }

  /** Leaves the open cluster for the one that follows. `before` is the queue as the person saw it. */
  goOn(before: readonly { id: string }[]): void {
    const current = this.state.openId ?? '';
    this.open(pickNext(before, this.queue.open, current));
  }

  /** Opens the next (1) or previous (−1) cluster of the queue, without a decision. */
  step(by: -1 | 1): void {
    const { open } = this.queue;
    const at = open.findIndex(({ id }) => id === this.state.openId);
    const target = at < 0 ? open[0] : open[at + by];
    if (target !== undefined) this.open(target.id);
  }

  /** Leaves the open cluster undecided; it comes back last. `actCount` is how many acts of the person stand. */
  skip(actCount: number): void {
    const { openId, desks } = this.state;
    if (openId === null) return;
    const pastLengths = new Map([...desks].map(([id, desk]) => [id, desk.past.length]));
    this.skips.push({ groupId: openId, actCount, pastLengths });
    const before = this.queue.open;
    this.dispatch({ kind: 'sitting', act: { kind: 'put', groupId: openId } });
    this.goOn(before);
  }

  /** Takes the newest skip back and opens its cluster, unless the person edited or decided something since. */
  takeSkipBack(actCount: number): boolean {
    const skip = this.skips.at(-1);
    if (skip === undefined || skip.actCount !== actCount) return false;
    const { desk } = this;
    const isEdited = desk !== null && desk.past.length > (skip.pastLengths.get(desk.group.head.id) ?? 0);
    if (isEdited && desk.past.at(-1)?.kind === 'edit') return false;
    this.skips.pop();
    this.dispatch({ kind: 'sitting', act: { kind: 'reopened', groupId: skip.groupId } });
    this.open(skip.groupId);
    return true;
  }

  /** An answer of the server: its counts, of which `settledCount` of a class were counted ahead, and its revision. */
  takeProgress(progress: Progress, settledCount: number, labelClassId = ''): void {
    this.ahead.takeProgress(progress, labelClassId, settledCount);
    this.dispatch({ kind: 'advance', revision: progress.revision });
  }

  /** Marks a group as out of date; it is read again when it is on the screen, or opened. */
  async forget(groupId: string): Promise<void> {
    await this.client.invalidateQueries({ queryKey: groupQuery(this.datasetId, groupId).queryKey });
  }

  /** Everything was answered: what others show of this dataset is read again, then the groups that had to wait. */
  settle(): void {
    this.ahead.clear();
    for (const group of this.late.values()) this.lay(group);
    this.late.clear();
    const { datasetId } = this;
    const keys = [queueQuery, classesQuery, recentQuery, progressQuery, datasetQuery].map(
      (query) => query(datasetId).queryKey,
    );
    for (const queryKey of keys) void this.client.invalidateQueries({ queryKey });
    const lists = (key: readonly unknown[]) => ['samples', 'facets', 'versions'].includes(String(key[2]));
    void this.client.invalidateQueries({
      queryKey: datasetKey(datasetId),
      refetchType: 'none',
      predicate: ({ queryKey }) => lists(queryKey),
    });
  }

  private prefetch(): void {
    const { open } = this.queue;
    const at = open.findIndex(({ id }) => id === this.state.openId);
    for (const { id } of open.slice(at + 1, at + 1 + PREFETCH_COUNT)) void this.prefetchOne(id);
  }

  private async prefetchOne(groupId: string): Promise<void> {
    await this.client.prefetchQuery(groupQuery(this.datasetId, groupId));
    const modality = this.client.getQueryData(datasetQuery(this.datasetId).queryKey)?.modality;
    if (modality !== 'image') return;
    const group = this.client.getQueryData(groupQuery(this.datasetId, groupId).queryKey);
    for (const sampleId of group?.sampleIds.slice(0, PREFETCH_PICTURE_COUNT) ?? [])
      new Image().src = `/api/samples/${sampleId}/thumb`;
  }
}
