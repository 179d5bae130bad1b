import { formatCounted } from '@/components/ui/format';
import type { ClassRemovalPreview } from '@/lib/datasets/label-class';

/** The words of the button that merges or deletes, with the count: "Merge 214 labels into paper". */
export function sayRemoval(
  { labelCount }: Pick<ClassRemovalPreview, 'labelCount'>,
  name: string,
  intoName: string | null,
): string {
  if (intoName !== null) return `Merge ${formatCounted(labelCount, 'label')} into ${intoName}`;
  return labelCount === 0 ? `Delete ${name}` : `Delete ${name} and clear ${formatCounted(labelCount, 'label')}`;
}
