import type { AcceptPlan } from '@/lib/review/accept-plan';
import { type Desk, idsOf } from '@/lib/review/desk';
import { shownFor } from '@/lib/review/folding';

/** So many samples are labeled at once on a class that only a suggestion chose, however few of them were seen. */
export const UNSEEN_LIMIT = 200;
/** Share of what an accept labels that has to have been on the screen, where it labels more than that. */
export const SEEN_SHARE = 0.1;

/** What an accept would label on a guess: its samples, and how many of them the person had on the screen. */
export type Unseen = { acceptedCount: number; seenCount: number };

/** The ids of the members between two ranks, the last one out, that have a tile or line of their own on the page. */
export function listShown(desk: Desk, fromRank: number, toRank: number): string[] {
  const ranks: number[] = [];
  for (let rank = fromRank; rank < toRank; rank += 1) {
    if (desk.gone.has(rank) || desk.filter?.ranks.has(rank) === false) continue;
    if (desk.fold === null || shownFor(desk, rank) === rank) ranks.push(rank);
  }
  return idsOf(desk, ranks);
}

/** Whether what was on the screen of a group can matter: it is large. */
export function isWatched({ group }: Desk): boolean {
  return group.sampleIds.length > UNSEEN_LIMIT;
}

/** What one press would label as suggestions chose: so many desks, with the members of each. */
type Guess = { desk: Desk; plan: Pick<AcceptPlan, 'accepted'> };

/**
 * What an accept would label although hardly any of it was seen, and nobody but a suggestion chose its class; null where it
 * is few, where enough of it was on the screen (`seenIds`), or where the person chose the class.
 */
export function findUnseen(
  desk: Desk,
  { accepted }: Pick<AcceptPlan, 'accepted'>,
  seenIds: ReadonlySet<string>,
): Unseen | null {
  return findUnseenTogether([{ desk, plan: { accepted } }], seenIds);
}

/** The same of several desks that one press accepts, as the parts of a split: only those count that a suggestion chose for. */
export function findUnseenTogether(all: readonly Guess[], seenIds: ReadonlySet<string>): Unseen | null {
  const ids = all.filter(isGuess).flatMap(({ desk, plan }) => idsOf(desk, plan.accepted));
  if (ids.length <= UNSEEN_LIMIT) return null;
  const seenCount = ids.filter((id) => seenIds.has(id)).length;
  return seenCount < ids.length * SEEN_SHARE ? { acceptedCount: ids.length, seenCount } : null;
}

/** Whether nobody but a suggestion chose the class. */
export function isGuess({ desk }: { desk: Desk }): boolean {
  return desk.chosenBy === 'suggestion';
}
