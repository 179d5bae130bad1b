'use client';

import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { AuditClasses } from '@/components/audit/audit-classes';
import { useAuditCommands } from '@/components/audit/audit-commands';
import { AuditFinder } from '@/components/audit/audit-finder';
import { AuditRail } from '@/components/audit/audit-rail';
import { AuditRun } from '@/components/audit/audit-run';
import { AuditSample } from '@/components/audit/audit-sample';
import { AuditStrip } from '@/components/audit/audit-strip';
import { AuditVerdict } from '@/components/audit/audit-verdict';
import { sayDraw } from '@/components/audit/audit-words';
import { ClassWait } from '@/components/audit/class-wait';
import { pageOutbox } from '@/components/outbox/outbox-page';
import { useKeysOf } from '@/components/shell/commands';
import type { CommandId } from '@/components/shell/keymap';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { formatCount } from '@/components/ui/format';
import { Keys } from '@/components/ui/kbd';
import { Meter } from '@/components/ui/meter';
import type { AuditView } from '@/lib/audits/audit';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { LabelClass } from '@/lib/datasets/label-class';
import { planAccept } from '@/lib/review/accept-plan';
import { type Desk, idsOf } from '@/lib/review/desk';

type ScreenProps = {
  desk: Desk;
  /** The class that the group would be accepted as. */
  labelClassId: string;
  dataset: DatasetSummary;
  isMultiLabel: boolean;
  classes: readonly LabelClass[];
  onAccept: (audit: AuditView, populationIds: readonly string[]) => void;
  onLabel: (audit: AuditView) => void;
  onSplit: () => void;
  onClose: () => void;
  /** Makes a class and answers its id; null where that cannot be, and the person was told. */
  onCreate: (name: string) => string | null;
  /** A sample came on the screen, or an answer was given: for the person's own times. */
  onAnswered: () => void;
};

function makeRun({ desk, labelClassId, dataset }: ScreenProps): AuditRun {
  const { id, source } = desk.group.head;
  const sampleIds = idsOf(desk, planAccept(desk).accepted);
  return new AuditRun(dataset.id, { groupId: id, groupSource: source, labelClassId, sampleIds }, pageOutbox());
}

/** Pictures of the next samples are there before they are wanted. */
function usePreload(sampleIds: readonly string[], position: number, isImage: boolean): void {
  useEffect(() => {
    if (!isImage) return;
    for (const id of sampleIds.slice(position + 1, position + 4)) new Image().src = `/api/samples/${id}/view`;
  }, [sampleIds, position, isImage]);
}

