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
    (other) => other.personName === first.personName && other.labelClassId === first.labelClassId,
  );
  const what = first.labelClassName === null ? 'left unlabeled' : `labeled ${first.labelClassName}`;
  const count = formatCounted(alike.length, 'sample');
  const others = changed.length - alike.length;
  const more = others === 0 ? '' : ` ${formatCounted(others, 'other')} changed as well.`;
  return `${first.personName} ${what} ${count} meanwhile.${more} Nothing was applied.`;
}
