'use client';

import { ContextMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useRegistry } from '@/components/shell/commands';
import type { CommandId } from '@/components/shell/keymap';
import { Keys } from '@/components/ui/kbd';

/** What the menu of a sample offers: the same commands that the keys run. */
const TOOLS: readonly (readonly CommandId[])[] = [
  ['look.closer', 'similar.find'],
  ['review.exclude', 'review.notThisClass', 'review.acceptSelected', 'class.find'],
  ['review.split', 'review.merge', 'review.park', 'review.oneOfEach', 'review.audit'],
];

/** The page with its tools under the right button. `onOpen` hears where it was pressed, before the menu shows. */
export function TileMenu({ onOpen, children }: { onOpen: (target: EventTarget) => void; children: ReactNode }) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger
        asChild
        onContextMenu={(event) => onOpen(event.target)}
        // A long press of a finger selects.
        onPointerDown={(event) => {
          if (event.pointerType === 'touch') event.preventDefault();
        }}
      >
        {children}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label="Tools for the sample"
          collisionPadding={8}
          className="z-30 min-w-56 max-w-80 rounded-card border border-line-2 bg-raised p-1 shadow-e3"
        >
          {TOOLS.map((ids, index) => (
            <Tools key={ids[0]} ids={ids} isFirst={index === 0} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Tools({ ids, isFirst }: { ids: readonly CommandId[]; isFirst: boolean }) {
  const { stack, keymap } = useRegistry();
  const offered = ids.flatMap((id) => stack.find((command) => command.id === id)?.command ?? []);
  if (offered.length === 0) return null;
  return (
    <>
      {!isFirst && <Radix.Separator className="my-1 border-t border-line" />}
      {offered.map((command) => (
        <Radix.Item
          key={command.id}
          disabled={command.enabled === false}
          onSelect={() => command.run(null)}
          className="flex h-8 items-center gap-2 rounded-control px-2 outline-none select-none data-disabled:text-ink-3 data-highlighted:bg-accent-weak"
        >
          <span className="min-w-0 flex-1 truncate">{command.says ?? keymap[command.id]?.says ?? command.id}</span>
          {keymap[command.id]?.keys[0] !== undefined && <Keys keys={keymap[command.id]?.keys[0] ?? ''} />}
        </Radix.Item>
      ))}
    </>
  );
}
