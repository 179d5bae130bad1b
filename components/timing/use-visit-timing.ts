'use client';

import { useEffect, useRef } from 'react';
import { changeTiming } from '@/components/timing/timing-store';
import type { Modality } from '@/lib/datasets/dataset';
import type { Desk } from '@/lib/review/desk';
import { addAnswer, addVisit } from '@/lib/review/timing';

/** A pause longer than this counts as this long: the person was elsewhere. */
const PAUSE_MS = 60_000;
const TICK_MS = 500;

/** Milliseconds with the window in front and something happening now and then. */
class Stopwatch {
  private totalMs = 0;
  private pauseMs = 0;
  private tickedMs: number | null = null;

  tick(nowMs: number, isInFront: boolean): void {
    const spanMs = this.tickedMs === null ? 0 : nowMs - this.tickedMs;
    this.tickedMs = isInFront ? nowMs : null;
    if (spanMs <= 0 || this.pauseMs >= PAUSE_MS) return;
    const countedMs = Math.min(spanMs, PAUSE_MS - this.pauseMs);
    this.pauseMs += spanMs;
    this.totalMs += countedMs;
  }

  /** The person did something: the pause is over. */
  touch(): void {
    this.pauseMs = 0;
  }

  get elapsedMs(): number {
    return this.totalMs;
  }
}

const isInFront = () => document.visibilityState === 'visible' && document.hasFocus();

/** The farthest member that stands in the window, as a count from the core. */
function countSeen(): number {
  let seen = 0;
  for (const cell of document.querySelectorAll<HTMLElement>('[data-rank]')) {
    const { top, height } = cell.getBoundingClientRect();
    if (height > 0 && top < window.innerHeight) seen = Math.max(seen, Number(cell.dataset.rank) + 1);
  }
  return seen;
}

function countExceptions(desk: Desk): number {
  const excluded = [...desk.hand.values()].filter((mark) => mark === 'exclude').length;
  return excluded + desk.gone.size;
}

/**
 * Times every group that a person has open on its page: how long it was looked at, how many members came on the screen,
 * keys and clicks, exceptions, and whether it was decided. Kept in this browser only.
 */
export function useVisitTiming(desk: Desk | null, modality: Modality, isOnPage: boolean): void {
  const latest = useRef(desk);
  const groupId = desk?.group.head.id ?? null;
  if (desk !== null) latest.current = desk;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a visit begins and ends with its group
  useEffect(() => {
    const start = latest.current;
    if (groupId === null || start === null || !isOnPage) return;
    const watch = new Stopwatch();
    const counts = { keys: 0, clicks: 0, seen: 0 };
    const tick = () => {
      watch.tick(performance.now(), isInFront());
      counts.seen = Math.max(counts.seen, countSeen());
    };
    const act = (event: Event) => {
      if (event.type === 'keydown') counts.keys += 1;
      if (event.type === 'pointerdown') counts.clicks += 1;
      watch.touch();
    };
    const events = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
    for (const name of events) window.addEventListener(name, act, { capture: true, passive: true });
    const timer = setInterval(tick, TICK_MS);
    watch.tick(performance.now(), isInFront());
    let current = start;
    const follow = setInterval(() => {
      if (latest.current?.group.head.id === groupId) current = latest.current;
    }, TICK_MS);
    return () => {
      watch.tick(performance.now(), isInFront());
      clearInterval(timer);
      clearInterval(follow);
      for (const name of events) window.removeEventListener(name, act, { capture: true });
      const end = latest.current?.group.head.id === groupId ? latest.current : current;
      const isDecided = decidedHere.delete(groupId) || end.labels.size > start.labels.size;
      const { source } = start.group.head;
      const visit = {
        ...{ modality, source, lookMs: Math.round(watch.elapsedMs), seenCount: counts.seen },
        exceptionCount: Math.max(0, countExceptions(end) - countExceptions(start)),
        ...{ keyCount: counts.keys, clickCount: counts.clicks, isDecided },
      };
      changeTiming((log) => addVisit(log, visit));
    };
  }, [groupId, isOnPage]);
}

/** Groups that were decided while they were open: the desk is gone from the screen before it shows the labels. */
const decidedHere = new Set<string>();

/** Notes that the open group is decided now. */
export function noteDecided(groupId: string): void {
  decidedHere.add(groupId);
}

/** Times samples that are decided one by one; call the function that it gives with each decision. */
export function useAnswerTiming(modality: Modality): () => void {
  const since = useRef<number | null>(null);
  useEffect(() => {
    since.current = performance.now();
    const pause = () => {
      since.current = null;
    };
    window.addEventListener('blur', pause);
    return () => window.removeEventListener('blur', pause);
  }, []);
  return () => {
    const nowMs = performance.now();
    const lookMs = since.current === null ? 0 : Math.round(nowMs - since.current);
    since.current = nowMs;
    if (lookMs < PAUSE_MS) changeTiming((log) => addAnswer(log, { modality, lookMs }));
  };
}
