'use client';

import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { DeskModeScreen } from '@/components/audit/desk-mode-screen';
import { DeskTools } from '@/components/audit/desk-tools';
import { holdAccept, useDeskMode } from '@/components/audit/use-desk-mode';
import { useExample } from '@/components/classes/use-example';
import { OutboxNotice } from '@/components/outbox/outbox-notice';
import { AcceptBar } from '@/components/review/accept-bar';
import { AcceptPreview } from '@/components/review/accept-preview';
import { ClassRail } from '@/components/review/class-rail';
import { ClusterQueue } from '@/components/review/cluster-queue';
import { accept, acceptSelected, makeClass, takeClass } from '@/components/review/decisions';
import { GroupMenu, useGroupTools } from '@/components/review/group-tools';
import { useKeptChoice } from '@/components/review/kept-choice';
import { MergePanel } from '@/components/review/merge-panel';
import { OpenGroup, type TextLook } from '@/components/review/open-group';
import { ParkField } from '@/components/review/park-field';
import { mergeGroups, parkGroup, unparkGroup } from '@/components/review/regroup';
import { useReviewCommands } from '@/components/review/review-commands';
import { AllDone } from '@/components/review/review-states';
import { type DeskProps, useDeciding, useOpenGroup, usePageRows } from '@/components/review/use-desk';
import { useLook, useSimilar } from '@/components/review/use-look';
import { useUnseen } from '@/components/review/use-unseen';
import { sayAccept } from '@/components/review/wording';
import { SimilarDialog } from '@/components/samples/similar-dialog';
import { noteDecided, useVisitTiming } from '@/components/timing/use-visit-timing';
import { ErrorState } from '@/components/ui/error-state';
import { SkeletonLines, SkeletonTiles } from '@/components/ui/skeleton-tiles';
import { planAccept, planAcceptSelected } from '@/lib/review/accept-plan';
import { isMultiLabel, targetsOf } from '@/lib/review/desk';
import { orderQueue } from '@/lib/review/queue-order';
import { stepTileSize, TILE_SIZES } from '@/lib/review/tile-layout';

