import { stillMatches } from '@/lib/review/sample-search';
import type { SampleFilter, SampleItem, SamplePage } from '@/lib/samples/sample';

/** What one's own decision did to samples of a list: they carry this class now, or none. */
export type ListChange = { sampleIds: readonly string[]; labelClassId: string | null };

/** The samples of all pages, in order; one that came twice because the list moved meanwhile stands once. */
export function samplesOf(pages: readonly SamplePage[]): SampleItem[] {
  const seen = new Set<string>();
  return pages
    .flatMap((page) => page.samples)
    .filter((sample) => {
      if (seen.has(sample.id)) return false;
      seen.add(sample.id);
      return true;
    });
}

/** The dataset revision that the person saw of these samples: the oldest of the pages that hold one of them. */
export function revisionSeen(pages: readonly SamplePage[], sampleIds: readonly string[]): number {
  const wanted = new Set(sampleIds);
  const holding = pages.filter((page) => page.samples.some((sample) => wanted.has(sample.id)));
  return Math.min(...(holding.length > 0 ? holding : pages).map((page) => page.revision));
}

/** Whether nobody acted between the pages and one's own operation `revision`: then the pages hold all there is to know. */
export function areCurrent(pages: readonly SamplePage[], revision: number): boolean {
  return pages.every((page) => page.revision === revision - 1);
}

function changed(sample: SampleItem, change: ListChange): SampleItem {
  const labelSource = change.labelClassId === null ? null : 'person';
  const { labelClassId } = change;
  return { ...sample, labelClassId, labelClassIds: labelClassId === null ? [] : [labelClassId], labelSource };
}

/**
 * The pages after one's own decision: samples carry the new label, those that the filter no longer lets in are gone,
 * and the count follows.
 * @param revision the revision that the server answered; the pages count as read at it
 */
export function changePages<Page extends SamplePage>(
  pages: readonly Page[],
  change: ListChange,
  revision: number,
  filter: SampleFilter,
): Page[] {
  const touched = new Set(change.sampleIds);
  const kept = pages.map((page) =>
    page.samples
      .map((sample) => (touched.has(sample.id) ? changed(sample, change) : sample))
      .filter((sample) => !touched.has(sample.id) || stillMatches(sample, filter)),
  );
  const goneCount = pages.reduce((count, page, at) => count + page.samples.length - (kept[at]?.length ?? 0), 0);
  return pages.map((page, at) => ({
    ...page,
    samples: kept[at] ?? [],
    revision,
    totalCount: page.totalCount === null ? null : Math.max(0, page.totalCount - goneCount),
  }));
}
