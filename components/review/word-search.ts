import type { ReviewSession } from '@/components/review/review-session';
import { api } from '@/components/shell/api';
import type { OpenGroup } from '@/lib/groups/group';
import { ranksOf } from '@/lib/review/desk';
import { ranksWithWord } from '@/lib/review/word-marks';
import { PAGE_SIZE_LIMIT, PREVIEW_CODE_POINTS, type SamplePage } from '@/lib/samples/sample';

/**
 * The ranks of the members that contain a word. The previews of short texts are the texts; where some are cut, the server
 * finds the rest (a longer word that contains this one counts there too).
 */
export async function findWordRanks(
  session: ReviewSession,
  group: OpenGroup,
  word: string,
): Promise<ReadonlySet<number>> {
  const found = ranksWithWord(group.previews, word);
  if (!group.previews.some((preview) => [...preview].length >= PREVIEW_CODE_POINTS)) return found;
  let after: string | null = '';
  while (after !== null) {
    const query = new URLSearchParams({ q: word, limit: String(PAGE_SIZE_LIMIT) });
    if (group.head.source === 'cluster') query.set('cluster', group.head.id);
    if (after !== '') query.set('after', after);
    const page: SamplePage = await api.get<SamplePage>(`/api/datasets/${session.datasetId}/samples?${query}`);
    for (const rank of ranksOf(
      group,
      page.samples.map(({ id }) => id),
    ))
      found.add(rank);
    after = page.nextCursor;
  }
  return found;
}
