import { formatCounted } from '@/components/ui/format';
import type { ClassRemovalPreview } from '@/lib/datasets/label-class';

/** Longer names stand above the button only, so that its count is never cut off. */
const NAME_LENGTH = 24;
const shorten = (name: string) => (name.length > NAME_LENGTH ? 'the class' : name);

/** The words of the button that merges or deletes, with the count: "Merge 214 labels into paper". */
export function sayRemoval(
  { labelCount }: Pick<ClassRemovalPreview, 'labelCount'>,
  name: string,
  intoName: string | null,
): string {
  if (intoName !== null) return `Merge ${formatCounted(labelCount, 'label')} into ${shorten(intoName)}`;
  return labelCount === 0
    ? `Delete ${shorten(name)}`
    : `Delete ${shorten(name)} and clear ${formatCounted(labelCount, 'label')}`;
}

/** Why the counts of a preview are not the last word: what the person decided before is not in yet. */
export function sayUncounted(count: number): string {
  const [is, it] = count === 1 ? ['is', 'it is'] : ['are', 'they are'];
  return `${formatCounted(count, 'edit')} of yours ${is} not sent yet, and not counted here. The counts are read again once ${it} in.`;
}
