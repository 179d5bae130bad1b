import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query';
import { type ListPage, samplesKey } from '@/components/samples/queries';
import type { SampleAct } from '@/components/samples/screen-acts';
import { areCurrent, changePages, type ListChange } from '@/lib/review/sample-pages';
import type { SampleFilter } from '@/lib/samples/sample';

type Pages = InfiniteData<ListPage, string | null>;
type Shown = { actId: string; change: ListChange; before: Pages; after: Pages | undefined };

/**
 * Shows in one list what acts will lead to, before the server has answered them, and puts the answers in after them.
 * Where samples carry several classes, what they carry after an act is the server's to say: then nothing is shown ahead.
 */
export class ListAhead {
  private readonly client: QueryClient;
  private readonly datasetId: string;
  private readonly key: QueryKey;
  private readonly filter: SampleFilter;
  /** Acts that are shown and not answered, in order. */
  private shown: Shown[] = [];

  constructor(client: QueryClient, datasetId: string, key: QueryKey, filter: SampleFilter) {
    this.client = client;
    this.datasetId = datasetId;
    this.key = key;
    this.filter = filter;
  }

  /** Shows an act. Answers whether it could. */
  show(actId: string, act: SampleAct, isMultiLabel: boolean): boolean {
    const before = this.client.getQueryData<Pages>(this.key);
    if (before === undefined || isMultiLabel || act.kind === 'exclude') return false;
    const change = { sampleIds: act.sampleIds, labelClassId: act.kind === 'label' ? act.labelClass.id : null };
    // The pages stay as old as they are: what others did meanwhile is not in them.
    const pages = changePages(before.pages, change, 0, this.filter).map((page, at) => ({
      ...page,
      revision: before.pages[at]?.revision ?? 0,
    }));
    this.client.setQueryData<Pages>(this.key, { ...before, pages });
    this.shown.push({ actId, change, before, after: this.client.getQueryData<Pages>(this.key) });
    return true;
  }

  /** Takes the newest act off the list again, unless the list has changed since; the answers show it then. */
  takeBack(): void {
    const last = this.shown.at(-1);
    if (last === undefined || this.client.getQueryData<Pages>(this.key) !== last.after) return;
    this.shown.pop();
    this.client.setQueryData<Pages>(this.key, last.before);
  }

  /** An act was answered at this revision; one of several requests unless `isOver`. Reads again what it can not know. */
  answer(actId: string, revision: number, isOver: boolean): void {
    const at = this.shown.findIndex((each) => each.actId === actId);
    const data = this.client.getQueryData<Pages>(this.key);
    const knowsAll = at >= 0 && data !== undefined && areCurrent(data.pages, revision);
    if (knowsAll) {
      // The list may have been read since, without what waits: all of it is put in once more, in order.
      let { pages } = data;
      for (const { change } of this.shown) pages = changePages(pages, change, revision, this.filter);
      this.client.setQueryData<Pages>(this.key, { ...data, pages });
    }
    if (isOver && at >= 0) this.shown.splice(at, 1);
    this.readAgain(!knowsAll);
  }

  /** What is shown may be wrong: an act was refused, or taken back. */
  forget(actId: string): void {
    this.shown = this.shown.filter((each) => each.actId !== actId);
    this.readAgain(true);
  }

  /** Marks the lists of the dataset as old, this one only where it does not know what an act did. */
  private readAgain(isOld: boolean): void {
    const own = JSON.stringify(this.key);
    void this.client.invalidateQueries({
      queryKey: samplesKey(this.datasetId),
      predicate: ({ queryKey }) => isOld || JSON.stringify(queryKey) !== own,
    });
  }
}
