import { CHANGED_KEPT } from '@/components/outbox/outbox-acts';
import { formatCount, formatCounted } from '@/components/ui/format';
import type { ChangedSample } from '@/lib/labels/decision';

type Act = { sampleIds: readonly string[] } & (
  | { kind: 'label' | 'exclude'; labelClass: { name: string } }
  | { kind: 'clear' }
);

/** What was just done: "186 labeled glass". */
export function sayDone(act: Act): string {
  const count = formatCount(act.sampleIds.length);
  if (act.kind === 'clear') return `${formatCounted(act.sampleIds.length, 'label')} cleared`;
  return act.kind === 'label'
    ? `${count} labeled ${act.labelClass.name}`
    : `${count} marked not ${act.labelClass.name}`;
}

/** Why an act was refused: who decided how many of the samples meanwhile, and as what. */
export function sayRefused(changed: readonly ChangedSample[]): string {
  const [first] = changed;
  if (first === undefined) return 'Something changed meanwhile. Nothing was applied.';
  const alike = changed.filter(
    ({ personName, labelClassId, isDeleted }) =>
      personName === first.personName && labelClassId === first.labelClassId && isDeleted === first.isDeleted,
  );
  const count = formatCounted(alike.length, 'sample');
  const others = changed.length - alike.length;
  const more = others === 0 ? '' : ` ${formatCounted(others, 'other')} changed as well.`;
  return `${first.personName} ${sayChange(count, first)} meanwhile.${more} Nothing was applied.`;
}

function sayChange(count: string, { labelClassName, isDeleted }: ChangedSample): string {
  if (isDeleted === true) return `deleted ${count}`;
  return labelClassName === null ? `cleared ${count}` : `labeled ${count} as ${labelClassName}`;
}

/** Why a revert, or a merge or deletion of a class, was refused: its preview, which is made anew, is to be looked at again. */
export function sayUnseen({ message, changed }: { message: string; changed: readonly ChangedSample[] }): string {
  // Where more changed than the server names, its own words count them.
  if (changed.length === 0 || changed.length >= CHANGED_KEPT) return message;
  return `${sayRefused(changed)} Look at the preview again.`;
}
