'use client';

import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useExample } from '@/components/classes/use-example';
import { AcceptBar } from '@/components/review/accept-bar';
import { ClassRail } from '@/components/review/class-rail';
import { ClusterQueue } from '@/components/review/cluster-queue';
import { type ActLog, accept, createClass, type Deciding, takeClass } from '@/components/review/decisions';
import { followOutbox } from '@/components/review/decisions-answered';
import { useKeptChoice } from '@/components/review/kept-choice';
import { OpenGroup, type TextLook } from '@/components/review/open-group';
import { OutboxNotice } from '@/components/review/outbox-notice';
import { useReviewCommands } from '@/components/review/review-commands';
import { groupQuery } from '@/components/review/review-queries';
import type { ReviewSession } from '@/components/review/review-session';
import { AllDone } from '@/components/review/review-states';
import { useSettledValue } from '@/components/review/settled-value';
import { stepAct, stepBack } from '@/components/review/undoing';
import { useLook, useSimilar } from '@/components/review/use-look';
import { sayAccept } from '@/components/review/wording';
import { SimilarDialog } from '@/components/samples/similar-dialog';
import { useKeysOf } from '@/components/shell/commands';
import { ErrorState } from '@/components/ui/error-state';
import { SkeletonTiles } from '@/components/ui/skeleton-tiles';
import { useToast } from '@/components/ui/toast';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { LabelClass } from '@/lib/datasets/label-class';
import { type ReviewQueue, reviewParameter } from '@/lib/groups/group';
import { planAccept, planAcceptSelected } from '@/lib/review/accept-plan';
import { type Desk, visibleRanks } from '@/lib/review/desk';
import { orderQueue } from '@/lib/review/queue-order';
import { fitTiles, layRows, stepTileSize, TILE_SIZES } from '@/lib/review/tile-layout';

const REST_MS = 350;
const QUEUE_LAYOUTS: readonly ('list' | 'coarse')[] = ['list', 'coarse'];
const TEXT_LOOKS: readonly TextLook[] = ['line', 'full'];
const FIRST_WIDTH_PX = 800;

type DeskProps = {
  session: ReviewSession;
  dataset: DatasetSummary;
  classes: readonly LabelClass[];
  queue: ReviewQueue;
  groupId: string | null;
};

