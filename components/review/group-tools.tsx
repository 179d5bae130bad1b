'use client';

import { Combine, Layers, MoreHorizontal, ParkingSquare } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Deciding } from '@/components/review/decisions';
import { foldQuery } from '@/components/review/review-queries';
import { ApiError } from '@/components/shell/api';
import { useCommands, useKeysOf } from '@/components/shell/commands';
import { formatCounted } from '@/components/ui/format';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { type Desk, sizeOf } from '@/lib/review/desk';
import { foldGroup } from '@/lib/review/folding';

/** A tool that stands open beside or below the samples of a group. */
export type GroupTool = 'merge' | 'park';

/** How alike samples are that are shown as one. */
const FOLD_THRESHOLD = 0.95;

export type GroupTools = {
  tool: GroupTool | null;
  setTool: (tool: GroupTool | null) => void;
  /** Shows one of each, or all again. */
  toggleFold: () => Promise<void>;
};

/** One of each: asks which members are nearly the same, and folds them; asked again, shows all. */
async function toggleFold({ session, showToast }: Deciding): Promise<void> {
  const { desk } = session;
  if (desk === null) return;
  if (desk.fold !== null) return session.act({ kind: 'fold', fold: null });
  const { id } = desk.group.head;
  try {
    const answer = await session.client.fetchQuery(foldQuery(session.datasetId, id, FOLD_THRESHOLD));
    const now = session.getState().desks.get(id);
    if (now === undefined) return;
    const fold = foldGroup(now.group, answer);
    if (fold.sets.length > 0) return session.act({ kind: 'fold', fold }, id);
    showToast({ says: `None of ${formatCounted(sizeOf(now), 'sample')} is nearly the same as another` });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    showToast({ says: error.message, tone: 'error' });
  }
}

/** Merge, park and one of each, with their keys. A tool closes when another group opens. */
export function useGroupTools(deciding: Deciding, desk: Desk | null): GroupTools {
  const [tool, setTool] = useState<GroupTool | null>(null);
  const openId = desk?.group.head.id ?? '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: another group begins without a tool
  useEffect(() => setTool(null), [openId]);
  const fold = () => toggleFold(deciding);
  const heading = 'This group';
  const enabled = desk !== null;
  const says = desk?.fold ? 'Show all again' : 'Show one of each';
  useCommands([
    { id: 'review.merge', heading, enabled, run: () => setTool(tool === 'merge' ? null : 'merge') },
    {
      id: 'review.park',
      heading,
      enabled,
      // The letter must not land in the field that it opens.
      run: (event) => {
        event?.preventDefault();
        setTool(tool === 'park' ? null : 'park');
      },
    },
    { id: 'review.oneOfEach', heading, says, enabled, run: () => void fold() },
  ]);
  return { tool, setTool, toggleFold: fold };
}

/** What can be done with the whole group, for the pointer. */
export function GroupMenu({ desk, tools }: { desk: Desk; tools: GroupTools }) {
  const merge = useKeysOf('review.merge');
  const park = useKeysOf('review.park');
  const fold = useKeysOf('review.oneOfEach');
  const trigger = (
    <IconButton label="What can be done with this group">
      <MoreHorizontal size={16} aria-hidden />
    </IconButton>
  );
  return (
    <Menu trigger={trigger} label="What can be done with this group">
      <MenuItem icon={<Layers size={14} aria-hidden />} keys={fold} onPick={() => void tools.toggleFold()}>
        {desk.fold === null ? 'Show one of each' : 'Show all again'}
      </MenuItem>
      <MenuItem icon={<Combine size={14} aria-hidden />} keys={merge} onPick={() => tools.setTool('merge')}>
        Merge with …
      </MenuItem>
      <MenuItem icon={<ParkingSquare size={14} aria-hidden />} keys={park} onPick={() => tools.setTool('park')}>
        Park with a note
      </MenuItem>
    </Menu>
  );
}