/** One audit from the first sample to the verdict. Nothing on it names the class that the group would be accepted as. */
export function AuditScreen(props: ScreenProps) {
  const {
    desk,
    dataset,
    classes,
    labelClassId,
    isMultiLabel,
    onAccept,
    onLabel,
    onSplit,
    onClose,
    onCreate,
    onAnswered,
  } = props;
  const [run] = useState(() => makeRun(props));
  const state = useSyncExternalStore(run.subscribe, run.getState, run.getState);
  const { audit, answers, position, error } = state;
  useEffect(() => void run.begin(), [run]);
  const frame = useRef<HTMLElement>(null);
  useEffect(() => frame.current?.focus(), []);
  const [isModelShown, setIsModelShown] = useState(false);
  const [picked, setPicked] = useState<{ position: number; ids: ReadonlySet<string> }>({
    position: -1,
    ids: new Set(),
  });
  const given = answers[position];
  const stored = given !== undefined && 'labelClassIds' in given ? given.labelClassIds : [];
  const pickedIds = picked.position === position ? picked.ids : new Set(stored);
  usePreload(audit?.sampleIds ?? [], position, dataset.modality === 'image');
  const answer = (ids: readonly string[]) => {
    onAnswered();
    run.answer({ labelClassIds: [...ids] });
  };
  const pick = (id: string) => {
    if (!isMultiLabel) return answer([id]);
    const ids = new Set(pickedIds);
    if (!ids.delete(id)) ids.add(id);
    setPicked({ position, ids });
  };
  const [isFinding, setIsFinding] = useState(false);
  const create = (name: string) => {
    const madeId = onCreate(name);
    if (madeId !== null) pick(madeId);
  };
  const accept = () => {
    if (audit?.status === 'passed') onAccept(audit, run.populationIds);
  };
  useAuditCommands({
    ...{ run, classes, isMultiLabel, pickedIds, onSplit, onClose },
    onPick: pick,
    onAnswer: () => answer([...pickedIds]),
    onLook: () => setIsModelShown(!isModelShown),
    onFind: () => setIsFinding(true),
    onAccept: accept,
  });
  const byId = new Map(classes.map((each) => [each.id, each]));
  const isJudged = audit?.status === 'passed' || audit?.status === 'failed';
  const sampleId = audit?.sampleIds[position];
  const place = audit === null ? '' : `${formatCount(position + 1)} of ${formatCount(audit.sampleIds.length)}`;
  return (
    <main className="grid min-h-0 grid-cols-[minmax(0,1fr)_300px] grid-rows-[minmax(0,1fr)] narrow:grid-cols-[minmax(0,1fr)] narrow:grid-rows-[minmax(0,1fr)_auto]">
      <section
        ref={frame}
        tabIndex={-1}
        aria-label="Audit"
        className="flex min-h-0 min-w-0 flex-col bg-canvas outline-none"
      >
        <AuditHead audit={audit} answeredCount={answers.length} place={isJudged ? null : place} onClose={onClose} />
        {error !== null && (
          <div className="p-4 pb-0">
            <ErrorState error={error} safe="The answers given so far are kept." onRetry={() => run.retry()} />
          </div>
        )}
        <ClassWait name={state.waitsFor} />
        {isJudged && audit !== null ? (
          <AuditVerdict audit={audit} modality={dataset.modality} classes={byId} previews={previewsOf(desk)} />
        ) : (
          <div className="grid min-h-0 flex-1 grid-rows-[minmax(0,1fr)_auto] gap-3.5 px-6 pt-4 pb-3.5 narrow:px-3">
            {sampleId === undefined ? (
              <p role="status" className="self-center text-center text-ink-2">
                {audit === null ? 'Drawing samples' : 'The verdict falls'}
              </p>
            ) : (
              <AuditSample sampleId={sampleId} modality={dataset.modality} place={place} isModelShown={isModelShown} />
            )}
            <div>
              {isFinding ? (
                <AuditFinder
                  classes={classes}
                  onPick={pick}
                  onCreate={create}
                  onLeave={() => {
                    setIsFinding(false);
                    frame.current?.focus();
                  }}
                />
              ) : (
                <AuditClasses
                  {...{ classes, chosenIds: pickedIds, given: given ?? null }}
                  onPick={pick}
                  onFind={() => setIsFinding(true)}
                  onSay={(said) => {
                    onAnswered();
                    run.answer(said);
                  }}
                />
              )}
              <KeyHints isMultiLabel={isMultiLabel} isImage={dataset.modality === 'image'} />
            </div>
          </div>
        )}
        {!isJudged && audit !== null && (
          <AuditStrip sampleIds={audit.sampleIds} position={position} modality={dataset.modality} />
        )}
      </section>
      {audit !== null && (
        <AuditRail
          audit={audit}
          answers={answers}
          className={isJudged ? (byId.get(labelClassId)?.name ?? null) : null}
          onAccept={accept}
          onLabel={() => onLabel(audit)}
          onSplit={onSplit}
          onClose={onClose}
          onStop={() => void run.stop().then((isOver) => isOver && onClose())}
        />
      )}
    </main>
  );
}

function previewsOf({ group }: Desk): Map<string, string> {
  return new Map(group.sampleIds.map((id, rank) => [id, group.previews[rank] ?? '']));
}

type HeadProps = { audit: AuditView | null; answeredCount: number; place: string | null; onClose: () => void };

function AuditHead({ audit, answeredCount, place, onClose }: HeadProps) {
  const closeKeys = useKeysOf('audit.close');
  return (
    <div className="grid gap-2 border-b border-line bg-surface px-4 py-2.5">
      <div className="flex h-8 items-center gap-2.5">
        <Button variant="ghost" size="s" keys={closeKeys} onClick={onClose}>
          Back
        </Button>
        <h1 className="text-17">Audit</h1>
        {audit !== null && (
          <span className="min-w-0 truncate text-12 text-ink-3 narrow:hidden">
            {sayDraw(audit)}. {place === null ? '' : 'The suggested class is hidden until you finish.'}
          </span>
        )}
        <span className="flex-1" />
        {place !== null && (
          <span data-testid="audit-place" className="figures text-ink-2">
            {place}
          </span>
        )}
      </div>
      <Meter size="s" total={audit?.sampleIds.length ?? 1} parts={[{ key: 'answered', count: answeredCount }]} />
    </div>
  );
}

function KeyHints({ isMultiLabel, isImage }: { isMultiLabel: boolean; isImage: boolean }) {
  return (
    <p className="mt-3 flex flex-wrap justify-center gap-x-4 gap-y-1 text-12 text-ink-2">
      {isMultiLabel && <Hint id="audit.accept">next</Hint>}
      <Hint id="audit.back">go back</Hint>
      {isImage && <Hint id="audit.look">see what the model sees</Hint>}
    </p>
  );
}

function Hint({ id, children }: { id: CommandId; children: string }) {
  const keys = useKeysOf(id);
  return keys === undefined ? null : (
    <span className="inline-flex items-center gap-1.5">
      <Keys keys={keys} />
      {children}
    </span>
  );
}
