import { useState } from 'react';

/**
 * Where a slider stands: at what the address holds, or where it was moved, until the address has followed. The address
 * follows a moment later, and the next key must go on from where the slider is.
 */
export function useSlide(held: number): { at: number; move: (to: number) => void; isMoved: boolean } {
  const [ahead, setAhead] = useState<{ of: number; to: number } | null>(null);
  const at = ahead !== null && ahead.of === held ? ahead.to : held;
  return { at, move: (to) => setAhead({ of: held, to }), isMoved: at !== held };
}
