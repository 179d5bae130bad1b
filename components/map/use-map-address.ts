'use client';

import { useCallback, useEffect, useRef } from 'react';
import { isKept } from '@/components/map/kept-selection';
import type { MapStage } from '@/components/map/map-stage.browser';
import { type Colouring, colouring } from '@/lib/maps/map';
import type { MapSelection } from '@/lib/maps/map-selection';
import { formatShown, parseShown, type Shown } from '@/lib/maps/map-shown';
import { formatView, type MapView, parseView, WHOLE_MAP } from '@/lib/maps/map-view';

/** What the address of a map says. */
export type MapAddress = {
  view: MapView | null;
  by: Colouring;
  shown: Shown;
  /** It was left for the review desk, with a selection that is there again when one comes back. */
  isBack: boolean;
};

type Chosen = { shown: Shown; selection: MapSelection | null };

function stateHere(): object {
  const state: unknown = window.history.state;
  return typeof state === 'object' && state !== null ? state : {};
}

function isMarked(): boolean {
  const state = stateHere();
  return 'leftForReview' in state && state.leftForReview === true;
}

/**
 * The mark stands at the page's place in the browser's history, and so is there again when one comes back to it. It goes
 * beside what the router keeps there, which takes that for its own writing: it calls off no page that is on its way.
 */
function mark(leftForReview: boolean): void {
  if (leftForReview !== isMarked()) window.history.replaceState({ ...stateHere(), leftForReview }, '');
}

/** Browsers refuse an address that changes many times a second. */
const QUIET_MS = 250;

export function readMapAddress(search: URLSearchParams): MapAddress {
  return {
    view: parseView(search.get('at')),
    by: colouring.catch('class').parse(search.get('by')),
    shown: parseShown(search.get('hide'), search.get('only')),
    isBack: isMarked(),
  };
}

function writeAddress(view: MapView, by: Colouring, { shown, selection }: Chosen): void {
  const search = new URLSearchParams();
  const at = formatView(view);
  if (at !== formatView(WHOLE_MAP)) search.set('at', at);
  if (by !== 'class') search.set('by', by);
  for (const [name, value] of Object.entries(formatShown(shown))) search.set(name, value);
  const query = search.toString();
  const url = query === '' ? window.location.pathname : `${window.location.pathname}?${query}`;
  // Nothing is written twice: an address that is written while another page is on its way calls that page off.
  if (url !== window.location.pathname + window.location.search) window.history.replaceState(null, '', url);
  mark(isKept(selection));
}

/**
 * Keeps the view, the colouring and what is hidden in the address, so that Back and a link lead to the same map.
 * @returns writes it at once, for whoever leaves the page
 */
export function useMapAddress(stage: MapStage, by: Colouring, { shown, selection }: Chosen): () => void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const write = useCallback(() => {
    clearTimeout(timer.current);
    writeAddress(stage.view, by, { shown, selection });
  }, [stage, by, shown, selection]);
  useEffect(() => {
    const later = () => {
      clearTimeout(timer.current);
      timer.current = setTimeout(write, QUIET_MS);
    };
    later();
    const end = stage.watch(later);
    return () => {
      end();
      clearTimeout(timer.current);
    };
  }, [stage, write]);
  return write;
}
