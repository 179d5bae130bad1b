import { useCallback, useRef, useState } from 'react';
import { findUnseenTogether, type Unseen } from '@/lib/review/seen';
import { type SettledPart, type SplitPart, settledParts } from '@/lib/review/split-parts';

/** What tells one accept from another: the classes of the parts, and how many samples get each. */
function keyOf(settled: readonly SettledPart[]): string {
  return settled.map(({ part, plan }) => `${part.letter} ${plan.labelClassId} ${plan.accepted.length}`).join();
}

/**
 * As with a large group, the first Enter on parts whose classes only suggestions chose, and of which hardly anything was on
 * the screen, says what would happen; the second does it. `seenIds` were on the screen before the split.
 */
export function useUnseenParts(parts: readonly SplitPart[], seenIds: ReadonlySet<string>) {
  const seen = useRef(new Set(seenIds));
  const [told, setTold] = useState<{ key: string; unseen: Unseen } | null>(null);
  const unseen = told !== null && told.key === keyOf(settledParts(parts)) ? told.unseen : null;
  const noteSeen = useCallback((sampleIds: readonly string[]) => {
    for (const id of sampleIds) seen.current.add(id);
  }, []);
  /** Tells what an accept would do; false where it does no more than the person saw or chose, or was told already. */
  const tell = (): boolean => {
    if (unseen !== null) return false;
    const settled = settledParts(parts);
    const guess = findUnseenTogether(
      settled.map(({ part, plan }) => ({ desk: part.desk, plan })),
      seen.current,
    );
    if (guess !== null) setTold({ key: keyOf(settled), unseen: guess });
    return guess !== null;
  };
  const leave = (): boolean => {
    if (unseen !== null) setTold(null);
    return unseen !== null;
  };
  return { unseen, noteSeen, tell, leave };
}
