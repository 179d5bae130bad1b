'use client';

import { useCallback, useSyncExternalStore } from 'react';

const CHANGED = 'sheaf:view';

/** Edges of a tile in pixels, small to very large. */
export const TILE_SIZES = [72, 96, 144, 220] as const;
export type TileSize = '72' | '96' | '144' | '220';
export const LINES = ['one', 'more'] as const;

function subscribe(onChange: () => void): () => void {
  window.addEventListener(CHANGED, onChange);
  return () => window.removeEventListener(CHANGED, onChange);
}

/** How a person likes lists to look: kept in this browser, not in links, since it changes nothing of what is listed. */
export function useViewChoice<Choice extends string>(
  key: string,
  choices: readonly Choice[],
  usual: Choice,
): [Choice, (choice: Choice) => void] {
  const read = useCallback(
    () => choices.find((choice) => choice === localStorage.getItem(key)) ?? usual,
    [key, choices, usual],
  );
  const choice = useSyncExternalStore(subscribe, read, () => usual);
  const choose = useCallback(
    (next: Choice) => {
      localStorage.setItem(key, next);
      window.dispatchEvent(new Event(CHANGED));
    },
    [key],
  );
  return [choice, choose];
}
