import type { PresentPage } from '@/lib/live/change';

type Own = { personName: string; browserId: string };

/** Other browsers that are on the dataset under this one's name, without those known to be the same person's. */
export function listNamesakes(others: readonly PresentPage[], own: Own, knownIds: readonly string[]): string[] {
  const ids = others
    .filter(({ personName, browserId }) => personName === own.personName && browserId !== own.browserId)
    .map(({ browserId }) => browserId);
  return [...new Set(ids)].filter((browserId) => !knownIds.includes(browserId));
}

/** Who else has a group open: "Mira is here", "2 others are here", or where the own name has it open. */
export function sayPresence(here: readonly PresentPage[], own: Own): string {
  const names = new Set(here.map(({ personName }) => personName));
  const [first = ''] = names;
  if (names.size > 1) return `${names.size} others are here`;
  if (first !== own.personName) return `${first} is here`;
  const isElsewhere = here.some(({ browserId }) => browserId !== own.browserId);
  return isElsewhere ? `Open in another browser as ${first}` : 'Open in another tab';
}
