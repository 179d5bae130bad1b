import type { MouseEvent } from 'react';
import type { ClassesById } from '@/components/samples/sample-words';
import type { ListSelection } from '@/lib/review/list-selection';
import type { SampleItem } from '@/lib/samples/sample';

type Acts = {
  onPick: (id: string, event: MouseEvent) => void;
  onOpen: (id: string) => void;
  onRest: (id: string) => void;
};

/** A list of samples that grows as it is scrolled, with what is chosen in it. */
export type SampleListProps = Acts & {
  samples: readonly SampleItem[];
  totalCount: number;
  classes: ClassesById;
  selection: ListSelection;
  /** Counts moves by keyboard; after each the focus goes to the cursor. */
  moves: number;
  hasMore: boolean;
  onNearEnd: () => void;
};

/** One sample of such a list. */
export type InListProps = Acts & {
  sample: SampleItem;
  classes: ClassesById;
  isCursor: boolean;
  isSelected: boolean;
  /** Only one element of a list takes part in the order of Tab. */
  isTabStop: boolean;
  /** Place in the list, from 0, and how many there are in all. */
  position: number;
  totalCount: number;
};

/** What the selection says of one sample. */
export function stateInList(id: string, selection: ListSelection, tabStop: string | undefined) {
  return { isCursor: selection.cursor === id, isSelected: selection.selected.has(id), isTabStop: tabStop === id };
}

/** The element of a sample in the list, to move the focus to it. */
export const elementIdOf = (sampleId: string) => `sample-${sampleId}`;
