'use client';

import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ActLog, Deciding } from '@/components/review/decisions';
import { followOutbox } from '@/components/review/decisions-answered';
import { groupQuery } from '@/components/review/review-queries';
import type { ReviewSession } from '@/components/review/review-session';
import { useSettledValue } from '@/components/review/settled-value';
import { stepAct, stepBack } from '@/components/review/undoing';
import { useKeysOf } from '@/components/shell/commands';
import { useToast } from '@/components/ui/toast';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { LabelClass } from '@/lib/datasets/label-class';
import { type ReviewQueue, reviewParameter } from '@/lib/groups/group';
import { type Desk, visibleRanks } from '@/lib/review/desk';
import { fitTiles, layRows, type TILE_SIZES } from '@/lib/review/tile-layout';

const REST_MS = 350;
const FIRST_WIDTH_PX = 800;

export type DeskProps = {
  session: ReviewSession;
  dataset: DatasetSummary;
  classes: readonly LabelClass[];
  queue: ReviewQueue;
  groupId: string | null;
};

/** What deciding takes: the session, the acts of this page, and the way back and forth. */
export function useDeciding(session: ReviewSession) {
  const showToast = useToast();
  const undoKeys = useKeysOf('undo');
  const acts = useRef<ActLog>({ done: [], undone: [], standingCount: 0 });
  const undo = useCallback(() => stepBack(decidingRef.current, 'undo'), []);
  const redo = useCallback(() => stepBack(decidingRef.current, 'redo'), []);
  const undoAct = useCallback(() => stepAct(decidingRef.current, 'undo'), []);
  const deciding: Deciding = { session, acts: acts.current, showToast, undo, undoAct, redo, undoKeys };
  const decidingRef = useRef(deciding);
  decidingRef.current = deciding;
  useEffect(() => followOutbox(() => decidingRef.current), []);
  return { deciding, undo, redo };
}

/** Opens the first group, follows the open one in the address, and reads the group that is open. */
export function useOpenGroup({ session, queue, groupId }: DeskProps, openId: string | null) {
  const runId = queue.run?.id;
  useEffect(() => {
    if ((runId === undefined && groupId === null) || session.getState().openId !== null) return;
    session.open(groupId ?? session.queue.open[0]?.id ?? null);
  }, [session, runId, groupId]);
  // Another group was asked for from this very page: similar samples, a link.
  const asked = useRef(groupId);
  useEffect(() => {
    if (groupId !== null && groupId !== asked.current) session.open(groupId);
    asked.current = groupId;
  }, [session, groupId]);
  const source =
    session.getState().desks.get(openId ?? '')?.group.head.source ??
    queue.clusters.find(({ id }) => id === openId)?.source ??
    null;
  const wasOpen = useRef(false);
  useEffect(() => {
    wasOpen.current ||= openId !== null;
    // Until the group that the address names is open, the address stays.
    if (openId === null ? !wasOpen.current : source === null) return;
    const url = new URL(window.location.href);
    for (const name of ['cluster', 'group']) url.searchParams.delete(name);
    if (openId !== null && source !== null) url.searchParams.set(reviewParameter(source), openId);
    window.history.replaceState(window.history.state, '', url);
  }, [openId, source]);
  const group = useQuery({ ...groupQuery(session.datasetId, openId ?? ''), enabled: openId !== null });
  useEffect(() => {
    if (group.data !== undefined) session.receive(group.data);
  }, [session, group.data]);
  return group;
}

/** The rows of the page, as its width and the size of tiles lay them out. */
export function usePageRows(
  desk: Desk | null,
  isText: boolean,
  tileSize: (typeof TILE_SIZES)[number],
  isHeld: boolean,
) {
  const [widthPx, setWidthPx] = useState(FIRST_WIDTH_PX);
  const { columnCount, tilePx } = isText ? { columnCount: 1, tilePx: widthPx } : fitTiles(widthPx, tileSize);
  const groupId = desk?.group.head.id ?? '';
  const boundary = useSettledValue(desk?.boundary ?? 0, groupId, isHeld, REST_MS);
  const { group, gone, filter, fold } = desk ?? { group: null, gone: null, filter: null, fold: null };
  const visible = useMemo(
    () => (group === null ? [] : visibleRanks({ group, gone, filter, fold })),
    [group, gone, filter, fold],
  );
  const rows = useMemo(() => layRows(visible, boundary, columnCount), [visible, boundary, columnCount]);
  return { rows, columnCount, tilePx, setWidthPx };
}
