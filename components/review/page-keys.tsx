'use client';

import { useKeysOf } from '@/components/shell/commands';
import type { CommandId } from '@/components/shell/keymap';
import { Keys } from '@/components/ui/kbd';

const HINTS: readonly { ids: readonly CommandId[]; says: string }[] = [
  { ids: ['review.exclude'], says: 'exclude' },
  { ids: ['select.toggle'], says: 'select' },
  { ids: ['extend.right'], says: 'extend' },
  { ids: ['look.closer'], says: 'look closer' },
  { ids: ['boundary.less', 'boundary.more'], says: 'move boundary' },
  { ids: ['help'], says: 'all keys' },
];

/** The keys of the page, below its last row. They are drawn for the eye: help lists them for everybody. */
export function PageKeys({ topPx }: { topPx: number }) {
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute right-0 left-0 flex flex-wrap gap-x-3.5 gap-y-1.5 pt-4 text-12 text-ink-3 narrow:hidden"
      style={{ top: topPx }}
    >
      {HINTS.map((hint) => (
        <span key={hint.says} className="flex items-center gap-1.5">
          {hint.ids.map((id) => (
            <HintKey key={id} id={id} />
          ))}
          {hint.says}
        </span>
      ))}
    </div>
  );
}

function HintKey({ id }: { id: CommandId }) {
  const keys = useKeysOf(id);
  return keys === undefined ? null : <Keys keys={keys} />;
}
