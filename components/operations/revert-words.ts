import { sayOperation } from '@/components/datasets/operation-words';
import { formatCount, formatCounted } from '@/components/ui/format';
import type { RevertPreview } from '@/lib/labels/revert-preview';
import type { TurnOutcome } from '@/lib/operations/turn-outcome';

type Counts = Pick<RevertPreview, 'outcomes'>;

/** How many samples of a preview go one way. */
export function countOf({ outcomes }: Counts, outcome: TurnOutcome): number {
  return outcomes.find((entry) => entry.outcome === outcome)?.count ?? 0;
}

/** The question that a preview asks: "Revert “Accepted 141 as paper”?" */
export function askRevert({ operation }: Pick<RevertPreview, 'operation'>): string {
  return operation.kind === 'revert'
    ? `Take back “${sayOperation(operation)}”?`
    : `Revert “${sayOperation(operation)}”?`;
}

/** An operation whose revert is not sent yet. */
export function sayWaiting({ kind }: Pick<RevertPreview['operation'], 'kind'>): string {
  return kind === 'revert' ? 'Taking this back waits to be sent' : 'Revert waits to be sent';
}

/** What becomes of the samples, each as a heading: "128 become unlabeled". */
export function sayOutcome(outcome: TurnOutcome, count: number, willStand: boolean): string {
  const verb = (one: string, many: string) => `${formatCount(count)} ${count === 1 ? one : many}`;
  switch (outcome) {
    case 'unlabeled':
      return verb('becomes unlabeled', 'become unlabeled');
    case 'relabeled':
      return willStand
        ? verb('gets its label again', 'get their label again')
        : verb('gets its earlier label back', 'get their earlier label back');
    case 'other':
      return willStand
        ? verb('is marked as before', 'are marked as before')
        : verb('is no longer marked “not this class”', 'are no longer marked “not this class”');
    case 'kept':
      return verb('keeps what was decided later', 'keep what was decided later');
    case 'same':
      return verb('stays as it is', 'stay as they are');
  }
}

/** The button that does it, with what changes: "Revert 137 labels". Null where nothing would change. */
export function sayRevertButton(preview: Pick<RevertPreview, 'operation' | 'outcomes' | 'says'>): string | null {
  const labelCount = countOf(preview, 'unlabeled') + countOf(preview, 'relabeled');
  const otherCount = countOf(preview, 'other');
  const verb = preview.operation.kind === 'revert' ? 'Take back' : 'Revert';
  const parts = [
    ...(labelCount > 0 ? [formatCounted(labelCount, 'label')] : []),
    ...(otherCount > 0 ? [formatCounted(otherCount, 'mark')] : []),
  ];
  if (parts.length > 0) return `${verb} ${parts.join(' and ')}`;
  return preview.says.length > 0 ? `${verb} operation ${formatCount(preview.operation.seq)}` : null;
}

/** A change of a count with its sign: "−128", "+9". */
export function sayChange(by: number): string {
  return by < 0 ? `−${formatCount(-by)}` : `+${formatCount(by)}`;
}
