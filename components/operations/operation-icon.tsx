import {
  Archive,
  Ban,
  Check,
  Eraser,
  FileInput,
  Group,
  type LucideIcon,
  Palette,
  Split,
  Tag,
  Undo2,
} from 'lucide-react';
import type { OperationKind } from '@/lib/operations/operation';

export const OPERATION_ICONS: Record<OperationKind, LucideIcon> = {
  accept: Check,
  label: Tag,
  exclude: Ban,
  clear: Eraser,
  revert: Undo2,
  import: FileInput,
  split: Split,
  merge: Group,
  park: Archive,
  classEdit: Palette,
};