const QUEUE_LAYOUTS: readonly ('list' | 'coarse')[] = ['list', 'coarse'];
const TEXT_LOOKS: readonly TextLook[] = ['line', 'full'];

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
  const { mode, setMode, close: closeMode, audit, running } = useDeskMode(dataset.id, desk);
  const words =
    plan === null || desk === null ? null : holdAccept(sayAccept(plan, byId, isMultiLabel(desk)), desk, audit);
  useVisitTiming(desk, dataset.modality, mode === null);
  const { unseen, seenIds, noteView, tell, leave } = useUnseen(session, desk, plan);
  const ordered = useMemo(
    () => orderQueue(queue.clusters, state.look, state.sitting),
    [queue, state.look, state.sitting],
  );
  const addExample = useExample(dataset.id, byId.get(desk?.chosenClassId ?? ''), desk?.group.sampleIds[desk.cursor]);
  const focusPage = () =>
    pageRef.current?.querySelector<HTMLElement>('[data-rank][tabindex="0"]')?.focus({ preventScroll: true });
  const stepTiles = (by: -1 | 1) => setTileSize(stepTileSize(tileSize, by));
  const create = (name: string) => {
    const madeId = makeClass(deciding, name);
    if (madeId !== null) takeClass(deciding, madeId);
  };
  const acceptOrChoose = () => {
    if (desk?.chosenClassId === null) return field.current?.focus();
    if (desk === null || words?.isHeld === true || tell('group')) return;
    leave();
    noteDecided(desk.group.head.id);
    accept(deciding);
  };
  const acceptOnlySelected = () => {
    if (tell('selected')) return;
    leave();
    acceptSelected(deciding);
  };
  const startAudit = () => {
    const isUnchosen = desk?.chosenClassId === null;
    if (isUnchosen && running !== null) session.act({ kind: 'choose', labelClassId: running.labelClassId });
    if (isUnchosen && running === null) field.current?.focus();
    else if (plan !== null && plan.accepted.length > 0) setMode('audit');
  };
  const closeLook = () => {
    if (leave()) return true;
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
    acceptSelected: acceptOnlySelected,
    findClass: () => field.current?.focus(),
    lookCloser: press,
    closeLook,
    findSimilar,
    stepTiles,
    isAway: mode !== null,
    onSplit: () => setMode('split'),
    onAudit: startAudit,
  });
  const tools = useGroupTools(deciding, mode === null ? desk : null);
  const closeTool = () => {
    tools.setTool(null);
    window.requestAnimationFrame(focusPage);
  };
  const away = mode !== null && desk !== null && (
    <DeskModeScreen
      {...{ mode, deciding, desk, dataset, classes, seenIds }}
      onSplit={() => setMode('split')}
      onClose={() => {
        closeMode();
        window.requestAnimationFrame(focusPage);
      }}
    />
  );
  if (mode === 'audit' && away) return away;
  return (
    <main className="grid min-h-0 grid-cols-[264px_minmax(0,1fr)_268px] max-[1120px]:grid-cols-[216px_minmax(0,1fr)_224px] grid-rows-[minmax(0,1fr)] narrow:grid-cols-[minmax(0,1fr)] narrow:grid-rows-[auto_minmax(0,1fr)_auto]">
      <ClusterQueue
        open={ordered.open}
        done={ordered.done}
        parked={ordered.parked}
        openId={openId}
        sort={state.look.sort}
        coarse={queue.coarse}
        isGrouped={state.look.isGrouped}
        modality={dataset.modality}
        classes={byId}
        putIds={state.sitting.put}
        onOpen={(id) => session.open(id)}
        onUnpark={(item) => void unparkGroup(deciding, item, item.parked?.operationId ?? '')}
        onSort={(sort) => session.dispatch({ kind: 'look', look: { sort } })}
        onGroup={(isGrouped) => setLayout(isGrouped ? 'coarse' : 'list')}
      />
      {away || (
        <>
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
                  tools={<GroupMenu desk={desk} tools={tools} />}
                  onTileStep={stepTiles}
                  onTextLook={setTextLook}
                  onLook={setLook}
                  onSimilar={findSimilar}
                  onHold={setIsHeld}
                  onWidth={page.setWidthPx}
                  onView={noteView}
                />
                {tools.tool === 'park' && (
                  <ParkField
                    head={desk.group.head}
                    onPark={(note) => parkGroup(deciding, desk.group.head, note)}
                    onClose={closeTool}
                  />
                )}
                <AcceptPreview
                  datasetId={dataset.id}
                  {...{ desk, plan, unseen }}
                  classes={byId}
                  onAudit={startAudit}
                  onLeave={leave}
                />
                <AcceptBar
                  datasetId={dataset.id}
                  groupId={desk.group.head.id}
                  plan={plan}
                  words={words}
                  classes={byId}
                  selectedCount={desk.selection.size === 0 ? 0 : targetsOf(desk).length}
                  selectedAcceptCount={desk.selection.size === 0 ? 0 : planAcceptSelected(desk).length}
                  shownNote={desk.filter === null ? null : `Only those with “${desk.filter.word}” are shown`}
                  isBeside={tools.tool === 'merge'}
                  tools={<DeskTools audit={audit} onSplit={() => setMode('split')} onAudit={startAudit} />}
                  onAccept={acceptOrChoose}
                  onSkip={() => session.skip(deciding.acts.standingCount)}
                />
              </>
            ) : openId === null ? (
              <AllDone dataset={dataset} skippedCount={state.sitting.put.length} />
            ) : group.error === null ? (
              <div className="overflow-hidden p-4 pt-16">
                {isText ? <SkeletonLines count={16} /> : <SkeletonTiles count={48} />}
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
          {tools.tool === 'merge' && desk !== null ? (
            <MergePanel
              datasetId={dataset.id}
              head={desk.group.head}
              items={[...ordered.open, ...ordered.done]}
              classes={byId}
              isText={isText}
              onMerge={(groups) => mergeGroups(deciding, groups)}
              onClose={closeTool}
            />
          ) : (
            <ClassRail
              datasetId={dataset.id}
              isMultiLabel={dataset.isMultiLabel}
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
              onCreate={create}
              onLeave={() => {
                field.current?.blur();
                focusPage();
              }}
            />
          )}
        </>
      )}
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