function useDeciding(session: ReviewSession) {
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
function useOpenGroup({ session, queue, groupId }: DeskProps, openId: string | null) {
  const runId = queue.run?.id;
  useEffect(() => {
    if ((runId === undefined && groupId === null) || session.getState().openId !== null) return;
    session.open(groupId ?? session.queue.open[0]?.id ?? null);
  }, [session, runId, groupId]);
  const source =
    session.getState().desks.get(openId ?? '')?.group.head.source ??
    queue.clusters.find(({ id }) => id === openId)?.source ??
    null;
  useEffect(() => {
    const url = new URL(window.location.href);
    if (openId !== null && source === null) return;
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

function usePageRows(desk: Desk | null, isText: boolean, tileSize: (typeof TILE_SIZES)[number], isHeld: boolean) {
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

/** The desk: queue, open group, classes, and the one act that settles a group. */
export function ReviewDesk(props: DeskProps) {
  const { session, dataset, classes, queue } = props;
  const state = useSyncExternalStore(session.subscribe, session.getState, session.getState);
  const { openId } = state;
  const desk = openId === null ? null : (state.desks.get(openId) ?? null);
  const { deciding, undo, redo } = useDeciding(session);
  const group = useOpenGroup(props, openId);
  const isText = dataset.modality === 'text';
  const [tileSize, setTileSize] = useKeptChoice('sheaf.tiles', TILE_SIZES, 'M');
  const [textLook, setTextLook] = useKeptChoice('sheaf.texts', TEXT_LOOKS, 'line');
  const [layout, setLayout] = useKeptChoice('sheaf.queue', QUEUE_LAYOUTS, 'list');
  useEffect(() => session.dispatch({ kind: 'look', look: { isGrouped: layout === 'coarse' } }), [session, layout]);
  const [isHeld, setIsHeld] = useState(false);
  const { look, setLook, press } = useLook(openId);
  const { similarTo, findSimilar, closeSimilar } = useSimilar(desk);
  const page = usePageRows(desk, isText, tileSize, isHeld);
  const field = useRef<HTMLInputElement>(null);
  const pageRef = useRef<HTMLDivElement>(null);
  const byId = useMemo(() => new Map(classes.map((each) => [each.id, each])), [classes]);
  const plan = useMemo(() => (desk === null ? null : planAccept(desk)), [desk]);
  const words = plan === null ? null : sayAccept(plan, byId);
  const ordered = useMemo(
    () => orderQueue(queue.clusters, state.look, state.sitting),
    [queue, state.look, state.sitting],
  );
  const addExample = useExample(dataset.id, byId.get(desk?.chosenClassId ?? ''), desk?.group.sampleIds[desk.cursor]);
  const focusPage = () =>
    pageRef.current?.querySelector<HTMLElement>('[data-rank][tabindex="0"]')?.focus({ preventScroll: true });
  const stepTiles = (by: -1 | 1) => setTileSize(stepTileSize(tileSize, by));
  const create = async (name: string) => {
    const made = await createClass(deciding, name);
    if (made !== null) takeClass(deciding, made.id);
  };
  const acceptOrChoose = () => {
    if (desk?.chosenClassId === null) field.current?.focus();
    else accept(deciding);
  };
  const closeLook = () => {
    setLook(null);
    return look !== null;
  };
  useReviewCommands({
    deciding,
    desk,
    rows: page.rows,
    words,
    undo,
    redo,
    acceptOrChoose,
    findClass: () => field.current?.focus(),
    lookCloser: press,
    closeLook,
    findSimilar,
    stepTiles,
  });
  return (
    <main className="grid min-h-0 grid-cols-[264px_minmax(0,1fr)_268px] max-[1120px]:grid-cols-[216px_minmax(0,1fr)_224px] grid-rows-[minmax(0,1fr)] narrow:grid-cols-[minmax(0,1fr)] narrow:grid-rows-[auto_minmax(0,1fr)_auto]">
      <ClusterQueue
        open={ordered.open}
        done={ordered.done}
        openId={openId}
        sort={state.look.sort}
        coarse={queue.coarse}
        isGrouped={state.look.isGrouped}
        modality={dataset.modality}
        classes={byId}
        putIds={state.sitting.put}
        onOpen={(id) => session.open(id)}
        onSort={(sort) => session.dispatch({ kind: 'look', look: { sort } })}
        onGroup={(isGrouped) => setLayout(isGrouped ? 'coarse' : 'list')}
      />
      <section
        aria-label={desk?.group.head.title ?? 'Group'}
        className="relative flex min-h-0 min-w-0 flex-col bg-surface"
      >
        <OutboxNotice />
        {desk !== null && plan !== null && words !== null ? (
          <>
            <OpenGroup
              session={session}
              desk={desk}
              plan={plan}
              dataset={dataset}
              classes={byId}
              {...page}
              tileSize={tileSize}
              textLook={textLook}
              look={look}
              pageRef={pageRef}
              onTileStep={stepTiles}
              onTextLook={setTextLook}
              onLook={setLook}
              onSimilar={findSimilar}
              onHold={setIsHeld}
              onWidth={page.setWidthPx}
            />
            <AcceptBar
              plan={plan}
              words={words}
              classes={byId}
              selectedCount={desk.selection.size}
              selectedAcceptCount={desk.selection.size === 0 ? 0 : planAcceptSelected(desk).length}
              shownNote={desk.filter === null ? null : `Only those with “${desk.filter.word}” are shown`}
              onAccept={acceptOrChoose}
              onSkip={() => session.skip(deciding.acts.standingCount)}
            />
          </>
        ) : openId === null ? (
          <AllDone dataset={dataset} skippedCount={state.sitting.put.length} />
        ) : group.error === null ? (
          <div className="overflow-hidden p-4 pt-16">
            <SkeletonTiles count={48} />
          </div>
        ) : (
          <div className="p-4">
            <ErrorState
              error={group.error}
              safe="The other clusters are not touched."
              onRetry={() => void group.refetch()}
            />
          </div>
        )}
      </section>
      <ClassRail
        datasetId={dataset.id}
        classes={classes}
        chosenClassId={desk?.chosenClassId ?? null}
        chosenBy={desk?.chosenBy ?? null}
        suggestion={desk?.group.head.suggestion ?? null}
        selectedCount={desk?.selection.size ?? 0}
        field={field}
        modality={dataset.modality}
        onExample={addExample}
        onPick={(id) => {
          takeClass(deciding, id);
          focusPage();
        }}
        onCreate={(name) => void create(name)}
        onLeave={() => {
          field.current?.blur();
          focusPage();
        }}
      />
      <SimilarDialog
        datasetId={session.datasetId}
        sample={similarTo}
        isText={isText}
        classes={byId}
        onClose={closeSimilar}
      />
    </main>
  );
}
