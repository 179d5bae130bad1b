'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { type ListSelection, NOTHING_SELECTED, reduceSelection, type SelectionAct } from '@/lib/review/list-selection';

/** Acts after which the focus goes where the cursor went. */
const FOLLOWED: readonly SelectionAct['kind'][] = ['move', 'go', 'return'];

/**
 * The selection in a list whose samples come page by page. What leaves the list leaves the selection.
 * `moves` counts the moves by keyboard, after each of which the focus follows the cursor.
 */
export function useListSelection(ids: readonly string[]) {
  const [selection, setSelection] = useState<ListSelection>(NOTHING_SELECTED);
  const [moves, setMoves] = useState(0);
  const latest = useRef(ids);
  useEffect(() => {
    const before = latest.current;
    latest.current = ids;
    if (before !== ids) setSelection((held) => reduceSelection(held, { kind: 'keep', before }, ids));
  }, [ids]);
  const act = useCallback((next: SelectionAct) => {
    setSelection((before) => reduceSelection(before, next, latest.current));
    if (FOLLOWED.includes(next.kind)) setMoves((count) => count + 1);
  }, []);
  return { selection, act, moves };
}
