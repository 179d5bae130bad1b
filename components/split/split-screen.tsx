'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { AuditSample } from '@/components/audit/audit-sample';
import { SplitBar, SplitHead } from '@/components/split/split-bars';
import { useSplitCommands } from '@/components/split/split-commands';
import { SplitPartCard } from '@/components/split/split-part-card';
import { SplitPreview } from '@/components/split/split-preview';
import { splitQuery } from '@/components/split/split-queries';
import { sayRest, saySplitAccept } from '@/components/split/split-words';
import { useUnseenParts } from '@/components/split/use-unseen-parts';
import { ErrorState } from '@/components/ui/error-state';
import { SkeletonLines, SkeletonTiles } from '@/components/ui/skeleton-tiles';
import type { ClusterSplit } from '@/lib/clusters/cluster';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { Desk } from '@/lib/review/desk';
import { type DeskAct, reduceDesk } from '@/lib/review/desk-acts';
import { layParts, SPLIT_PARTS, type SplitPart } from '@/lib/review/split-parts';

type ScreenProps = {
  desk: Desk;
  dataset: DatasetSummary;
  classes: readonly LabelClass[];
  /** Members of the group that were on the screen before it was split. */
  seenIds: ReadonlySet<string>;
  /** Settles the parts that have a class; the rest become groups. */
  onAccept: (parts: readonly SplitPart[]) => Promise<void>;
  /** Makes groups of all parts, without a label. */
  onKeep: (parts: readonly SplitPart[]) => Promise<void>;
  onClose: () => void;
};

/** The parts on the screen: laid anew for every cut, then changed by the person. */
function useParts(desk: Desk, split: ClusterSplit | undefined) {
  const [laid, setLaid] = useState<{ split: ClusterSplit; parts: readonly SplitPart[] } | null>(null);
  if (split !== undefined && laid?.split !== split) setLaid({ split, parts: layParts(desk, split) });
  const act = (position: number, deskAct: DeskAct) =>
    setLaid(
      (now) =>
        now && {
          ...now,
          parts: now.parts.map((part, at) =>
            at === position ? { ...part, desk: reduceDesk(part.desk, deskAct) } : part,
          ),
        },
    );
  return { parts: laid?.parts ?? [], act };
}

const columnsFor = (partCount: number) => (partCount <= 3 ? 3 : 2);

/** The open group in two to eight parts, cut anew as the number changes; each part has a class and exceptions of its own. */
export function SplitScreen({ desk, dataset, classes, seenIds, onAccept, onKeep, onClose }: ScreenProps) {
  const [k, setK] = useState<number>(SPLIT_PARTS.first);
  const [at, setAt] = useState(0);
  const [isBusy, setIsBusy] = useState(false);
  const [isLooking, setIsLooking] = useState(false);
  const split = useQuery(splitQuery(dataset.id, desk.group.head.id, k));
  const { parts, act } = useParts(desk, split.data);
  const { unseen, noteSeen, tell, leave } = useUnseenParts(parts, seenIds);
  const active = Math.min(at, Math.max(0, parts.length - 1));
  const byId = useMemo(() => new Map(classes.map((each) => [each.id, each])), [classes]);
  const words = saySplitAccept(parts, byId);
  const isImage = dataset.modality === 'image';
  const columnCount = isImage ? columnsFor(parts.length) : 1;
  const cursorDesk = parts[active]?.desk;
  useEffect(() => setIsLooking(false), []);
  const settle = async (how: (parts: readonly SplitPart[]) => Promise<void>) => {
    if (isBusy || parts.length < SPLIT_PARTS.fewest || split.isPlaceholderData) return;
    setIsBusy(true);
    await how(parts).finally(() => setIsBusy(false));
  };
  const count = (next: number) => setK(Math.min(SPLIT_PARTS.most, Math.max(SPLIT_PARTS.fewest, next)));
  const move = (direction: 'left' | 'right' | 'up' | 'down') => {
    if (cursorDesk === undefined) return;
    const by = { left: -1, right: 1, up: -columnCount, down: columnCount }[direction];
    const rank = cursorDesk.cursor + by;
    if (rank >= 0 && rank < cursorDesk.group.sampleIds.length) act(active, { kind: 'move', rank, extend: false });
  };
  const toggle = (position: number, rank: number) => act(position, { kind: 'toggleExcluded', ranks: [rank] });
  const close = () => {
    if (leave()) return;
    if (isLooking) setIsLooking(false);
    else onClose();
  };
  const accept = () => {
    if (!words.isHeld && !tell()) void settle(onAccept);
  };
  useSplitCommands({
    ...{ classes, isBusy, partCount: parts.length, acceptSays: words, onPart: setAt, onMove: move, onClose: close },
    onChoose: (labelClassId) => act(active, { kind: 'choose', labelClassId }),
    onExclude: () => cursorDesk !== undefined && cursorDesk.cursor >= 0 && toggle(active, cursorDesk.cursor),
    onLook: () => setIsLooking(!isLooking),
    onCount: (by) => count(k + by),
    onAccept: accept,
    onKeep: () => void settle(onKeep),
  });
  const lookedAt = isLooking ? cursorDesk?.group.sampleIds[cursorDesk.cursor] : undefined;
  return (
    <section
      aria-label={`Split ${desk.group.head.title}`}
      aria-busy={split.isFetching || isBusy}
      className="relative col-span-2 flex min-h-0 min-w-0 flex-col bg-canvas narrow:col-span-1 narrow:row-span-2"
    >
      <SplitHead desk={desk} parts={parts} k={k} isCutting={split.isPlaceholderData} onCount={count} onClose={close} />
      {split.error !== null && (
        <div className="p-4">
          <ErrorState error={split.error} safe="The group is as it was." onRetry={() => void split.refetch()} />
        </div>
      )}
      {parts.length === 0 && split.error === null ? (
        <div className="flex-1 overflow-hidden p-4">
          {isImage ? <SkeletonTiles count={36} /> : <SkeletonLines count={16} />}
        </div>
      ) : (
        <div className="relative flex min-h-0 flex-1 gap-3 overflow-x-auto p-3">
          {parts.map((part, position) => (
            <SplitPartCard
              key={`${k}-${part.letter}`}
              {...{ part, classes, byId, columnCount, modality: dataset.modality }}
              cohesionBefore={split.data?.cohesion ?? null}
              isActive={position === active}
              onActivate={() => setAt(position)}
              onMove={(rank) => act(position, { kind: 'move', rank, extend: false })}
              onToggle={(rank) => toggle(position, rank)}
              onChoose={(labelClassId) => act(position, { kind: 'choose', labelClassId })}
              onSeen={noteSeen}
            />
          ))}
        </div>
      )}
      {lookedAt !== undefined && (
        <section aria-label="Closer look" className="absolute inset-x-0 top-20 bottom-16 z-20 grid bg-canvas p-4">
          <AuditSample sampleId={lookedAt} modality={dataset.modality} place="under the cursor" isModelShown={false} />
        </section>
      )}
      {unseen !== null && <SplitPreview {...{ unseen, parts, classes: byId }} onLeave={leave} />}
      <SplitBar
        letter={parts[active]?.letter ?? 'A'}
        classCount={classes.length}
        rest={sayRest(parts)}
        words={words}
        isBusy={isBusy || parts.length === 0}
        onAccept={accept}
        onKeep={() => void settle(onKeep)}
      />
    </section>
  );
}
