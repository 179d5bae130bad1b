'use client';

import { acceptAudited, labelAnswered } from '@/components/audit/accept-audited';
import { AuditScreen } from '@/components/audit/audit-screen';
import type { DeskMode } from '@/components/audit/use-desk-mode';
import { type Deciding, makeClass } from '@/components/review/decisions';
import { settleSplit } from '@/components/split/settle-split';
import { SplitScreen } from '@/components/split/split-screen';
import { noteDecided, useAnswerTiming } from '@/components/timing/use-visit-timing';
import type { DatasetSummary } from '@/lib/datasets/dataset';
import type { LabelClass } from '@/lib/datasets/label-class';
import type { Desk } from '@/lib/review/desk';

type ModeProps = {
  mode: DeskMode;
  deciding: Deciding;
  desk: Desk;
  dataset: DatasetSummary;
  classes: readonly LabelClass[];
  /** Members of the group that were on its page. */
  seenIds: ReadonlySet<string>;
  onSplit: () => void;
  onClose: () => void;
};

/** The audit or the split of the open group, in the place of its page. */
export function DeskModeScreen(props: ModeProps) {
  const { mode, deciding, desk, dataset, classes, seenIds, onSplit, onClose } = props;
  const noteAnswer = useAnswerTiming(dataset.modality);
  const groupId = desk.group.head.id;
  if (mode === 'split' || desk.chosenClassId === null) {
    const settle = async (parts: Parameters<typeof settleSplit>[1]['parts'], isKept: boolean) => {
      settleSplit(deciding, { desk, parts, isKept });
      noteDecided(groupId);
    };
    return (
      <SplitScreen
        key={groupId}
        {...{ desk, dataset, classes, seenIds, onClose }}
        onAccept={(parts) => settle(parts, false)}
        onKeep={(parts) => settle(parts, true)}
      />
    );
  }
  return (
    <AuditScreen
      key={groupId}
      {...{ desk, dataset, classes, onSplit, onClose }}
      labelClassId={desk.chosenClassId}
      isMultiLabel={dataset.isMultiLabel}
      onAnswered={noteAnswer}
      onCreate={(name) => makeClass(deciding, name)}
      onAccept={(audit, populationIds) => acceptAudited(deciding, audit, populationIds)}
      onLabel={(audit) => {
        labelAnswered(deciding, audit);
        onClose();
      }}
    />
  );
}
