import { type Command, useCommands } from '@/components/shell/commands';
import { type CommandId, KEYMAP } from '@/components/shell/keymap';
import { classesByKey, type LabelClass } from '@/lib/datasets/label-class';
import { SPLIT_PARTS } from '@/lib/review/split-parts';

const CLASS_KEY_COUNT = 20;
const HEADING = 'This split';

export type SplitTools = {
  classes: readonly LabelClass[];
  partCount: number;
  acceptSays: { says: string; detail: string; isHeld: boolean };
  isBusy: boolean;
  onPart: (position: number) => void;
  onChoose: (labelClassId: string) => void;
  onMove: (direction: 'left' | 'right' | 'up' | 'down') => void;
  onExclude: () => void;
  onLook: () => void;
  onCount: (by: -1 | 1) => void;
  onAccept: () => void;
  onKeep: () => void;
  onClose: () => void;
};

/** Keys that come one after the other ("G O") rest here: single letters name parts. */
const RESTING: Command[] = (Object.keys(KEYMAP) as CommandId[])
  .filter((id) => KEYMAP[id].keys.some((keys) => keys.includes(' ')))
  .map((id) => ({ id, says: null, run: () => {} }));

/** The keys of a split: parts, classes, exceptions, accept or keep. */
export function useSplitCommands(tools: SplitTools): void {
  const { classes, partCount, acceptSays, isBusy } = tools;
  const parts: Command[] = Array.from({ length: SPLIT_PARTS.most }, (_, position) => ({
    id: `split.part.${position + 1}`,
    says: null,
    run: () => {
      if (position < partCount) tools.onPart(position);
    },
  }));
  const choose: Command[] = Array.from({ length: CLASS_KEY_COUNT }, (_, position) => ({
    id: `class.choose.${position + 1}`,
    says: null,
    run: () => {
      const chosen = classesByKey(classes)[position] ?? null;
      if (chosen !== null) tools.onChoose(chosen.id);
    },
  }));
  const move = (direction: 'left' | 'right' | 'up' | 'down'): Command => ({
    id: `split.${direction}`,
    says: null,
    run: () => tools.onMove(direction),
  });
  useCommands([
    ...parts,
    ...choose,
    ...(['left', 'right', 'up', 'down'] as const).map(move),
    { id: 'split.exclude', heading: HEADING, run: tools.onExclude },
    { id: 'split.look', says: null, run: tools.onLook },
    { id: 'split.more', heading: HEADING, run: () => tools.onCount(1) },
    { id: 'split.fewer', heading: HEADING, run: () => tools.onCount(-1) },
    {
      id: 'split.accept',
      heading: HEADING,
      enabled: !acceptSays.isHeld && !isBusy,
      says: acceptSays.says,
      detail: acceptSays.detail,
      run: (event) => {
        if (event?.repeat !== true) tools.onAccept();
      },
    },
    {
      id: 'split.keep',
      heading: HEADING,
      enabled: !isBusy,
      run: (event) => {
        if (event?.repeat !== true) tools.onKeep();
      },
    },
    { id: 'split.close', heading: HEADING, run: tools.onClose },
    ...RESTING,
  ]);
}
