'use client';

import { type ReactNode, type RefObject, useCallback, useMemo, useRef, useState } from 'react';
import { CloserLook, type Look } from '@/components/review/closer-look';
import { GroupHead, TextLookControl, TileSizeControl, WordBar } from '@/components/review/group-head';
import { GroupNotice } from '@/components/review/group-notice';
import type { TextMarks } from '@/components/review/marked-text';
import type { PageHandlers } from '@/components/review/page-gestures';
import type { ReviewSession } from '@/components/review/review-session';
import { type PageHandle, SamplePage } from '@/components/review/sample-page';
import { Spine, type SpineHandle } from '@/components/review/spine';
import { findWordRanks } from '@/components/review/word-search';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { OpenGroup as OpenGroupData } from '@/lib/groups/group';
import type { AcceptPlan } from '@/lib/review/accept-plan';
import { countSides } from '@/lib/review/boundary';
import { type Desk, labelOf, sizeOf } from '@/lib/review/desk';
import { describeMembers } from '@/lib/review/members';
import { findStandIns, readSearchMarks } from '@/lib/review/search-marks';
import type { PageRow, TileSize } from '@/lib/review/tile-layout';

export type TextLook = 'line' | 'full';

type OpenGroupProps = {
  session: ReviewSession;
  desk: Desk;
  plan: AcceptPlan;
  dataset: DatasetSummary;
  classes: ReadonlyMap<string, LabelClass>;
  rows: readonly PageRow[];
  columnCount: number;
  tilePx: number;
  tileSize: TileSize;
  textLook: TextLook;
  look: Look | null;
  /** Takes the focus back to the samples. */
  pageRef: RefObject<HTMLDivElement | null>;
  /** What can be done with the whole group. */
  tools: ReactNode;
  onTileStep: (by: -1 | 1) => void;
  onTextLook: (look: TextLook) => void;
  onLook: (look: Look | null) => void;
  onSimilar: () => void;
  onHold: (isHeld: boolean) => void;
  onWidth: (widthPx: number) => void;
  /** Tells which ranks are on the screen, the last one out; called while scrolling. */
  onView: (fromRank: number, toRank: number) => void;
};

function usePageHandlers({ session, onLook, onHold }: OpenGroupProps): PageHandlers {
  return useMemo(
    () => ({
      pick: (rank, how) => session.act({ kind: 'pick', rank, how }),
      lookCloser: () => onLook('original'),
      toggleExcluded: (rank) => session.act({ kind: 'toggleExcluded', ranks: [rank] }),
      band: (ranks, how, before) => session.act({ kind: 'band', ranks, how, before }),
      setBoundary: (boundary) => session.act({ kind: 'setBoundary', boundary }),
      holdBoundary: onHold,
    }),
    [session, onLook, onHold],
  );
}

function countLabeled(desk: Desk): number {
  let count = 0;
  for (let rank = 0; rank < sizeOf(desk); rank += 1) if (labelOf(desk, rank) !== null) count += 1;
  return count;
}

/** The hits of the search that made the group; of every other group the words that tell it from others. */
function readMarks({ head, previews }: OpenGroupData): TextMarks {
  const hits = head.search === undefined ? null : readSearchMarks(head.search, findStandIns(head.search, previews));
  return hits ?? new Set(head.words.map(({ word }) => word));
}

/** The open group: what it is, its members from core to fringe, and the spine beside them. */
export function OpenGroup(props: OpenGroupProps) {
  const { session, desk, plan, dataset, classes, rows, look, textLook, onLook, onView, pageRef } = props;
  const { modality } = dataset;
  const page = useRef<PageHandle>(null);
  const spine = useRef<SpineHandle>(null);
  const handlers = usePageHandlers(props);
  const [isFiltering, setIsFiltering] = useState(false);
  const { head } = desk.group;
  const bits = useMemo(() => describeMembers(desk), [desk]);
  const words = useMemo(() => readMarks(desk.group), [desk.group]);
  const sides = countSides(desk);
  const tellView = useCallback(
    (fromRank: number, toRank: number) => {
      spine.current?.showView(fromRank, toRank);
      onView(fromRank, toRank);
    },
    [onView],
  );
  const filterBy = async (word: string | null) => {
    if (word === null) return session.act({ kind: 'filter', filter: null });
    setIsFiltering(true);
    const ranks = await findWordRanks(session, desk.group, word).finally(() => setIsFiltering(false));
    session.act({ kind: 'filter', filter: { word, ranks } }, head.id);
  };
  return (
    <>
      <div className="flex flex-col gap-2 border-b border-line px-4 py-2.5" aria-busy={isFiltering}>
        <GroupHead desk={desk} labeledCount={countLabeled(desk)}>
          {modality === 'image' ? (
            <TileSizeControl size={props.tileSize} onStep={props.onTileStep} />
          ) : (
            <TextLookControl look={textLook} onPick={props.onTextLook} />
          )}
          {props.tools}
        </GroupHead>
        {modality === 'text' && (
          <WordBar words={head.words} filter={desk.filter} onPick={(word) => void filterBy(word)} />
        )}
      </div>
      <GroupNotice
        desk={desk}
        remainCount={plan.accepted.length}
        onClose={() => session.act({ kind: 'notice', notice: null })}
      />
      <div ref={pageRef} className="relative grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_60px]">
        <SamplePage
          desk={desk}
          bits={bits}
          rows={rows}
          beyondCount={sides.beyondCount}
          columnCount={props.columnCount}
          tilePx={props.tilePx}
          look={modality === 'image' ? 'tiles' : textLook}
          classes={classes}
          words={words}
          handlers={handlers}
          handle={page}
          onView={tellView}
          onWidth={props.onWidth}
        />
        <Spine
          desk={desk}
          insideCount={sides.insideCount}
          beyondCount={sides.beyondCount}
          byHand={plan.byHand}
          handle={spine}
          onBoundary={handlers.setBoundary}
          onHold={props.onHold}
          onScrollTo={(rank) => page.current?.scrollToRank(rank)}
        />
        {look !== null && (
          <CloserLook
            datasetId={session.datasetId}
            desk={desk}
            modality={modality}
            look={look}
            words={words}
            onClose={() => onLook(null)}
            onSimilar={props.onSimilar}
          />
        )}
      </div>
    </>
  );
}
