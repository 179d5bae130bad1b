import type { AcceptPlan } from '@/lib/review/accept-plan';
import { type Desk, visibleRanks } from '@/lib/review/desk';

/** Where an accept acts on more than the page shows. */
export type HiddenAccepts = {
  /** Members that would get the class and have no tile or line of their own now. */
  hiddenCount: number;
  why: 'folded' | 'filtered';
};

/** What an accept would do to members that the page does not show; null when it shows them all. */
export function findHidden(desk: Desk, plan: Pick<AcceptPlan, 'accepted'>): HiddenAccepts | null {
  if (desk.fold === null && desk.filter === null) return null;
  const shown = new Set(visibleRanks(desk));
  const hiddenCount = plan.accepted.filter((rank) => !shown.has(rank)).length;
  if (hiddenCount === 0) return null;
  return { hiddenCount, why: desk.fold === null ? 'filtered' : 'folded' };
}
