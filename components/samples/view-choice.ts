'use client';

import { useCallback, useSyncExternalStore } from 'react';

const CHANGED = 'sheaf:view';

/** Edges of a tile in pixels, small to very large. */
const TILE_SIZES = ['72', '96', '144', '220'] as const;
const LINES = ['one', 'more'] as const;

/** How the list looks, and ways to change that. */
export type Look = {
  tilePx: number;
  canShrink: boolean;
  canGrow: boolean;
  resize: (by: -1 | 1) => void;
  lines: (typeof LINES)[number];
  setLines: (lines: (typeof LINES)[number]) => void;
};

function subscribe(onChange: () => void): () => void {
  window.addEventListener(CHANGED, onChange);
  return () => window.removeEventListener(CHANGED, onChange);
}

/** A choice of looks, kept in this browser and not in links, since it changes nothing of what is listed. */
function useViewChoice<Choice extends string>(
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

/** The size of tiles and the lines of texts as this person likes them. */
export function useLook(): Look {
  const [tile, setTile] = useViewChoice('sheaf.tile', TILE_SIZES, '96');
  const [lines, setLines] = useViewChoice('sheaf.lines', LINES, 'one');
  const at = TILE_SIZES.indexOf(tile);
  return {
    tilePx: Number(tile),
    canShrink: at > 0,
    canGrow: at < TILE_SIZES.length - 1,
    resize: (by) => setTile(TILE_SIZES[at + by] ?? tile),
    lines,
    setLines,
  };
}
