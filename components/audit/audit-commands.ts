import type { AuditRun } from '@/components/audit/audit-run';
import { type Command, useCommands } from '@/components/shell/commands';
import { classesByKey, type LabelClass } from '@/lib/datasets/label-class';

const CLASS_KEY_COUNT = 20;
const HEADING = 'This audit';

export type AuditTools = {
  run: AuditRun;
  classes: readonly LabelClass[];
  /** Several classes for a sample: digits gather them, Enter goes on. */
  isMultiLabel: boolean;
  pickedIds: ReadonlySet<string>;
  onPick: (labelClassId: string) => void;
  onAnswer: () => void;
  onLook: () => void;
  onFind: () => void;
  onAccept: () => void;
  onSplit: () => void;
  onClose: () => void;
};

/** The keys of an audit: a class, "none of these" or "cannot tell", back and forth, and after the verdict accept or split. */
export function useAuditCommands(tools: AuditTools): void {
  const { run, classes, isMultiLabel, pickedIds, onPick, onAnswer, onLook, onFind, onAccept, onSplit, onClose } = tools;
  const { audit } = run.getState();
  const isRunning = audit?.status === 'running';
  const isPassed = audit?.status === 'passed';
  const choose: Command[] = Array.from({ length: CLASS_KEY_COUNT }, (_, position) => ({
    id: `class.choose.${position + 1}`,
    says: null,
    enabled: isRunning,
    run: (event) => {
      const chosen = classesByKey(classes)[position] ?? null;
      if (chosen !== null && event?.repeat !== true) onPick(chosen.id);
    },
  }));
  useCommands([
    ...choose,
    {
      id: 'audit.none',
      heading: HEADING,
      enabled: isRunning,
      run: (event) => {
        if (event?.repeat !== true) run.answer({ noneOfThese: true });
      },
    },
    {
      id: 'audit.cannotTell',
      heading: HEADING,
      enabled: isRunning,
      run: (event) => {
        if (event?.repeat !== true) run.answer({ cannotTell: true });
      },
    },
    { id: 'class.find', heading: HEADING, enabled: isRunning, run: onFind },
    { id: 'audit.back', heading: HEADING, enabled: isRunning, run: () => run.step(-1) },
    { id: 'audit.forward', heading: HEADING, enabled: isRunning, run: () => run.step(1) },
    { id: 'audit.look', heading: HEADING, enabled: isRunning, run: onLook },
    {
      id: 'audit.accept',
      heading: HEADING,
      enabled: isPassed || (isMultiLabel && isRunning && pickedIds.size > 0),
      run: (event) => {
        if (event?.repeat === true) return;
        if (isPassed) onAccept();
        else onAnswer();
      },
    },
    { id: 'audit.split', heading: HEADING, run: onSplit },
    { id: 'audit.close', heading: HEADING, run: onClose },
  ]);
}
