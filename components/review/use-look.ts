'use client';

import { useEffect, useState } from 'react';
import type { Look } from '@/components/review/closer-look';
import type { SimilarTo } from '@/components/samples/similar-dialog';
import type { Desk } from '@/lib/review/desk';

const HOLD_MS = 350;

/** Space looks closer: a tap goes on to the model's view and then closes, holding closes on letting go. */
export function useLook(openId: string | null) {
  const [look, setLook] = useState<Look | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another cluster is another look
  useEffect(() => setLook(null), [openId]);
  const press = (event: KeyboardEvent | null) => {
    if (event?.repeat === true) return;
    setLook(look === null ? 'original' : look === 'original' ? 'model' : null);
    const startMs = performance.now();
    const release = () => {
      if (performance.now() - startMs > HOLD_MS) setLook(null);
    };
    if (event !== null && look === null) window.addEventListener('keyup', release, { once: true });
  };
  return { look, setLook, press };
}

/** Which sample the person asked about, to see what is like it: the one under the cursor. */
export function useSimilar(desk: Desk | null) {
  const [similarTo, setSimilarTo] = useState<SimilarTo | null>(null);
  const findSimilar = () => {
    const id = desk?.group.sampleIds[desk.cursor];
    if (desk !== null && id !== undefined) setSimilarTo({ id, preview: desk.group.previews[desk.cursor] ?? '' });
  };
  return { similarTo, findSimilar, closeSimilar: () => setSimilarTo(null) };
}
