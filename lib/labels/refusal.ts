import type { Plan } from '@/lib/labels/apply-decision';
import type { Decision } from '@/lib/labels/decision';

const counted = (count: number) => `${count.toLocaleString('en-US')} ${count === 1 ? 'sample' : 'samples'}`;

/** Why a decision that would change nothing is refused, and what to do instead. */
export function describeNothing(decision: Decision, plan: Plan): string {
  const all = counted(new Set(decision.sampleIds).size);
  const conflictCount = plan.conflicts.length;
  switch (decision.kind) {
    case 'accept':
      return conflictCount > 0
        ? `Nothing to accept: of ${all}, ${conflictCount.toLocaleString('en-US')} carry another label, which an accept keeps, and the rest carry this class already. Label them to change them.`
        : `Nothing to accept: ${all} carry this class already. Go on to the next cluster.`;
    case 'label':
      return `Nothing to label: ${all} carry this class already. Choose another class to change them.`;
    case 'exclude':
      return `Nothing to exclude: ${all} are remembered as not of this class already.`;
    case 'clear':
      return `Nothing to clear: ${all} carry no label.`;
  }
}
