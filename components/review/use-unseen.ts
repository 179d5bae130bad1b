import { useCallback, useRef, useState } from 'react';
import type { ReviewSession } from '@/components/review/review-session';
import { type AcceptPlan, planAcceptSelected } from '@/lib/review/accept-plan';
import type { Desk } from '@/lib/review/desk';
import { findUnseen, isGuess, isWatched, listShown, type Unseen } from '@/lib/review/seen';

/** What is accepted: the group as it stands, or the selected members alone. */
export type AcceptOf = 'group' | 'selected';

/** For which accept the person was told what it touches. */
type Told = { groupId: string; of: AcceptOf; selection: ReadonlySet<number>; unseen: Unseen };

const NOTHING_SEEN: ReadonlySet<string> = new Set();

/**
 * The first Enter on a large group whose class only a suggestion chose, and of which hardly anything was on the screen, says
 * what would happen; the second does it. So it is with a large selection that is accepted alone. `unseen` is what is said
 * now, and of what; null while nothing is.
 */
export function useUnseen(session: ReviewSession, desk: Desk | null, plan: AcceptPlan | null) {
  const seen = useRef(new Map<string, Set<string>>());
  const [told, setTold] = useState<Told | null>(null);
  const groupId = desk?.group.head.id ?? '';
  const isGuessed = desk !== null && told?.groupId === groupId && isGuess({ desk });
  const isTold = isGuessed && (told.of === 'group' || told.selection === desk.selection);
  const seenIds = seen.current.get(groupId) ?? NOTHING_SEEN;
  /** Notes which ranks of the open group are on the screen; called while scrolling. */
  const noteView = useCallback(
    (fromRank: number, toRank: number) => {
      const { desk: open } = session;
      if (open === null || !isWatched(open)) return;
      const { id } = open.group.head;
      const ids = seen.current.get(id) ?? new Set();
      seen.current.set(id, ids);
      for (const sampleId of listShown(open, fromRank, toRank)) ids.add(sampleId);
    },
    [session],
  );
  /** Tells what an accept would do; false where it does no more than the person saw or chose, or was told already. */
  const tell = (of: AcceptOf): boolean => {
    if ((isTold && told.of === of) || desk === null || plan === null) return false;
    const unseen = findUnseen(desk, planOf(desk, plan, of), seenIds);
    if (unseen !== null) setTold({ groupId, of, selection: desk.selection, unseen });
    return unseen !== null;
  };
  const leave = (): boolean => {
    if (isTold) setTold(null);
    return isTold;
  };
  return { unseen: isTold ? { ...told.unseen, of: told.of } : null, seenIds, noteView, tell, leave };
}

/** What an accept would do, of the group or of the selected members alone. */
export function planOf(desk: Desk, plan: AcceptPlan, of: AcceptOf): AcceptPlan {
  return of === 'group' ? plan : { ...plan, accepted: planAcceptSelected(desk) };
}
