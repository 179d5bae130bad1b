import type { Presence, PresentPage } from '@/lib/live/change';

/** A page that said nothing for this long is gone: it says something every 15 seconds. */
export const PRESENCE_MS = 40_000;
/** Pages of one dataset that are kept; more are not shown to others. */
export const PAGE_LIMIT = 500;

type Kept = PresentPage & { atMs: number };

/** Which pages are open, with which groups, by dataset. Lives in memory: after a restart the pages say it again. */
export class PresentPages {
  private readonly datasets = new Map<string, Map<string, Kept>>();

  /** Notes what a page says of itself; true when that changes what others see. */
  note(datasetId: string, personName: string, said: Presence, atMs: number): boolean {
    const { pageId, groupId, browserId = pageId } = said;
    const pages = this.datasets.get(datasetId) ?? new Map<string, Kept>();
    this.datasets.set(datasetId, pages);
    const before = pages.get(pageId);
    if (said.isLeaving === true) {
      pages.delete(pageId);
      if (pages.size === 0) this.datasets.delete(datasetId);
      return before !== undefined;
    }
    if (before === undefined && pages.size >= PAGE_LIMIT) return false;
    pages.set(pageId, { pageId, browserId, personName, groupId, atMs });
    return before === undefined || before.groupId !== groupId || before.personName !== personName;
  }

  /** The pages of a dataset, the first to come first. */
  list(datasetId: string): PresentPage[] {
    return [...(this.datasets.get(datasetId)?.values() ?? [])].map(({ atMs: _, ...page }) => page);
  }

  /** Lets the silent go; answers the datasets whose lists changed by it. */
  dropSilent(nowMs: number): string[] {
    const changed: string[] = [];
    for (const [datasetId, pages] of this.datasets) {
      const silent = [...pages.values()].filter(({ atMs }) => nowMs - atMs > PRESENCE_MS);
      for (const { pageId } of silent) pages.delete(pageId);
      if (silent.length > 0) changed.push(datasetId);
      if (pages.size === 0) this.datasets.delete(datasetId);
    }
    return changed;
  }
}
